package hooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"aula/internal/testapp"
	"aula/webrtc/signal"
)

const roomDeadline = 20 * time.Second

// hall is a webinar with a host and two registered people.
type hall struct {
	app     *tests.TestApp
	url     string
	webinar string
	people  map[string]*core.Record
	ids     map[string]string // in the room
}

func newHall(t *testing.T, values map[string]any) *hall {
	t.Helper()
	app, url := newServer(t)
	return hallIn(t, app, url, values)
}

func hallIn(t *testing.T, app *tests.TestApp, url string, values map[string]any) *hall {
	t.Helper()
	h := &hall{app: app, url: url, people: map[string]*core.Record{}, ids: map[string]string{}}
	for _, name := range []string{"host", "second", "ada", "bruno"} {
		h.people[name] = testapp.Person(t, app, "learner", name+"@example.org")
	}
	plan := map[string]any{
		"title": "SPID dal vivo", "start": time.Now().Add(-time.Minute), "minutes": 60, "zone": "Europe/Rome", "state": "planned",
		"owner": h.people["host"].Id, "audience": "anyone", "lobby": "automatic", "percent": 80,
	}
	for name, value := range values {
		plan[name] = value
	}
	h.webinar = testapp.Save(t, app, "webinars", plan).Id
	h.ids["host"] = "u" + h.people["host"].Id
	for _, name := range []string{"second", "ada", "bruno"} {
		h.ids[name] = testapp.Save(t, app, "webinar_registrations", map[string]any{
			"webinar": h.webinar, "user": h.people[name].Id, "state": "registered", "asked": time.Now(),
		}).Id
	}
	return h
}

// seat is a tab in the room.
type seat struct {
	t    *testing.T
	ws   *websocket.Conn
	next int
	seen []said
}

type said struct {
	Type    string
	ID      int
	Seq     int64
	Code    string
	Message json.RawMessage
	Resume  string
	raw     string
}

func (h *hall) dial(t *testing.T, name string, headers ...string) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	header := http.Header{"Authorization": {testapp.Token(t, h.people[name])}}
	for i := 0; i+1 < len(headers); i += 2 {
		header.Set(headers[i], headers[i+1])
	}
	ctx, cancel := context.WithTimeout(t.Context(), roomDeadline)
	defer cancel()
	return websocket.Dial(ctx, "ws"+strings.TrimPrefix(h.url, "http")+"/api/aula/webinars/"+h.webinar+"/room",
		&websocket.DialOptions{HTTPHeader: header, Subprotocols: []string{signal.Subprotocol}})
}

// enter opens a tab and returns it with its welcome.
func (h *hall) enter(t *testing.T, name string) (*seat, said) {
	t.Helper()
	ws, _, err := h.dial(t, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.CloseNow() })
	ws.SetReadLimit(1 << 20)
	s := &seat{t: t, ws: ws}
	s.send(`{"id":0,"type":"hello","resume":"","seq":0,"language":"en"}`)
	m := s.read()
	if m.Type != "welcome" {
		t.Fatalf("%s was answered %s", name, m.raw)
	}
	return s, m
}

func (s *seat) send(text string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), roomDeadline)
	defer cancel()
	if err := s.ws.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *seat) read() said {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), roomDeadline)
	defer cancel()
	_, raw, err := s.ws.Read(ctx)
	if err != nil {
		s.t.Fatalf("%v after %v", err, s.seen)
	}
	m := said{raw: string(raw)}
	if err := json.Unmarshal(raw, &m); err != nil && !strings.Contains(err.Error(), "cannot unmarshal") {
		s.t.Fatal(err)
	}
	s.seen = append(s.seen, m)
	return m
}

// until reads up to the first message of a type.
func (s *seat) until(kind string) said {
	s.t.Helper()
	for {
		if m := s.read(); m.Type == kind {
			return m
		}
	}
}

