package hooks_test

import (
	"net/http"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/webrtc/stranger"
)

func TestWhoeverIsAtTheDoorTriesWhetherMediaPasses(t *testing.T) {
	for _, state := range []string{"planned", "open"} { // who is early tries too
		t.Run(state, func(t *testing.T) {
			h, _ := studioHall(t, map[string]any{"state": state})
			for range 2 { // again ends the try before
				p := stranger.New(t)
				p.Play()
				reached := p.Reached()
				r := h.tryLine(t, "ada", p.Offer(false, true))
				if r.StatusCode != http.StatusCreated || r.Header.Get("Content-Type") != "application/sdp" {
					t.Fatalf("%d %s", r.StatusCode, r.body)
				}
				p.Accept(r.body)
				select {
				case <-reached:
				case <-time.After(roomDeadline):
					t.Fatal("no packet could flow")
				}
			}
		})
	}
}

func TestWhoMayNotComeInTriesNoLine(t *testing.T) {
	h, _ := studioHall(t, nil)
	h.people["stranger"] = testapp.Person(t, h.app, "learner", "stranger@example.org")
	offer := func() string { p := stranger.New(t); p.Play(); return p.Offer(false, true) }()
	for _, row := range []struct {
		name, who, body, code string
		headers               []string
	}{
		{"nobody", "", offer, "sign_in", nil},
		{"somebody without a seat", "stranger", offer, "webinar_not_registered", nil},
		{"another site's page", "ada", offer, "cross_origin", []string{"Origin", "https://elsewhere.example"}},
		{"an offer that is none", "ada", "hello", "sdp", nil},
		{"a body of another type", "ada", `{"sdp":"v=0"}`, "media_type", []string{"Content-Type", "application/json"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if r := h.tryLine(t, row.who, row.body, row.headers...); codeIn(t, r.body) != row.code {
				t.Errorf("%d %s, want %s", r.StatusCode, r.body, row.code)
			}
		})
	}
}

func (h *hall) tryLine(t *testing.T, who, offer string, headers ...string) sent {
	t.Helper()
	all := []string{"Content-Type", "application/sdp"}
	if who != "" {
		all = append(all, "Authorization", testapp.Token(t, h.people[who]))
	}
	return send(t, "POST", h.door("line"), offer, append(all, headers...)...)
}
