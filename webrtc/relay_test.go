package webrtc_test

import (
	"context"
	"encoding/binary"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/bench/relay"
	"aula/webrtc"
	"aula/webrtc/stranger"
)

// badLine stands before the engine until the test is over.
func badLine(t *testing.T, e *webrtc.Engine, seed uint64) *relay.Relay {
	t.Helper()
	l, err := relay.Open(netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(e.Port())), seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// numbered is a picture that says its number.
func numbered(n int, key bool) *rtp.Packet {
	p := vp8Packet(uint16(n), n, key, 640)
	p.Payload = binary.BigEndian.AppendUint32(p.Payload, uint32(n))
	return p
}

func number(p received) int { return int(binary.BigEndian.Uint32(p.Payload[len(p.Payload)-4:])) }

// film publishes numbered pictures, some at a time, and says which was the last.
func film(t *testing.T, p *presenter, atOnce int) *atomic.Int64 {
	t.Helper()
	var last atomic.Int64
	stranger.Steadily(t, func(n int) {
		for i := n * atOnce; i < (n+1)*atOnce; i++ {
			_ = p.video.WriteRTP(numbered(i, i%50 == 0))
			last.Store(int64(i))
		}
	})
	return &last
}

func camera(p received) bool { return p.name.Source == webrtc.Camera && len(p.Payload) > 20 }

// gather takes numbered pictures until a share of so many that follow each other is there. It fails if one comes twice or under a
// number that is not its own.
func gather(ctx context.Context, t *testing.T, w *watcher, many int, share float64) {
	t.Helper()
	first := w.next(ctx, "a picture", camera)
	begin, seen := number(first)+50, map[int]bool{} // what came before may have been lost before anybody could ask for it
	for float64(len(seen)) < share*float64(many) {
		p := w.next(ctx, "enough pictures", camera)
		n := number(p)
		if p.SequenceNumber-uint16(n) != first.SequenceNumber-uint16(number(first)) {
			t.Fatalf("picture %d came as %d, the first, %d, as %d", n, p.SequenceNumber, number(first), first.SequenceNumber)
		}
		if n < begin || n >= begin+many {
			continue
		}
		if seen[n] {
			t.Fatalf("picture %d came twice", n)
		}
		seen[n] = true
	}
}

func TestWhatALineLosesIsSentAgain(t *testing.T) {
	ctx := guarded(t)
	e := openEngine(t)
	r, in, out := room(t, e), badLine(t, e, 1), badLine(t, e, 2)
	p := presentOver(t, r, "anna", in)
	w := watchOver(t, r, webrtc.Member{ID: "bruno"}, out)
	film(t, p, 4)
	w.next(ctx, "a picture", camera)
	for _, l := range []*relay.Relay{in, out} {
		l.Up(relay.Line{Loss: 0.05})
		l.Down(relay.Line{Loss: 0.05, Delay: 20 * time.Millisecond})
	}
	gather(ctx, t, w, 1500, 0.999)
	up, _ := in.Counts()
	_, down := out.Counts()
	if up.Lost < 50 || down.Lost < 50 {
		t.Errorf("only %d and %d packets were lost", up.Lost, down.Lost)
	}
}

func TestDisorderAndDuplicatesDoNoHarm(t *testing.T) {
	ctx := guarded(t)
	e := openEngine(t)
	r, in, out := room(t, e), badLine(t, e, 1), badLine(t, e, 2)
	in.Up(relay.Line{Reorder: 0.1, Duplicate: 0.1})
	out.Down(relay.Line{Reorder: 0.1, Duplicate: 0.1})
	p := presentOver(t, r, "anna", in)
	w := watchOver(t, r, webrtc.Member{ID: "bruno"}, out)
	film(t, p, 4)
	gather(ctx, t, w, 600, 1)
	up, _ := in.Counts()
	_, down := out.Counts()
	if up.Reordered < 20 || down.Duplicated < 20 {
		t.Errorf("%+v, %+v", up, down)
	}
}

// back is within what time media must flow again.
const back = 5 * time.Second

// returns waits for a picture that was taken after now.
func returns(ctx context.Context, t *testing.T, w *watcher, last *atomic.Int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, back)
	defer cancel()
	now := int(last.Load())
	w.next(ctx, "a picture of after the return", func(p received) bool { return camera(p) && number(p) > now })
}

// lost waits until a connection knows that its line is cut.
func lost(ctx context.Context, t *testing.T, pc *pion.PeerConnection, cut func()) {
	t.Helper()
	noticed := make(chan struct{}, 8)
	pc.OnICEConnectionStateChange(func(s pion.ICEConnectionState) {
		if s == pion.ICEConnectionStateDisconnected {
			noticed <- struct{}{}
		}
	})
	cut()
	select {
	case <-noticed:
	case <-ctx.Done():
		t.Fatal("the cut was not noticed")
	}
}