// ended reads up to the end of the line and returns its code.
func (s *seat) ended() websocket.StatusCode {
	s.t.Helper()
	for {
		ctx, cancel := context.WithTimeout(s.t.Context(), roomDeadline)
		_, _, err := s.ws.Read(ctx)
		cancel()
		if err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

// ask sends a request with these fields and returns its answer.
func (s *seat) ask(kind, fields string) said {
	s.t.Helper()
	s.next++
	if fields != "" {
		fields = "," + fields
	}
	s.send(fmt.Sprintf(`{"id":%d,"type":%q%s}`, s.next, kind, fields))
	for {
		if m := s.read(); (m.Type == "ok" || m.Type == "error") && m.ID == s.next {
			return m
		}
	}
}

func (s *seat) must(kind, fields string) said {
	s.t.Helper()
	m := s.ask(kind, fields)
	if m.Type != "ok" {
		s.t.Fatalf("%s %s: %s", kind, fields, m.raw)
	}
	return m
}

// endsTheRoom ends it for all. The line may close before the request is answered, but not before everybody is told.
func (s *seat) endsTheRoom() {
	s.t.Helper()
	s.send(`{"id":9999,"type":"room.end"}`)
	s.until("ended")
}

func field(t *testing.T, m said, name string) string {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(m.raw), &all); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(all[name])
}

func TestTheRoomOpensWithItsHostAndChatReachesEverybody(t *testing.T) {
	h := newHall(t, nil)
	host, _ := h.enter(t, "host")
	ada, welcome := h.enter(t, "ada")
	if !strings.Contains(welcome.raw, `"state":"open"`) || !strings.Contains(welcome.raw, `"role":"attendee"`) {
		t.Error(welcome.raw)
	}
	ada.must("chat.send", `"text":" buongiorno ","to":"all"`)
	if m := host.until("chat.said"); !strings.Contains(m.raw, `"text":"buongiorno"`) || !strings.Contains(m.raw, h.ids["ada"]) {
		t.Error(m.raw)
	}
	bruno, late := h.enter(t, "bruno")
	if !strings.Contains(late.raw, "buongiorno") {
		t.Error("who comes late does not see the chat")
	}
	ada.must("chat.send", `"text":"solo a chi conduce","to":"hosts"`)
	if m := host.until("chat.said"); !strings.Contains(m.raw, "solo a chi conduce") {
		t.Error(m.raw)
	}
	ada.must("chat.send", `"text":"a tutti di nuovo"`)
	if m := bruno.until("chat.said"); strings.Contains(m.raw, "solo a chi conduce") {
		t.Error("bruno reads what is for the hosts")
	}
	if _, again := h.enter(t, "bruno"); strings.Contains(again.raw, "solo a chi conduce") {
		t.Error("bruno's second tab reads what is for the hosts")
	}
}

func TestWhoIsEarlyWaitsOnTheLineAndIsToldThatTheRoomHasOpened(t *testing.T) {
	h := newHall(t, nil)
	ada, welcome := h.enter(t, "ada")
	if !strings.Contains(welcome.raw, `"state":"planned"`) {
		t.Fatalf("before the host she is told %s", welcome.raw)
	}
	if refused := ada.ask("chat.send", `"text":"Buongiorno","to":"all"`); refused.Code != "room_in_lobby" {
		t.Fatalf("she writes into a room that is not open: %s", refused.raw)
	}
	h.enter(t, "host")
	if opened := ada.until("room.changed"); !strings.Contains(opened.raw, `"state":"open"`) {
		t.Fatalf("she is told %s", opened.raw)
	}
	if _, welcome := h.enter(t, "ada"); !strings.Contains(welcome.raw, `"state":"open"`) {
		t.Fatalf("she comes again and is told %s", welcome.raw)
	}
}

func TestWhatAttendeesAreRefused(t *testing.T) {
	h := newHall(t, nil)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	said := field(t, host.must("chat.send", `"text":"regole"`), "message")
	question := field(t, ada.must("question.ask", `"text":"Perché?"`), "question")
	draft := field(t, host.must("poll.make", `"text":"Bozza?","options":["sì","no"]`), "poll")
	rows := []struct{ name, kind, fields, code string }{
		{"publishes", "media.publish", `"generation":1,"sdp":"v=0"`, "room_not_allowed"},
		{"promotes itself", "role.set", `"person":"` + h.ids["ada"] + `","role":"host"`, "room_not_allowed"},
		{"makes itself a captioner", "caption.allow", `"person":"` + h.ids["ada"] + `","allowed":true`, "room_not_allowed"},
		{"types captions", "caption.say", `"text":"x","done":true`, "room_not_allowed"},
		{"takes a message away", "chat.remove", `"message":"` + said + `"`, "room_not_allowed"},
		{"ticks a question off", "question.answered", `"question":"` + question + `","answered":true`, "room_not_allowed"},
		{"makes a poll", "poll.make", `"text":"x","options":["a","b"]`, "room_not_allowed"},
		{"opens a poll", "poll.open", `"poll":"` + draft + `"`, "room_not_allowed"},
		{"votes in a draft", "poll.vote", `"poll":"` + draft + `","options":[0]`, "room_not_there"},
		{"raises another's hand", "hand.raise", `"person":"` + h.ids["host"] + `"`, "room_not_allowed"},
		{"lowers another's hand", "hand.lower", `"person":"` + h.ids["host"] + `"`, "room_not_allowed"},
		{"turns the slides", "slides.show", `"deck":"x","page":1`, "room_not_allowed"},
		{"sets the timer", "timer.set", `"seconds":60`, "room_not_allowed"},
		{"mutes the host", "person.mute", `"person":"` + h.ids["host"] + `"`, "room_not_allowed"},
		{"removes the host", "person.remove", `"person":"` + h.ids["host"] + `"`, "room_not_allowed"},
		{"admits", "door.admit", `"person":"x"`, "room_not_allowed"},
		{"locks", "room.lock", `"locked":true`, "room_not_allowed"},
		{"ends it for all", "room.end", "", "room_not_allowed"},
		{"asks for what there is not", "presence.set", `"minutes":60`, "invalid"},
		{"says an event", "chat.said", `"message":{}`, "invalid"},
		{"says nothing", "chat.send", `"text":"  "`, "room_text_empty"},
		{"says too much", "chat.send", `"text":"` + strings.Repeat("x", 1001) + `"`, "room_text_long"},
		{"writes to somebody", "chat.send", `"text":"x","to":"` + h.ids["host"] + `"`, "invalid"},
		{"sends another shape", "chat.send", `"text":{"a":1}`, "invalid"},
		{"reacts with its own sign", "reaction", `"sign":"<img>"`, "invalid"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if m := ada.ask(row.kind, row.fields); m.Type != "error" || m.Code != row.code {
				t.Errorf("%s, want %s", m.raw, row.code)
			}
		})
	}
	for range 5 {
		ada.ask("chat.send", `"text":"x"`)
	}
	if m := ada.ask("chat.send", `"text":"x"`); m.Code != "room_too_fast" {
		t.Errorf("a flood was answered %s", m.raw)
	}
	host.must("ping", "") // and the host's room goes on
}

