package e2e

import (
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/bench/relay"
)

// badLine stands between one person and the academy: pages and messages go through a cable, media through a relay.
type badLine struct {
	house *house // as the person behind the line reaches it
	cable *cable
	relay *relay.Relay
}

func newLine(t *testing.T, h *house, port int) *badLine {
	t.Helper()
	r, err := relay.Open(netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(port)), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	c := newCable(t, strings.TrimPrefix(h.url, "http://"))
	return &badLine{&house{url: "http://" + c.front.Addr().String(), dir: h.dir, demo: true}, c, r}
}

func (l *badLine) port() int { return int(l.relay.Address().Port()) }

// breaks cuts the line until the page has noticed, at least ten seconds, and expects everything back within five.
func (l *badLine) breaks(t *testing.T, r roomTab) {
	t.Helper()
	l.relay.Cut()
	l.cable.hold()
	cut := time.NewTimer(10 * time.Second)
	r.until("the line is lost", `document.getElementById("line").dataset.is === "lost"`)
	r.picture("room-line-lost")
	<-cut.C
	r.stills()
	l.relay.Mend()
	l.cable.goOn()
	back := time.Now()
	r.plays(1)
	r.until("the page says so", `document.getElementById("line").dataset.is === "good"`)
	if took := time.Since(back); took > 5*time.Second {
		t.Errorf("back after %s", took)
	}
}

// moves gives the person another address: every connection breaks, and media come from elsewhere.
func (l *badLine) moves(t *testing.T, r roomTab) {
	t.Helper()
	r.foresee("WebSocket")
	r.foresee("ERR_")
	if err := l.relay.Move(); err != nil {
		t.Fatal(err)
	}
	l.cable.tear()
	r.stills()
	moved := time.Now()
	r.plays(1)
	if took := time.Since(moved); took > 5*time.Second {
		t.Errorf("back after %s", took)
	}
	r.opensPanel("chat")
	r.reads("#panel-chat", "Si sente bene?")
}

// cable carries TCP connections to an address. It can be held, as a line that is silent, and torn.
type cable struct {
	front net.Listener
	dial  func() (net.Conn, error)

	mu    sync.Mutex
	held  chan struct{} // closed while the cable carries
	conns map[net.Conn]bool
}

func newCable(t *testing.T, back string) *cable {
	t.Helper()
	front, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return layCable(t, front, func() (net.Conn, error) { return net.Dial("tcp", back) })
}

// layCable carries what a listener takes to wherever dial leads.
func layCable(t *testing.T, front net.Listener, dial func() (net.Conn, error)) *cable {
	t.Helper()
	c := &cable{front: front, dial: dial, held: make(chan struct{}), conns: map[net.Conn]bool{}}
	close(c.held)
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := front.Accept()
			if err != nil {
				return
			}
			running.Go(func() { c.carry(conn) })
		}
	})
	t.Cleanup(func() {
		front.Close()
		c.goOn()
		c.tear()
		running.Wait()
	})
	return c
}

func (c *cable) carry(near net.Conn) {
	far, err := c.dial()
	if err != nil {
		near.Close()
		return
	}
	c.mu.Lock()
	c.conns[near], c.conns[far] = true, true
	c.mu.Unlock()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			_, _ = io.Copy(way[1], patientReader{way[0], c}) // it ends with either
			near.Close()
			far.Close()
		})
	}
	both.Wait()
	c.mu.Lock()
	delete(c.conns, near)
	delete(c.conns, far)
	c.mu.Unlock()
}

// patientReader gives on what it reads once the cable carries.
type patientReader struct {
	from  net.Conn
	cable *cable
}

func (p patientReader) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	p.cable.mu.Lock()
	held := p.cable.held
	p.cable.mu.Unlock()
	<-held
	return n, err
}

func (c *cable) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = make(chan struct{})
}

func (c *cable) goOn() {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.held:
	default:
		close(c.held)
	}
}

func (c *cable) tear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.Close()
	}
}

func freeUDPPort(t *testing.T) int {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).Port
}

// A server that loses its power during a webinar finds everybody back by themselves, with what was said, and with the time that they were there.
func TestARoomSurvivesThePowerCut(t *testing.T) {
	h, _ := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Senza corrente", nil)
	learner := h.newLearner(t, "Luce", "Spenta")
	learner.post(w.path+"/registration", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.turnsOnCamera()
	host.enters()
	guest := w.atDoor(t, h, phone, learner, 0)
	guest.enters()
	guest.plays(1)
	guest.opensPanel("chat")
	guest.says("#chat-text", "Prima del buio")
	host.reads("#panel-chat", "Prima del buio")
	for _, r := range []roomTab{host, guest} {
		r.foresee("WebSocket")
		r.foresee("ERR_")
	}
	if err := h.kill(); err != nil {
		t.Fatal(err)
	}
	host.until("the line is lost", `document.getElementById("line").dataset.is === "lost"`)
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	for _, r := range []roomTab{host, guest} {
		r.until("the line is back", `document.getElementById("line").dataset.is === "good"`)
		r.reads("#panel-chat", "Prima del buio")
	}
	guest.stills()
	guest.plays(1)
	guest.says("#chat-text", "Dopo la luce")
	host.reads("#panel-chat", "Dopo la luce")
	host.opensPanel("people")
	host.click("#end")
	host.click(`dialog[open] .btn-danger`)
	guest.isAt("ended")
	var register struct {
		People []struct {
			Name    string
			Seconds int
		}
	}
	staff.json("GET", "/api/aula"+w.path+"/attendance", nil, &register)
	for _, p := range register.People {
		if p.Name == "Luce Spenta" && p.Seconds > 0 {
			return
		}
	}
	t.Errorf("the register does not count who was there: %+v", register)
}
