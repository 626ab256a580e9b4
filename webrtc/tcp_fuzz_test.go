package webrtc

import (
	"bytes"
	"net"
	"net/netip"
	"testing"
	"time"
)

// said is a connection on which everything has been said.
type said struct {
	net.Conn
	*bytes.Reader
}

func (s said) Read(b []byte) (int, error)     { return s.Reader.Read(b) }
func (said) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 4000} }
func (said) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 2), Port: 8091} }
func (said) SetReadDeadline(time.Time) error  { return nil }
func (said) Close() error                     { return nil }
func (said) Write(b []byte) (int, error)      { return len(b), nil }
func (said) SetWriteDeadline(time.Time) error { return nil }

// Whatever a stranger says over TCP is cut into frames that are no longer than one may be, or ends the connection.
func FuzzFrames(f *testing.F) {
	f.Add([]byte{0, 4, 0, 1, 0, 0, 0, 0})
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Add(append([]byte{0, 20, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, make([]byte, 12)...))
	f.Fuzz(func(t *testing.T, stream []byte) {
		l := newTCPLine(said{Reader: bytes.NewReader(stream)})
		b := make([]byte, mostFrame)
		took := 0
		for {
			n, err := l.next(b)
			if err != nil {
				break
			}
			took += frameHead + n
			sessionOf(b[:n])
		}
		if took > len(stream) {
			t.Fatalf("%d bytes of %d", took, len(stream))
		}
		p := &tcpPort{ways: map[string][]*tcpWay{}, all: map[*tcpLine]bool{}, strangers: map[netip.Addr]int{}, known: map[netip.Addr]int{}}
		stranger := newTCPLine(said{Reader: bytes.NewReader(stream)})
		p.receive(stranger)
		if stranger.way != nil {
			t.Fatal("a stranger found somebody's session")
		}
	})
}
