// Package slowline lets somebody follow a webinar over a line of 150 kbit/s that loses three packets of a hundred, for as long as a
// webinar lasts. It is a package of its own because it waits: others are tested meanwhile.
package slowline

import (
	"context"
	"encoding/json"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"aula/bench/attendee"
	"aula/bench/relay"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/webinars"
	"aula/webrtc"
)

// The line, and what must arrive over it.
const (
	rate       = 150e3
	lost       = 0.03
	delay      = 60 * time.Millisecond
	leastShare = 0.97 // of the frames of sound, in time
	mostHoles  = 1    // longer than 200 ms, every five minutes
	usually    = 5 * time.Minute
)

// lasting is how long the webinar is followed.
func lasting(t *testing.T) time.Duration {
	t.Helper()
	said := os.Getenv("AULA_WEBINAR")
	if said == "" {
		return usually
	}
	d, err := time.ParseDuration(said)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAWebinarIsFollowedOverASlowLineThatLoses(t *testing.T) {
	t.Parallel()
	length := lasting(t)
	ctx, cancel := context.WithTimeout(t.Context(), length+time.Minute)
	defer cancel()
	h := openHall(t)
	host := h.come(ctx, "host", attendee.Options{Media: h.media})
	must(t, host.Present(ctx, 2))
	line, ear, states := h.line(relay.Line{Rate: rate, Loss: lost, Delay: delay}), &attendee.Ear{}, &told{}
	ada := h.come(ctx, "ada", attendee.Options{Media: h.media, Through: line.Through, Ear: ear, Heard: states.hear, Beat: attendee.Beat})
	if _, err := ada.Play(ctx); err != nil {
		t.Fatal(err)
	}
	slide, pages := h.deck(ctx, host), h.pages(line)
	var slides []time.Duration
	var unseen error
	var turning sync.WaitGroup
	turning.Go(func() { slides, unseen = h.fetches(ctx, pages, slide, length) })
	select {
	case <-time.After(length):
	case <-ada.Ended():
		t.Fatalf("the room was left: %v", ada.Why())
	}
	heard, arrived := ear.Heard(), ada.Arrived()
	turning.Wait()
	_, down := line.Counts()
	t.Logf("of %d frames %.2f %% in time, longest gap %d ms, %d longer than 200 ms; %d packets of pictures; line: %+v; states: %v",
		heard.Frames, 100*heard.Share(), 20*heard.Longest, heard.Holes, arrived.Pictures, down, states.list())
	t.Logf("slides were there after %v", slides)
	if unseen != nil {
		t.Fatalf("a slide did not come: %v", unseen)
	}
	if slowest := slices.Max(slides); slowest > seenAfter {
		t.Errorf("a slide was there after %v", slowest)
	}
	if spoken := int(length / (20 * time.Millisecond)); heard.Frames < spoken*9/10 {
		t.Errorf("only %d of %d frames of sound", heard.Frames, spoken)
	}
	if heard.Share() < leastShare {
		t.Errorf("%.2f %% of the sound came in time", 100*heard.Share())
	}
	if most := mostHoles * int(max(1, length/usually)); heard.Holes > most {
		t.Errorf("%d gaps longer than 200 ms", heard.Holes)
	}
	if heard.Wrapped == 0 || down.Lost == 0 {
		t.Errorf("%d redundant packets, %d lost on the line", heard.Wrapped, down.Lost)
	}
	if list := states.list(); len(list) == 0 || list[len(list)-1] != string(webrtc.LineSound) {
		t.Errorf("the line is called %v", list)
	}
	if ada.Restarts() > 0 {
		t.Errorf("media had to find another way %d times", ada.Restarts())
	}
}

// told are the states of the line that somebody was told of.
type told struct {
	mu     sync.Mutex // guards what follows
	states []string
}

func (s *told) hear(kind string, message []byte) {
	var m struct{ State string }
	if kind != "media.line" || json.Unmarshal(message, &m) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.states = append(s.states, m.State)
}

func (s *told) list() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.states...)
}

// hall is an academy in this process with a webinar that anybody may host or attend.
type hall struct {
	t       *testing.T
	media   *attendee.Media
	port    int
	url     string
	webinar string
	tokens  map[string]string
}

func openHall(t *testing.T, more ...func(*hooks.Options)) *hall {
	t.Helper()
	h := &hall{t: t, port: freePort(t), tokens: map[string]string{}}
	var err error
	if h.media, err = attendee.NewHome(true); err != nil {
		t.Fatal(err)
	}
	app := testapp.New(t)
	o := hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1", Port: h.port}}
	for _, change := range more {
		change(&o)
	}
	hooks.Bind(app, o)
	h.url = testapp.Serve(t, app)
	host := testapp.Person(t, app, "learner", "host@example.org")
	h.webinar = testapp.Save(t, app, "webinars", map[string]any{
		"title": "SPID dal vivo", "start": time.Now().Add(-time.Minute), "minutes": 60, "zone": "Europe/Rome", "state": webinars.Planned,
		"owner": host.Id, "audience": "anyone", "lobby": "automatic", "percent": 80,
	}).Id
	h.tokens["host"] = testapp.Token(t, host)
	for _, name := range []string{"ada", "bruno"} {
		who := testapp.Person(t, app, "learner", name+"@example.org")
		testapp.Save(t, app, "webinar_registrations", map[string]any{"webinar": h.webinar, "user": who.Id, "state": "registered", "asked": time.Now()})
		h.tokens[name] = testapp.Token(t, who)
	}
	return h
}

// come lets somebody in until the test is over.
func (h *hall) come(ctx context.Context, name string, o attendee.Options) *attendee.Tab {
	h.t.Helper()
	tab, err := attendee.Come(ctx, attendee.Ticket{URL: h.url, Webinar: h.webinar, Token: h.tokens[name]}, o)
	must(h.t, err)
	h.t.Cleanup(tab.Cut)
	return tab
}

// line stands before the academy's media until the test is over.
func (h *hall) line(down relay.Line) *relay.Relay {
	h.t.Helper()
	r, err := relay.Open(netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(h.port)), 1)
	must(h.t, err)
	h.t.Cleanup(func() { must(h.t, r.Close()) })
	r.Down(down)
	r.Up(relay.Line{Loss: down.Loss, Delay: down.Delay})
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	must(t, err)
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).Port
}
