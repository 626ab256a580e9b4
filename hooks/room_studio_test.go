package hooks_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/webinars"
	"aula/webrtc/stranger"
)

// tells waits for an event of a kind in which all these texts stand, and none of those after "no".
func (s *seat) tells(kind string, texts ...string) said {
	s.t.Helper()
	for {
		m, holds, none := s.until(kind), true, false
		for _, text := range texts {
			if none = none || text == "no"; text != "no" {
				holds = holds && strings.Contains(m.raw, text) != none
			}
		}
		if holds {
			return m
		}
	}
}

func TestWhoPublishesByWHIPIsAmongThePeopleAndObeysHosts(t *testing.T) {
	h, _ := studioHall(t, nil)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	token := h.token(t, webinars.MediaGrant{Webinar: h.webinar, Name: "Sala consiliare", Publish: true, Until: time.Now().Add(time.Hour)})
	from := newOutsider(t, token)
	defer stranger.Steadily(t, from.Publish(stranger.VP8))()
	from.post(h.door("whip"), false)
	for _, s := range []*seat{host, ada} {
		s.tells("media.tracks", `"person":"studio","source":"camera"`, `"person":"studio","source":"microphone"`)
		s.tells("people", `"id":"studio","name":"Sala consiliare","role":"presenter"`, `"studio":true`)
	}
	_, welcome := h.enter(t, "bruno")
	if !strings.Contains(welcome.raw, `"Sala consiliare"`) || !strings.Contains(welcome.raw, `"count":3`) {
		t.Errorf("who comes later: %s", welcome.raw)
	}
	for _, of := range []string{"role.set", "caption.allow"} {
		if m := host.ask(of, `"person":"studio","role":"host","allowed":true`); m.Code != "invalid" {
			t.Errorf("%s: %s", of, m.raw)
		}
	}
	if m := ada.ask("person.remove", `"person":"studio"`); m.Code != "room_not_allowed" {
		t.Errorf("an attendee removes it: %s", m.raw)
	}
	host.must("person.mute", `"person":"studio"`)
	ada.tells("media.tracks", `"camera"`, "no", `"microphone"`)
	host.must("person.stop", `"person":"studio"`)
	ada.tells("media.tracks", "no", `"studio"`)
	from.restart() // it is connected still, and stays silent
	if m := host.must("ping", ""); m.Type != "ok" {
		t.Error(m.raw)
	}
	host.must("person.remove", `"person":"studio"`)
	ada.tells("people", `"left":["studio"]`)
	if r := from.patch("*", fragmentIn(from.Local())); r.StatusCode != http.StatusUnauthorized || codeIn(t, r.body) != "media_token" {
		t.Errorf("its session: %d %s", r.StatusCode, r.body)
	}
	next := newOutsider(t, h.token(t, webinars.MediaGrant{Webinar: h.webinar, Name: "Palco", Publish: true, Until: time.Now().Add(time.Hour)}))
	defer stranger.Steadily(t, next.Publish(stranger.VP8))()
	next.post(h.door("whip"), false)
	ada.tells("people", `"name":"Palco"`)
	next.delete()
	ada.tells("people", `"left":["studio"]`)
	host.must("room.end", "")
	if got := h.register(t); strings.Contains(got, "studio") || strings.Contains(got, "Palco") {
		t.Errorf("the register counts a program: %s", got)
	}
}

// register is what is kept of who was there.
func (h *hall) register(t *testing.T) string {
	t.Helper()
	status, body := call(t, http.MethodGet, h.url+"/api/aula/webinars/"+h.webinar+"/attendance", testapp.Token(t, h.people["host"]), nil)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	return body
}

func TestATokenThatIsWithdrawnEndsWhatItOpenedAndOpensNothingMore(t *testing.T) {
	h, another := studioHall(t, nil)
	hostsToken, adas := testapp.Token(t, h.people["host"]), testapp.Token(t, h.people["ada"])
	tokens := h.url + "/api/aula/webinars/" + h.webinar + "/media-tokens"
	_, body := call(t, http.MethodPost, tokens, hostsToken, map[string]any{"publish": true, "play": true, "name": " Sala  A\u202e "})
	var made struct{ ID, Name, Token string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || made.Name != "Sala  A" {
		t.Fatalf("%v %s", err, body)
	}
	if status, body := call(t, http.MethodGet, tokens, hostsToken, nil); status != http.StatusOK || !strings.Contains(body, made.ID) ||
		!strings.Contains(body, "Sala  A") || strings.Contains(body, made.Token) {
		t.Errorf("the list: %d %s", status, body)
	}
	from, to, other := newOutsider(t, made.Token), newOutsider(t, made.Token), newOutsider(t, another)
	defer stranger.Steadily(t, from.Publish(stranger.VP8))()
	packets := to.Play()
	other.Play()
	to.post(h.door("whep"), false)
	from.post(h.door("whip"), false)
	other.post(h.door("whep"), false)
	awaitMedia(t, packets, stranger.VP8)
	if r := send(t, "DELETE", to.session, "", "Authorization", "Bearer "+another); r.StatusCode != http.StatusForbidden || codeIn(t, r.body) != "media_right" {
		t.Errorf("by another's token: %d %s", r.StatusCode, r.body)
	}
	for _, row := range []struct {
		who    string
		status int
		code   string
	}{{"", 401, "sign_in"}, {adas, 403, "forbidden"}, {hostsToken, 200, ""}, {hostsToken, 404, "room_not_there"}} {
		status, body := call(t, http.MethodDelete, tokens+"/"+made.ID, row.who, nil)
		if status != row.status || row.code != "" && codeIn(t, body) != row.code {
			t.Errorf("%d %s, want %d %s", status, body, row.status, row.code)
		}
	}
	for _, o := range []*outsider{from, to} {
		if r := send(t, "DELETE", o.session, "", "Authorization", "Bearer "+made.Token); r.StatusCode != http.StatusUnauthorized || codeIn(t, r.body) != "media_token" {
			t.Errorf("afterwards: %d %s", r.StatusCode, r.body)
		}
	}
	next := newOutsider(t, another)
	next.Publish(stranger.VP8)
	next.postsOnceFree(h.door("whip"))
	next.delete()
	other.delete()
	if status, body := call(t, http.MethodGet, tokens, hostsToken, nil); status != http.StatusOK || strings.Contains(body, made.ID) {
		t.Errorf("the list afterwards: %d %s", status, body)
	}
}
