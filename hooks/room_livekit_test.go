package hooks_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/livekit"
)

// farServer stands where LiveKit would: it has one room, remembers what it was told, and can be away.
type farServer struct {
	*livekit.Server
	mu      sync.Mutex
	away    bool
	inside  map[string]*livekit.Participant
	room    bool
	told    chan string
	unasked string // what it was asked that it does not know
}

func newFarServer(t *testing.T) *farServer {
	t.Helper()
	f := &farServer{inside: map[string]*livekit.Participant{}, told: make(chan string, 1000)}
	front := httptest.NewServer(f)
	t.Cleanup(front.Close)
	var err error
	f.Server, err = livekit.New(livekit.Config{URL: "ws" + strings.TrimPrefix(front.URL, "http"), Key: "aulaprova", Secret: livekit.Secret(strings.Repeat("s", 32))})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *farServer) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away {
		http.Error(w, "<h1>Bad Gateway</h1>", http.StatusBadGateway)
		return
	}
	var asked struct {
		Name, Room, Identity string
		Permission           livekit.Permission
		Track                string `json:"track_sid"`
	}
	body, _ := io.ReadAll(q.Body)
	if err := json.Unmarshal(body, &asked); err != nil {
		f.unasked = string(body)
	}
	method := q.URL.Path[strings.LastIndex(q.URL.Path, "/")+1:]
	p := f.inside[asked.Identity]
	var answer any = map[string]any{}
	switch method {
	case "CreateRoom":
		f.room, answer = true, map[string]any{"name": asked.Name}
	case "ListParticipants":
		list := []any{}
		for _, p := range f.inside {
			tracks := []any{}
			for _, track := range p.Tracks {
				tracks = append(tracks, map[string]any{"sid": track.SID, "source": track.Source, "muted": track.Muted})
			}
			list = append(list, map[string]any{"identity": p.Identity, "state": "ACTIVE", "joined_at": "1795787404", "tracks": tracks, "permission": p.Permission})
		}
		answer = map[string]any{"participants": list}
	case "UpdateParticipant":
		p.Permission = asked.Permission
		answer = map[string]any{"identity": asked.Identity}
	case "MutePublishedTrack":
		for i := range p.Tracks {
			p.Tracks[i].Muted = p.Tracks[i].Muted || p.Tracks[i].SID == asked.Track
		}
		answer = map[string]any{"track": map[string]any{"sid": asked.Track, "muted": true}}
	case "RemoveParticipant":
		delete(f.inside, asked.Identity)
	case "DeleteRoom":
		f.room = false
	default:
		f.unasked = method
	}
	if method != "ListParticipants" {
		f.told <- strings.TrimSpace(method + " " + asked.Identity + " " + asked.Track)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// joins is a browser that takes a token to the server, and publishes what it may.
func (f *farServer) joins(t *testing.T, invitation said) (identity string, may livekit.Permission) {
	t.Helper()
	parts := strings.Split(field(t, invitation, "token"), ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %s", invitation.raw)
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Sub   string
		Video struct {
			Room              string
			CanPublishSources []livekit.Source
			RoomAdmin         bool
		}
	}
	if err := json.Unmarshal(body, &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Video.RoomAdmin || !strings.HasPrefix(claims.Video.Room, "aula-") || strings.Contains(string(body), "@") {
		t.Errorf("a token of %s", body)
	}
	p := &livekit.Participant{Identity: claims.Sub, Permission: livekit.PermissionOf(claims.Video.CanPublishSources)}
	if p.Permission.CanPublish {
		p.Tracks = []livekit.Track{{SID: "TR_" + claims.Sub, Source: "MICROPHONE"}}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inside[claims.Sub] = p
	return claims.Sub, p.Permission
}

func (f *farServer) is(away bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.away = away
}

func (f *farServer) allows(identity string) livekit.Permission {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := f.inside[identity]; p != nil {
		return p.Permission
	}
	return livekit.Permission{}
}

// hears waits until the server is told something.
func (f *farServer) hears(t *testing.T, what string) {
	t.Helper()
	late := time.After(roomDeadline)
	var before []string
	for {
		select {
		case told := <-f.told:
			if told == what {
				return
			}
			before = append(before, told)
		case <-late:
			t.Fatalf("the server never heard %q, but %q", what, before)
		}
	}
}

// farHall is a hall whose media that server carries, on a machine that has an engine of its own too.
func farHall(t *testing.T, values map[string]any) (*hall, *farServer) {
	t.Helper()
	f := newFarServer(t)
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}, LiveKit: f.Server})
	all := map[string]any{"engine": "livekit"}
	for name, value := range values {
		all[name] = value
	}
	return hallIn(t, app, testapp.Serve(t, app), all), f
}