func TestWhatHostsDoIsSeenByAll(t *testing.T) {
	h := newHall(t, nil)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	bruno, _ := h.enter(t, "bruno")
	poll := field(t, host.must("poll.make", `"text":"Hai lo SPID?","options":["sì","no"],"multiple":false,"live":true`), "poll")
	host.must("poll.open", `"poll":"`+poll+`"`)
	ada.until("poll.opened")
	ada.must("poll.vote", `"poll":"`+poll+`","options":[1]`)
	ada.must("poll.vote", `"poll":"`+poll+`","options":[0]`)
	for m := bruno.until("poll.results"); !strings.Contains(m.raw, `"counts":[1,0]`); m = bruno.until("poll.results") {
	}
	if m := ada.ask("poll.vote", `"poll":"`+poll+`","options":[0,1]`); m.Code != "invalid" {
		t.Error("two answers to one: " + m.raw)
	}
	question := field(t, ada.must("question.ask", `"text":"Quanto costa?"`), "question")
	bruno.until("question.asked")
	bruno.must("question.vote", `"question":"`+question+`","up":true`)
	bruno.must("question.vote", `"question":"`+question+`","up":true`)
	if m := ada.until("question.votes"); !strings.Contains(m.raw, `"votes":1`) {
		t.Error(m.raw)
	}
	ada.must("hand.raise", "")
	bruno.must("hand.raise", "")
	host.until("hands")
	if m := host.until("hands"); strings.Index(m.raw, h.ids["ada"]) > strings.Index(m.raw, h.ids["bruno"]) {
		t.Error("hands are not in order: " + m.raw)
	}
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"presenter"`)
	if m := ada.until("state"); !strings.Contains(m.raw, `"may":["camera"`) {
		t.Error(m.raw)
	}
	ada.must("question.answered", `"question":"`+question+`","answered":true`)
	ada.must("timer.set", `"seconds":60`)
	bruno.until("timer")
	host.must("caption.allow", `"person":"`+h.ids["bruno"]+`","allowed":true`)
	bruno.must("caption.say", `"text":"Buongiorno a tutti","done":true`)
	if m := ada.until("caption"); field(t, m, "language") != "en" {
		t.Errorf("a caption whose language nobody chose is said to be in that of the captioner's page: %s", m.raw)
	}
	bruno.must("caption.say", `"text":"Dobro jutro","language":"sl","done":true`)
	if m := ada.until("caption"); field(t, m, "language") != "sl" {
		t.Errorf("a caption is said to be in another language than was chosen: %s", m.raw)
	}
	bruno.must("reaction", `"sign":"👏"`)
	ada.must("reaction", `"sign":"👏"`)
	if m := host.until("reactions"); !strings.Contains(m.raw, `"👏":2`) {
		t.Error(m.raw)
	}
	if m := host.ask("role.set", `"person":"`+h.ids["host"]+`","role":"attendee"`); m.Code != "room_last_host" {
		t.Error(m.raw)
	}
	host.must("person.remove", `"person":"`+h.ids["bruno"]+`"`)
	bruno.until("removed")
	if code := bruno.ended(); code != 4010 {
		t.Errorf("removed, but the line was closed with %d", code)
	}
	if _, res, err := h.dial(t, "bruno"); err == nil {
		t.Errorf("who was removed came back: %v", res.Status)
	}
}

func TestTheLobbyAndTheLock(t *testing.T) {
	h := newHall(t, map[string]any{"lobby": "hosts"})
	host, _ := h.enter(t, "host")
	ada, welcome := h.enter(t, "ada")
	if !strings.Contains(welcome.raw, `"state":"lobby"`) || strings.Contains(welcome.raw, `"chat"`) {
		t.Error(welcome.raw)
	}
	if m := host.until("person.waiting"); !strings.Contains(m.raw, h.ids["ada"]) {
		t.Error(m.raw)
	}
	if m := ada.ask("chat.send", `"text":"sono fuori"`); m.Code != "room_in_lobby" {
		t.Error(m.raw)
	}
	host.must("door.admit", `"person":"`+h.ids["ada"]+`"`)
	if m := ada.until("admitted"); !strings.Contains(m.raw, `"chat":[]`) {
		t.Error(m.raw)
	}
	ada.must("chat.send", `"text":"sono dentro"`)
	host.must("door.lobby", `"on":false`)
	host.must("room.lock", `"locked":true`)
	bruno, _, err := h.dial(t, "bruno")
	if err != nil {
		t.Fatal(err)
	}
	b := &seat{t: t, ws: bruno}
	b.send(`{"id":1,"type":"hello"}`)
	if m := b.read(); m.Code != "room_locked" {
		t.Error(m.raw)
	}
	_ = ada.ws.CloseNow()
	h.enter(t, "ada") // who was in may come back
}

func TestOtherSitesOpenNoRoom(t *testing.T) {
	h := newHall(t, nil)
	if _, res, err := h.dial(t, "host", "Origin", "https://evil.example"); err == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("answered %v, error %v", res, err)
	}
	if ws, _, err := h.dial(t, "host", "Origin", h.url); err != nil {
		t.Error(err)
	} else {
		_ = ws.CloseNow()
	}
}

func TestTwoHostsAtOnce(t *testing.T) {
	h := newHall(t, nil)
	host, _ := h.enter(t, "host")
	second, _ := h.enter(t, "second")
	host.must("role.set", `"person":"`+h.ids["second"]+`","role":"host"`)
	second.until("state")
	host.send(`{"id":500,"type":"role.set","person":"` + h.ids["second"] + `","role":"attendee"}`)
	second.send(`{"id":500,"type":"role.set","person":"` + h.ids["host"] + `","role":"attendee"}`)
	outcome := map[string]int{}
	for _, s := range []*seat{host, second} {
		for {
			if m := s.read(); m.ID == 500 && (m.Type == "ok" || m.Type == "error") {
				outcome[m.Type+m.Code]++
				break
			}
		}
	}
	if outcome["ok"] != 1 || outcome["errorroom_not_allowed"] != 1 {
		t.Errorf("%v", outcome)
	}
	host2, _ := h.enter(t, "host")
	second2, _ := h.enter(t, "second")
	two, one := second2.ask("room.lock", `"locked":true`), host2.ask("room.end", "") // last what closes the room
	if (one.Type == "ok") == (two.Type == "ok") {
		t.Errorf("%s %s", one.raw, two.raw)
	}
}
