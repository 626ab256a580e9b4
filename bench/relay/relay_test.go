package relay

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pion/transport/v2/test"
)

// stand is an echo, a relay before it and a client.
type stand struct {
	t      *testing.T
	relay  *Relay
	client *net.UDPConn
	seen   chan string // what came to the echo, and from where
}

func set(t *testing.T, seed uint64) *stand {
	t.Helper()
	check := test.CheckRoutines(t)
	echo, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{t: t, seen: make(chan string, 1000)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b := make([]byte, largest)
		for {
			n, from, err := echo.ReadFromUDPAddrPort(b)
			if err != nil {
				return
			}
			s.seen <- fmt.Sprintf("%s %s", b[:n], from)
			_, _ = echo.WriteToUDPAddrPort(b[:n], from)
		}
	}()
	if s.relay, err = Open(echo.LocalAddr().(*net.UDPAddr).AddrPort(), seed); err != nil {
		t.Fatal(err)
	}
	if s.client, err = net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(s.relay.Address())); err != nil {
		t.Fatal(err)
	}
	if err := s.client.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.relay.Close(); err != nil {
			t.Error(err)
		}
		_ = s.client.Close()
		_ = echo.Close()
		<-ended
		check()
	})
	return s
}

func (s *stand) say(text string) {
	s.t.Helper()
	if _, err := s.client.Write([]byte(text)); err != nil {
		s.t.Fatal(err)
	}
}

// hear is the next packet that comes back.
func (s *stand) hear() string {
	s.t.Helper()
	b := make([]byte, largest)
	n, err := s.client.Read(b)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b[:n])
}

// until looks again and again: a packet between two sockets tells nobody when it arrives.
func (s *stand) until(holds func(up, down Counts) bool) {
	s.t.Helper()
	clock, late := time.NewTicker(time.Millisecond), time.After(10*time.Second)
	defer clock.Stop()
	for !holds(s.relay.Counts()) {
		select {
		case <-clock.C:
		case <-late:
			up, down := s.relay.Counts()
			s.t.Fatalf("%+v, %+v", up, down)
		}
	}
}

func TestARelayCarriesBothWays(t *testing.T) {
	s := set(t, 1)
	for i := range 100 {
		text := fmt.Sprint("packet ", i)
		s.say(text)
		if got := s.hear(); got != text {
			t.Fatalf("%q came back as %q", text, got)
		}
	}
	up, down := s.relay.Counts()
	if want := (Counts{Passed: 100}); up != want || down != want {
		t.Errorf("%+v, %+v", up, down)
	}
}

func TestNothingPassesWhileALineIsCut(t *testing.T) {
	s := set(t, 1)
	s.relay.Down(Line{Delay: time.Hour})
	s.say("on its way when the line is cut")
	<-s.seen
	s.until(func(_, down Counts) bool { return down.Passed == 1 })
	s.relay.Cut()
	s.say("into the cut")
	s.until(func(up, _ Counts) bool { return up.Cut == 1 })
	s.relay.Down(Line{})
	s.relay.Mend()
	s.say("after")
	if got := s.hear(); got != "after" {
		t.Errorf("%q came through", got)
	}
}

func TestADuplicateArrivesTwice(t *testing.T) {
	s := set(t, 1)
	s.relay.Up(Line{Duplicate: 1})
	s.say("twice")
	if a, b := s.hear(), s.hear(); a != "twice" || b != "twice" {
		t.Errorf("%q, %q", a, b)
	}
}

func TestAClientThatMovesIsSeenElsewhere(t *testing.T) {
	s := set(t, 1)
	s.say("before")
	s.hear()
	before := strings.TrimPrefix(<-s.seen, "before ")
	if err := s.relay.Move(); err != nil {
		t.Fatal(err)
	}
	s.say("after")
	if got := s.hear(); got != "after" {
		t.Errorf("%q came back", got)
	}
	if after := strings.TrimPrefix(<-s.seen, "after "); after == before {
		t.Errorf("still seen at %s", after)
	}
}

func TestADescriptionLeadsThroughTheRelay(t *testing.T) {
	s := set(t, 1)
	line := "a=candidate:1 1 udp 2130706431 %s %d typ host\r\n"
	other := fmt.Sprintf(line, "192.0.2.1", 8091)
	direct := fmt.Sprintf(line, s.relay.server.Addr(), s.relay.server.Port())
	through := fmt.Sprintf(line, s.relay.Address().Addr(), s.relay.Address().Port())
	if got := s.relay.Through(direct + other); got != through+other {
		t.Errorf("%q", got)
	}
}
