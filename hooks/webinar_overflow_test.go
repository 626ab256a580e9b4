package hooks_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/stranger"
)

// watches offers to receive the stage.
func (h *hall) watches(t *testing.T, name, offer string) (status int, answer string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+"/api/aula/webinars/"+h.webinar+"/overflow", bytes.NewReader([]byte(offer)))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", testapp.Token(t, h.people[name]))
	q.Header.Set("Content-Type", "application/sdp")
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(b)
}

func TestWhoComesAfterTheLastSeatWatchesTheStageAndHasTheRestOfTheRoom(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}, Seats: 1})
	h := hallIn(t, app, testapp.Serve(t, app), nil)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	ada.until("media.tracks")
	p := stranger.New(t)
	p.Play()
	offer := p.Offer(false, false)
	if status, answer := h.watches(t, "bruno", offer); status != http.StatusConflict {
		t.Errorf("before he is inside: %d %s", status, answer)
	}
	bruno, _ := h.enter(t, "bruno")
	bruno.until("media.overflow")
	status, answer := h.watches(t, "bruno", offer)
	if status != http.StatusCreated || !strings.Contains(answer, "m=video") {
		t.Fatalf("%d %s", status, answer)
	}
	bruno.must("chat.send", `"text":"Vi vedo","to":"all"`)
	if m := host.until("chat.said"); !strings.Contains(m.raw, "Vi vedo") {
		t.Error(m.raw)
	}
	bruno.must("question.ask", `"text":"E da domani?"`)
	if m := bruno.ask("media.want", `"tracks":[]`); m.Code != "room_no_media" {
		t.Errorf("he has a place at the media: %s", m.raw)
	}
	host.must("role.set", `"person":"`+h.ids["bruno"]+`","role":"presenter"`)
	if m := bruno.ask("media.want", `"tracks":[]`); m.Type != "ok" {
		t.Errorf("who presents has none: %s", m.raw)
	}
}

func TestAFreeSeatGoesToWhoHasWaitedLongestAndIsKeptForWhoseLineBroke(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}, Seats: 1})
	h := hallIn(t, app, testapp.Serve(t, app), nil)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	ada.until("media.tracks")
	bruno, _ := h.enter(t, "bruno")
	bruno.until("media.overflow")
	second, _ := h.enter(t, "second")
	second.until("media.overflow")
	ada.must("media.plain", `"on":true`)
	bruno.until("media.tracks")
	ada.send(`{"id":98,"type":"media.plain","on":false}`)
	ada.until("media.overflow")
	if err := bruno.ws.CloseNow(); err != nil {
		t.Error(err)
	}
	for status := 0; status != http.StatusConflict; { // he goes, and not his seat
		status, _ = h.watches(t, "bruno", "nothing")
	}
	if m := second.ask("media.want", `"tracks":[]`); m.Code != "room_no_media" {
		t.Errorf("the seat of who will come back is another's: %s", m.raw)
	}
	bruno, _ = h.enter(t, "bruno")
	bruno.until("media.tracks")
	bruno.send(`{"id":99,"type":"leave"}`)
	second.until("media.tracks")
	host.must("role.set", `"person":"`+h.ids["second"]+`","role":"presenter"`)
	ada.until("media.tracks")
	if m := host.ask("media.plain", `"on":true`); m.Code != "room_not_allowed" {
		t.Errorf("a host without media: %s", m.raw)
	}
}

// hallWithSeats is a hall with so many seats.
func hallWithSeats(t *testing.T, seats int) *hall {
	t.Helper()
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}, Seats: seats})
	return hallIn(t, app, testapp.Serve(t, app), nil)
}

func TestWhoHasTwoTabsHasOneSeat(t *testing.T) {
	t.Parallel()
	h := hallWithSeats(t, 2)
	h.enter(t, "host")
	for _, name := range []string{"ada", "ada", "bruno"} {
		s, _ := h.enter(t, name)
		s.until("media.tracks")
	}
	second, _ := h.enter(t, "second")
	second.until("media.overflow")
}

func TestWhoLeavesWaitsAnewAndNoSeatIsKeptForWhoIsRemoved(t *testing.T) {
	t.Parallel()
	h := hallWithSeats(t, 1)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	ada.until("media.tracks")
	second, _ := h.enter(t, "second")
	second.until("media.overflow")
	second.send(`{"id":99,"type":"leave"}`)
	for status := 0; status != http.StatusConflict; {
		status, _ = h.watches(t, "second", "nothing")
	}
	bruno, _ := h.enter(t, "bruno")
	bruno.until("media.overflow")
	second, _ = h.enter(t, "second")
	second.until("media.overflow")
	host.must("person.remove", `"person":"`+h.ids["ada"]+`"`)
	bruno.until("media.tracks")
	if m := second.ask("media.want", `"tracks":[]`); m.Code != "room_no_media" {
		t.Errorf("who came back passed who waited: %s", m.raw)
	}
}

func TestWhoIsRemovedFromTheListFreesTheSeatAtOnce(t *testing.T) {
	t.Parallel()
	h := hallWithSeats(t, 1)
	h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	ada.until("media.tracks")
	bruno, _ := h.enter(t, "bruno")
	bruno.until("media.overflow")
	second, _ := h.enter(t, "second")
	second.until("media.overflow")
	frees := func(name string, next *seat) {
		t.Helper()
		began := time.Now()
		if err := webinars.Remove(h.app, h.ids[name]); err != nil {
			t.Fatal(err)
		}
		next.until("media.tracks")
		if took := time.Since(began); took > 10*time.Second { // one that is kept is free after 15
			t.Errorf("the seat of %s was kept for %s", name, took)
		}
	}
	frees("ada", bruno)
	if err := bruno.ws.CloseNow(); err != nil {
		t.Error(err)
	}
	for status := 0; status != http.StatusConflict; { // he goes, and not his seat
		status, _ = h.watches(t, "bruno", "nothing")
	}
	frees("bruno", second)
}
