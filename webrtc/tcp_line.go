package webrtc

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"aula/webrtc/homes"
	"aula/webrtc/prompt"
)

// A frame is a packet with its length before it (RFC 4571). Packets of media and handshakes fit into a datagram.
const (
	frameHead = 2
	mostFrame = 4096
)

// What waits for a line that does not take it as fast. Then media are lost, as they are on any line, and what keeps the connection alive is
// not until twice as much waits.
const (
	pieceBytes  = 16 << 10
	mostWaiting = 512 << 10
	waitsAtMost = 700 * time.Millisecond // later nobody wants to see it
	pieceWithin = 10 * time.Second       // who has not taken a piece by then reads no more
)

var errFrame = errors.New("not a frame of ICE over TCP")

// tcpLine is one TCP connection.
type tcpLine struct {
	conn   net.Conn
	from   net.Addr
	remote netip.AddrPort
	local  netip.Addr
	house  netip.Addr // that counts as one address
	way    *tcpWay    // nil: a stranger; guarded by the port's lock until it is set

	once  sync.Once
	ended chan struct{}
	ready chan struct{} // something waits

	mu      sync.Mutex // guards what follows
	pieces  []piece
	waiting int // bytes
}

// piece is what is written at once.
type piece struct {
	b  *[]byte
	at time.Time // of its oldest byte
}

var pieces = sync.Pool{New: func() any { b := make([]byte, 0, pieceBytes); return &b }}

func newTCPLine(conn net.Conn) *tcpLine {
	remote, local := addressOfTCP(conn.RemoteAddr()), addressOfTCP(conn.LocalAddr())
	return &tcpLine{
		conn: conn, from: net.TCPAddrFromAddrPort(remote), remote: remote, local: local.Addr(), house: homes.Of(remote.Addr()),
		ended: make(chan struct{}), ready: make(chan struct{}, 1),
	}
}

func addressOfTCP(a net.Addr) netip.AddrPort {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return plainAddress(tcp.AddrPort())
	}
	return netip.AddrPort{}
}

// plainAddress writes an IPv4 address in one way, however a packet told it.
func plainAddress(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

// first reads the first frame: it comes soon, whole, or not at all.
func (l *tcpLine) first(b []byte) (int, error) {
	_ = l.conn.SetReadDeadline(time.Now().Add(introducedWithin))
	return l.frame(b)
}

// next reads a frame.
func (l *tcpLine) next(b []byte) (int, error) {
	_ = l.conn.SetReadDeadline(time.Now().Add(silentTCP))
	return l.frame(b)
}

func (l *tcpLine) frame(b []byte) (int, error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(l.conn, head[:]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if n > len(b) {
		return 0, errFrame
	}
	_ = l.conn.SetReadDeadline(time.Now().Add(frameWithin))
	return io.ReadFull(l.conn, b[:n])
}

// put queues a packet.
func (l *tcpLine) put(packet []byte) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	most, late := mostWaiting, len(l.pieces) > 0 && now.Sub(l.pieces[0].at) > waitsAtMost
	if !isRTP(packet) {
		most, late = 2*mostWaiting, false
	}
	size := frameHead + len(packet)
	if late || l.waiting+size > most || size > pieceBytes {
		return
	}
	if last := len(l.pieces) - 1; last < 0 || len(*l.pieces[last].b)+size > pieceBytes {
		l.pieces = append(l.pieces, piece{pieces.Get().(*[]byte), now})
	}
	b := l.pieces[len(l.pieces)-1].b
	*b = append(binary.BigEndian.AppendUint16(*b, uint16(len(packet))), packet...)
	l.waiting += size
	select {
	case l.ready <- struct{}{}:
	default:
	}
}

// isRTP tells media from what keeps the connection going (RFC 7983, RFC 5761).
func isRTP(b []byte) bool { return len(b) > 12 && b[0]>>6 == 2 && (b[1] < 192 || b[1] > 223) }

// take is the oldest piece that waits; nil: none.
func (l *tcpLine) take() *[]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.pieces) == 0 {
		return nil
	}
	b := l.pieces[0].b
	l.pieces[0].b = nil
	if l.pieces = l.pieces[1:]; len(l.pieces) == 0 {
		l.pieces = nil
	}
	l.waiting -= len(*b)
	return b
}

// send writes what waits until the connection ends. It ends one that takes nothing.
func (l *tcpLine) send() {
	defer l.close()
	prompt.Sender(l.conn)
	for {
		select {
		case <-l.ready:
		case <-l.ended:
			return
		}
		for b := l.take(); b != nil; b = l.take() {
			_ = l.conn.SetWriteDeadline(time.Now().Add(pieceWithin))
			_, err := l.conn.Write(*b)
			*b = (*b)[:0]
			pieces.Put(b)
			if err != nil {
				return
			}
		}
	}
}

func (l *tcpLine) close() {
	l.once.Do(func() {
		close(l.ended)
		l.conn.Close()
	})
}