// show is a picture that one films and another sees, each over a line of its own.
type show struct {
	t       *testing.T
	ctx     context.Context
	engine  *webrtc.Engine
	in, out *relay.Relay
	p       *presenter
	w       *watcher
	last    *atomic.Int64 // that was filmed
}

// showing begins a show, of which something has been seen.
func showing(t *testing.T) *show {
	t.Helper()
	s := &show{t: t, ctx: guarded(t), engine: openEngine(t)}
	r := room(t, s.engine)
	s.in, s.out = badLine(t, s.engine, 1), badLine(t, s.engine, 2)
	s.p, s.w = presentOver(t, r, "anna", s.in), watchOver(t, r, webrtc.Member{ID: "bruno"}, s.out)
	s.last = film(t, s.p, 1)
	s.w.next(s.ctx, "a picture", camera)
	return s
}

func (s *show) returns() {
	s.t.Helper()
	returns(s.ctx, s.t, s.w, s.last)
}

func TestALineThatWasCutGoesOnWhereItWas(t *testing.T) {
	for _, row := range []struct {
		says  string
		whose func(*show) (*relay.Relay, *pion.PeerConnection)
	}{
		{"of who publishes", func(s *show) (*relay.Relay, *pion.PeerConnection) { return s.in, s.p.pc }},
		{"of who receives", func(s *show) (*relay.Relay, *pion.PeerConnection) { return s.out, s.w.pc }},
	} {
		t.Run(row.says, func(t *testing.T) {
			s := showing(t)
			line, pc := row.whose(s)
			lost(s.ctx, t, pc, line.Cut)
			line.Mend()
			s.returns()
		})
	}
}

func TestWhoReceivesIsToldThatTheLineIsLostAndFoundAgain(t *testing.T) {
	ctx := guarded(t)
	e := openEngine(t)
	r, out := room(t, e), badLine(t, e, 2)
	p := present(t, r, "anna")
	w := watchOver(t, r, webrtc.Member{ID: "bruno"}, out)
	film(t, p, 1)
	w.next(ctx, "a picture", camera)
	out.Cut()
	w.hears(ctx, webrtc.LineLost)
	out.Mend()
	w.hears(ctx, webrtc.LineGood)
}

// hears waits until it is told a state of its line.
func (w *watcher) hears(ctx context.Context, want webrtc.LineState) {
	w.t.Helper()
	for {
		select {
		case l := <-w.lines:
			if l.State == want {
				return
			}
		case <-ctx.Done():
			w.t.Fatalf("nobody said %q", want)
		}
	}
}

func TestARestartFindsAnotherWay(t *testing.T) {
	for _, row := range []struct {
		says    string
		restart func(*testing.T, *presenter, *watcher, *relay.Relay)
	}{
		{"of who publishes", func(t *testing.T, p *presenter, _ *watcher, other *relay.Relay) {
			p.line.Cut()
			p.line = other
			p.offer(t, true)
		}},
		{"of who receives", func(t *testing.T, _ *presenter, w *watcher, other *relay.Relay) {
			w.line.Swap(other).Cut()
			w.peer.Restart()
		}},
	} {
		t.Run(row.says, func(t *testing.T) {
			s := showing(t)
			row.restart(t, s.p, s.w, badLine(t, s.engine, 3))
			s.returns()
		})
	}
}

func TestMediaFollowsWhoMoves(t *testing.T) {
	for _, row := range []struct {
		says string
		who  func(*show) *relay.Relay
	}{
		{"who publishes", func(s *show) *relay.Relay { return s.in }},
		{"who receives", func(s *show) *relay.Relay { return s.out }},
	} {
		t.Run(row.says, func(t *testing.T) {
			s := showing(t)
			if err := row.who(s).Move(); err != nil {
				t.Fatal(err)
			}
			s.returns()
			s.returns()
		})
	}
}

func TestWhoVanishesWithoutAWordIsTakenOffTheStage(t *testing.T) {
	ctx := guarded(t)
	e, err := webrtc.Open(webrtc.Config{Address: "127.0.0.1", Patience: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	r, in := room(t, e), badLine(t, e, 1)
	p := presentOver(t, r, "anna", in)
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	film(t, p, 1)
	w.next(ctx, "a picture", camera)
	in.Cut()
	for {
		select {
		case list := <-w.tracks:
			if len(list) == 0 {
				return
			}
		case <-ctx.Done():
			t.Fatal("the camera of who has gone stands on the stage")
		}
	}
}

func TestAPublisherIsToldHowItsPacketsArrive(t *testing.T) {
	ctx := guarded(t)
	p := presentOver(t, room(t, openEngine(t)), "anna", nil)
	film(t, p, 1)
	for range 3 {
		select {
		case <-p.feedbacks:
		case <-ctx.Done():
			t.Fatal("no transport-wide feedback came")
		}
	}
}
