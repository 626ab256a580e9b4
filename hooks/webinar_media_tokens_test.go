package hooks_test

import (
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/testapp"
	"aula/webinars"
	"aula/webrtc/stranger"
)

// anotherComputer is one: a client at another address of this machine.
func anotherComputer(t *testing.T) *http.Client {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	transport := &http.Transport{DialContext: dialer.DialContext}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// A token that is stolen opens no more than it was made for, and takes nobody's place.
func TestAStolenTokenTakesNobodysPlace(t *testing.T) {
	h, token := studioHall(t, nil)
	elsewhere := testapp.Save(t, h.app, "webinars", map[string]any{"title": "Altro", "start": time.Now(), "minutes": 60, "zone": "Europe/Rome",
		"state": "open", "started": time.Now(), "audience": "anyone", "lobby": "automatic"})
	until := time.Now().Add(time.Hour)
	withdrawn, gone, err := webinars.MediaToken(h.app, webinars.MediaGrant{Webinar: h.webinar, Publish: true, Play: true, Until: until})
	if err == nil {
		err = webinars.WithdrawMedia(h.app, h.webinar, withdrawn.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	watcher, _ := h.enter(t, "ada")
	first := newOutsider(t, token)
	defer stranger.Steadily(t, first.Publish(stranger.VP8))()
	first.post(h.door("whip"), false)
	watcher.tells("media.tracks", `"person":"studio","source":"camera"`)
	thief := newOutsider(t, token)
	thief.Publish(stranger.VP8)
	offer := thief.Offer(false, false)
	session := strings.TrimPrefix(first.session, h.url)
	away := anotherComputer(t)
	rows := []struct {
		says, token, method, path, body string
		status                          int
		words                           string
	}{
		{"the very token, while the first publishes", token, "POST", "", offer, 409, "Un altro programma sta già trasmettendo"},
		{"a token of another room", h.token(t, webinars.MediaGrant{Webinar: elsewhere.Id, Publish: true, Until: until}), "POST", "", offer, 403, "un altro webinar"},
		{"a token that was withdrawn", gone, "POST", "", offer, 401, "non vale"},
		{"a token that has run out", h.token(t, webinars.MediaGrant{Webinar: h.webinar, Publish: true, Until: time.Now().Add(-time.Second)}), "POST", "", offer, 401, "non vale"},
		{"a token to play alone", h.token(t, webinars.MediaGrant{Webinar: h.webinar, Play: true, Until: until}), "POST", "", offer, 403, "non permette questo"},
		{"a token with another's signature", token[:16] + gone[16:], "POST", "", offer, 401, "non vale"},
		{"another token that publishes, for the session of the first", h.token(t, webinars.MediaGrant{Webinar: h.webinar, Publish: true, Until: until}), "DELETE", session, "", 403, "un altro webinar"},
		{"a token of another room, for it", h.token(t, webinars.MediaGrant{Webinar: elsewhere.Id, Publish: true, Until: until}), "DELETE", session, "", 403, "un altro webinar"},
	}
	for _, row := range rows {
		to := h.door("whip")
		if row.path != "" {
			to = h.url + row.path
		}
		r := sendBy(t, away, row.method, to, row.body, "Authorization", "Bearer "+row.token, "Content-Type", "application/sdp", "Accept-Language", "it")
		if r.StatusCode != row.status || !strings.Contains(r.body, row.words) {
			t.Errorf("%s: %d %s, want %d «%s»", row.says, r.StatusCode, r.body, row.status, row.words)
		}
	}
	if r := first.patch("*", fragmentIn(first.Local())); r.StatusCode != http.StatusNoContent {
		t.Errorf("the first goes on no more: %d %s", r.StatusCode, r.body)
	}
	first.delete()
	if r := sendBy(t, away, "POST", h.door("whip"), offer, "Authorization", "Bearer "+token, "Content-Type", "application/sdp"); r.StatusCode != http.StatusCreated {
		t.Errorf("from another address, once the place is free: %d %s", r.StatusCode, r.body)
	}
}

func TestWhatATokenOpenedEndsWithIt(t *testing.T) {
	t.Parallel() // it waits for a second that is over
	h, another := studioHall(t, nil)
	for _, row := range []struct {
		says string
		end  func(webinars.MediaGrant)
	}{
		{"its time", nil},
		{"whoever takes it back, be it not by our route", func(g webinars.MediaGrant) {
			if err := webinars.WithdrawMedia(h.app, h.webinar, g.ID); err != nil {
				t.Error(err)
			}
		}},
	} {
		grant, token, err := webinars.MediaToken(h.app, webinars.MediaGrant{Webinar: h.webinar, Name: "Palco", Publish: true, Play: true, Until: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		ada, _ := h.enter(t, "ada")
		if row.end == nil { // it has not long to live
			r, err := h.app.FindRecordById(webinars.MediaTokens, grant.ID)
			if err != nil {
				t.Fatal(err)
			}
			r.Set("until", time.Now().Add(2*time.Second))
			if err := h.app.SaveNoValidate(r); err != nil {
				t.Fatal(err)
			}
		}
		from, to := newOutsider(t, token), newOutsider(t, token)
		stop := stranger.Steadily(t, from.Publish(stranger.VP8))
		to.Play()
		from.post(h.door("whip"), false)
		to.post(h.door("whep"), false)
		ada.tells("media.tracks", `"person":"studio"`)
		if row.end != nil {
			row.end(grant)
		}
		ada.tells("people", `"left":["studio"]`)
		stop()
		for _, o := range []*outsider{from, to} {
			if r := o.patch("*", fragmentIn(o.Local())); r.StatusCode != http.StatusUnauthorized || codeIn(t, r.body) != "media_token" {
				t.Errorf("%s: the session says %d %s", row.says, r.StatusCode, r.body)
			}
		}
		next := newOutsider(t, another)
		next.Publish(stranger.VP8)
		next.post(h.door("whip"), false) // the place is free
		next.delete()
	}
}

// Ten thousand candidates, over the restarts that a client may ask for, are answered one by one and leave nothing behind.
func TestTenThousandCandidatesLeaveNothingBehind(t *testing.T) {
	h, token := studioHall(t, nil)
	client := newOutsider(t, token)
	client.Publish(stranger.VP8)
	client.post(h.door("whip"), true)
	held := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	refused := 0
	flood := func(n int) {
		for range n / 50 {
			r := client.patch("*", "a=mid:0\r\n"+candidates(50))
			switch {
			case r.StatusCode == http.StatusUnprocessableEntity && codeIn(t, r.body) == "sdp_candidates":
				refused++
			case r.StatusCode != http.StatusNoContent:
				t.Fatalf("%d %s", r.StatusCode, r.body)
			}
		}
	}
	flood(1000)
	before := held()
	for range 9 {
		client.restart()
		flood(1000)
	}
	if grown := int64(held()) - int64(before); grown > 4<<20 {
		t.Errorf("%d KB stay", grown>>10)
	}
	if refused == 0 {
		t.Error("none was refused")
	}
	client.delete()
}

func TestTheListOfTokensSaysWhenEachWasUsedLast(t *testing.T) {
	h, token := studioHall(t, nil)
	list := func() string {
		_, body := call(t, http.MethodGet, h.url+"/api/aula/webinars/"+h.webinar+"/media-tokens", testapp.Token(t, h.people["host"]), nil)
		return body
	}
	if got := list(); !strings.Contains(got, `"used":null`) || !strings.Contains(got, `"made":"20`) {
		t.Errorf("before: %s", got)
	}
	client := newOutsider(t, token)
	client.Play()
	client.post(h.door("whep"), false)
	if got := list(); !strings.Contains(got, `"used":"`+types.NowDateTime().Time().Format("2006-01-02")) {
		t.Errorf("afterwards: %s", got)
	}
	client.delete()
}
