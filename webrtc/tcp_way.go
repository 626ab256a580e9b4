package webrtc

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

// tcpWay is one ICE session's way over TCP, however many connections it has: to ICE it looks like a packet connection.
type tcpWay struct {
	local  netip.AddrPort
	frames chan frame
	gone   chan struct{}
	once   sync.Once
	forget func()

	mu    sync.Mutex // guards what follows
	lines map[netip.AddrPort]*tcpLine
}

// frame is a packet that has come.
type frame struct {
	b    *[]byte
	n    int
	from net.Addr
}

var frames = sync.Pool{New: func() any { b := make([]byte, mostFrame); return &b }}

func (w *tcpWay) join(l *tcpLine) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.gone:
		return false
	default:
	}
	if len(w.lines) >= mostTCPOfICE {
		return false
	}
	w.lines[l.remote] = l
	return true
}

func (w *tcpWay) leave(l *tcpLine) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lines[l.remote] == l {
		delete(w.lines, l.remote)
	}
}

// deliver waits until ICE takes the frame: who sends faster is held up, nobody else.
func (w *tcpWay) deliver(f frame) bool {
	select {
	case w.frames <- f:
		return true
	case <-w.gone:
		return false
	}
}

func (w *tcpWay) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case f := <-w.frames:
		n := copy(b, (*f.b)[:f.n])
		frames.Put(f.b)
		return n, f.from, nil
	case <-w.gone:
		return 0, nil, net.ErrClosed
	}
}

// WriteTo never waits: what does not fit into a line's queue is lost, as it may be on any line.
func (w *tcpWay) WriteTo(b []byte, to net.Addr) (int, error) {
	tcp, ok := to.(*net.TCPAddr)
	if !ok {
		return 0, errors.New("not a TCP address")
	}
	w.mu.Lock()
	l := w.lines[plainAddress(tcp.AddrPort())]
	w.mu.Unlock()
	if l == nil {
		return 0, net.ErrClosed
	}
	l.put(b)
	return len(b), nil
}

func (w *tcpWay) Close() error {
	w.once.Do(func() {
		w.forget()
		w.mu.Lock()
		close(w.gone)
		lines := w.lines
		w.lines = nil
		w.mu.Unlock()
		for _, l := range lines {
			l.close()
		}
	})
	return nil
}

func (w *tcpWay) LocalAddr() net.Addr              { return net.TCPAddrFromAddrPort(w.local) }
func (w *tcpWay) SetDeadline(time.Time) error      { return nil }
func (w *tcpWay) SetReadDeadline(time.Time) error  { return nil }
func (w *tcpWay) SetWriteDeadline(time.Time) error { return nil }