func TestLiveKitIsToldWhatTheRoomDecides(t *testing.T) {
	h, f := farHall(t, nil)
	host, welcome := h.enter(t, "host")
	if !strings.Contains(welcome.raw, `"engine":"livekit"`) {
		t.Errorf("the welcome does not say where media is: %s", welcome.raw)
	}
	f.hears(t, "CreateRoom")
	_, may := f.joins(t, host.until("media.elsewhere"))
	if !may.CanPublish || len(may.CanPublishSources) != 4 {
		t.Errorf("a host may %+v", may)
	}
	ada, _ := h.enter(t, "ada")
	invitation := ada.until("media.elsewhere")
	if field(t, invitation, "url") != f.Socket() || field(t, invitation, "engine") != "livekit" {
		t.Errorf("the way: %s", invitation.raw)
	}
	hers, may := f.joins(t, invitation)
	if may.CanPublish || !strings.HasPrefix(hers, h.ids["ada"]+".") {
		t.Errorf("an attendee is %s and may %+v", hers, may)
	}

	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"presenter"`)
	f.hears(t, "UpdateParticipant "+hers)
	if may := f.allows(hers); !may.CanPublish {
		t.Errorf("a presenter may %+v", may)
	}
	f.mu.Lock()
	f.inside[hers].Tracks = []livekit.Track{{SID: "TR_sound", Source: "MICROPHONE"}, {SID: "TR_picture", Source: "CAMERA"}}
	f.mu.Unlock()
	host.must("person.mute", `"person":"`+h.ids["ada"]+`","source":"microphone"`)
	f.hears(t, "MutePublishedTrack "+hers+" TR_sound")
	host.must("person.stop", `"person":"`+h.ids["ada"]+`","source":""`)
	f.hears(t, "MutePublishedTrack "+hers+" TR_picture")
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"attendee"`)
	f.hears(t, "UpdateParticipant "+hers)
	if may := f.allows(hers); may.CanPublish {
		t.Errorf("an attendee may %+v", may)
	}

	ada.send(`{"id":77,"type":"media.restart","connection":"room"}`) // a way that was lost
	if again, _ := f.joins(t, ada.until("media.elsewhere")); again != hers {
		t.Errorf("the same tab is %s, then %s", hers, again)
	}
	host.must("person.remove", `"person":"`+h.ids["ada"]+`"`)
	f.hears(t, "RemoveParticipant "+hers)
	if code := ada.ended(); code != 4010 {
		t.Errorf("she was shown out with %d", code)
	}
	host.endsTheRoom()
	f.hears(t, "DeleteRoom")
	if f.unasked != "" {
		t.Errorf("the server was asked %s", f.unasked)
	}
}

func TestTheRoomGoesOnWhileLiveKitIsAwayAndThenCatchesUp(t *testing.T) {
	h, f := farHall(t, nil)
	f.is(true)
	host, _ := h.enter(t, "host")
	f.joins(t, host.until("media.elsewhere")) // made here: it needs nobody to answer
	ada, _ := h.enter(t, "ada")
	hers, _ := f.joins(t, ada.until("media.elsewhere"))
	if m := host.until("media.away"); field(t, m, "away") != "true" {
		t.Errorf("nobody is told: %s", m.raw)
	}
	ada.must("chat.send", `"text":"Intanto scriviamo","to":"all"`)
	host.until("chat.said")
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"presenter"`)
	f.is(false)
	if m := host.until("media.away"); field(t, m, "away") != "false" {
		t.Errorf("nobody is told that it is back: %s", m.raw)
	}
	f.hears(t, "UpdateParticipant "+hers)
}

// What this machine's engine alone can is refused in words, and flows nowhere else.
func TestWhatOnlyThisMachineCanIsRefusedWhereLiveKitCarries(t *testing.T) {
	h, _ := farHall(t, map[string]any{"state": "open", "started": time.Now()})
	host, _ := h.enter(t, "host")
	host.until("media.elsewhere")
	for kind, fields := range map[string]string{
		"media.publish": `"generation":1,"sdp":"v=0","tracks":[]`, "media.want": `"tracks":[]`, "media.stats": `"on":true`, "record.start": "",
	} {
		if m := host.ask(kind, fields); m.Code != "room_elsewhere" {
			t.Errorf("%s: %s", kind, m.raw)
		}
	}
	token := h.token(t, webinars.MediaGrant{Webinar: h.webinar, Publish: true, Play: true, Until: time.Now().Add(time.Hour)})
	for _, kind := range []string{"whip", "whep"} {
		r := send(t, http.MethodPost, h.door(kind), "v=0\r\n", "Authorization", "Bearer "+token, "Content-Type", "application/sdp")
		if r.StatusCode != http.StatusConflict || !strings.Contains(r.body, "room_elsewhere") {
			t.Errorf("%s: %d %s", kind, r.StatusCode, r.body)
		}
	}
	r := h.tryLine(t, "ada", "v=0\r\n")
	if r.StatusCode != http.StatusConflict || !strings.Contains(r.body, "room_elsewhere") {
		t.Errorf("the door's try: %d %s", r.StatusCode, r.body)
	}
}

// An academy that no longer has LiveKit holds its webinars by itself.
func TestWithoutLiveKitThisMachineCarriesAll(t *testing.T) {
	h, _ := studioHall(t, map[string]any{"engine": "livekit"})
	host, welcome := h.enter(t, "host")
	if !strings.Contains(welcome.raw, `"engine":"here"`) {
		t.Errorf("the welcome: %s", welcome.raw)
	}
	if m := host.ask("media.want", `"tracks":[]`); m.Type != "ok" {
		t.Errorf("media: %s", m.raw)
	}
}
