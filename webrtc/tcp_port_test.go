package webrtc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/stun"
)

func framed(packet []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(packet))), packet...)
}

func asksFor(t *testing.T, ufrag string) []byte {
	t.Helper()
	m, err := stun.Build(stun.BindingRequest, stun.TransactionID, stun.NewUsername(ufrag+":theirs"))
	if err != nil {
		t.Fatal(err)
	}
	return m.Raw
}

func openTCP(t *testing.T) *tcpPort {
	t.Helper()
	p, err := listenTCP(netip.MustParseAddrPort("127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func (p *tcpPort) opens(t *testing.T, ufrag string) *tcpWay {
	t.Helper()
	w, err := p.GetConnByUfrag(ufrag, false, net.IPv4(127, 0, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	return w.(*tcpWay)
}

func (p *tcpPort) dial(t *testing.T, say ...[]byte) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", p.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	for _, b := range say {
		if _, err := c.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// isHungUp waits until the other side has ended the connection.
func isHungUp(t *testing.T, c net.Conn) {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, err := io.Copy(io.Discard, c)
	if late := net.Error(nil); errors.As(err, &late) && late.Timeout() {
		t.Fatal("the connection goes on")
	}
}

func TestWhatDoesNotBeginAsICEOverTCPIsHungUp(t *testing.T) {
	p := openTCP(t)
	p.opens(t, "ours")
	request := asksFor(t, "ours")
	for _, row := range []struct {
		says string
		say  []byte
	}{
		{"a browser that asks for a page", []byte("GET / HTTP/1.1\r\nHost: aula\r\n\r\n")},
		{"TLS", append([]byte{0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3}, make([]byte, 1000)...)},
		{"a frame longer than any packet", append([]byte{0xff, 0xff}, make([]byte, 100)...)},
		{"an empty frame", []byte{0, 0}},
		{"STUN without a length before it", request},
		{"media before a request", framed([]byte{0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1})},
		{"an answer", framed(append([]byte{1, 1}, request[2:]...))},
		{"a session that we do not know", framed(asksFor(t, "another"))},
		{"a request without a name", framed(stun.MustBuild(stun.BindingRequest, stun.TransactionID).Raw)},
	} {
		t.Run(row.says, func(t *testing.T) { isHungUp(t, p.dial(t, row.say)) })
	}
}

func TestPacketsOverTCPComeAndGoAsTheyAre(t *testing.T) {
	p := openTCP(t)
	w := p.opens(t, "ours")
	request := asksFor(t, "ours")
	all := framed(request)
	media := bytes.Repeat([]byte{0x80}, 1200)
	all = append(all, framed(media)...)
	c := p.dial(t, all[:1], all[1:30], all[30:]) // however the stream is cut
	b := make([]byte, 2000)
	var from net.Addr
	for _, want := range [][]byte{request, media} {
		n, a, err := w.ReadFrom(b)
		if err != nil || !bytes.Equal(b[:n], want) {
			t.Fatalf("%d bytes: %v", n, err)
		}
		from = a
	}
	if _, err := w.WriteTo(media, from); err != nil {
		t.Fatal(err)
	}
	back := make([]byte, len(media)+2)
	if _, err := io.ReadFull(c, back); err != nil || !bytes.Equal(back, framed(media)) {
		t.Fatalf("came back as %x…: %v", back[:4], err)
	}
	c.Close()
	other := p.dial(t, framed(request)) // one that ends takes nothing from the others
	if n, a, err := w.ReadFrom(b); err != nil || n != len(request) || a.String() != other.LocalAddr().String() {
		t.Errorf("after the first has ended: %d bytes from %v: %v", n, a, err)
	}
	w.Close()
	isHungUp(t, other)
}

func TestConnectionsOverTCPAreCounted(t *testing.T) {
	p := openTCP(t)
	var strangers []net.Conn
	for range mostStrangersOne {
		strangers = append(strangers, p.dial(t))
	}
	isHungUp(t, p.dial(t)) // one more who says nothing
	strangers[0].Close()
	look, end := time.NewTicker(time.Millisecond), time.After(10*time.Second)
	defer look.Stop()
	for p.countStrangers() >= mostStrangersOne {
		select {
		case <-look.C:
		case <-end:
			t.Fatal("who has hung up is counted still")
		}
	}
	w := p.opens(t, "ours")
	for range mostTCPOfICE {
		p.dial(t, framed(asksFor(t, "ours")))
		if _, _, err := w.ReadFrom(make([]byte, 2000)); err != nil {
			t.Fatal(err)
		}
	}
	isHungUp(t, p.dial(t, framed(asksFor(t, "ours")))) // one more for the same session
}

func (p *tcpPort) countStrangers() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.strange
}

// Whoever reads slowly, or sends slowly, holds up nobody, and goes when nothing moves any more.
func TestWhoIsSlowOverTCPHoldsUpNobody(t *testing.T) {
	media := make([]byte, 1200)
	media[0] = 0x80
	for _, row := range []struct {
		says string
		sent []byte
		read int
		ends time.Duration // at most
	}{
		{"who says nothing", nil, 0, introducedWithin},
		{"who sends half a frame", []byte{0, 100, 0}, 0, introducedWithin + frameWithin},
	} {
		t.Run(row.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				l := newTCPLine(near)
				began := time.Now()
				go func() { _, _ = far.Write(row.sent) }()
				if _, err := l.first(make([]byte, mostFrame)); err == nil {
					t.Error("a frame came")
				}
				if took := time.Since(began); took > row.ends {
					t.Errorf("given up after %v", took)
				}
				near.Close()
				far.Close()
			})
		})
	}
	t.Run("who does not read", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			l := newTCPLine(near)
			done := make(chan struct{})
			go func() { defer close(done); l.send() }()
			began := time.Now()
			for range 10000 { // 12 MB
				l.put(media)
			}
			if took := time.Since(began); took > 0 { // the clock stands while nobody waits
				t.Errorf("writing took %v", took)
			}
			l.mu.Lock()
			waiting := l.waiting
			l.mu.Unlock()
			if waiting > mostWaiting {
				t.Errorf("%d bytes wait", waiting)
			}
			time.Sleep(2 * waitsAtMost)
			l.put(media)
			l.put(media[:12]) // what keeps the connection going still finds a place
			l.mu.Lock()
			more := l.waiting - waiting
			l.mu.Unlock()
			if more > 14 {
				t.Errorf("late pictures wait: %d bytes more", more)
			}
			<-done
			if took := time.Since(began); took > 2*pieceWithin {
				t.Errorf("ended after %v", took)
			}
			far.Close()
		})
	})
}
