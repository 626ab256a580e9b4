package turn

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/stun"

	"aula/webrtc/homes"
	"aula/webrtc/prompt"
)

// How many connections there may be, and how long one may take.
const (
	mostStreams      = 4096
	mostStrangers    = 512 // that have no relay yet
	mostStrangersOne = 64  // of an address

	settledWithin = 15 * time.Second // from the first byte of a handshake to a relay
	packetWithin  = 10 * time.Second
	silentAtMost  = 11 * time.Minute // a relay lasts ten without being asked for again
	takenWithin   = 10 * time.Second
)

var errStream = errors.New("neither STUN nor a channel's data")

// door lets in who comes over TCP or TLS.
type door struct {
	server *Server
	net.Listener
	way     string
	secure  *tls.Config
	running sync.WaitGroup

	mu        sync.Mutex // guards what follows
	all       map[net.Conn]bool
	strangers map[netip.Addr]int
	strange   int
	closed    bool
}

func newDoor(s *Server, l net.Listener, way string, secure *tls.Config) *door {
	return &door{server: s, Listener: l, way: way, secure: secure, all: map[net.Conn]bool{}, strangers: map[netip.Addr]int{}}
}

func (d *door) port() int { return d.Addr().(*net.TCPAddr).Port }

func (d *door) open() {
	for {
		conn, err := d.Accept()
		var temporary interface{ Temporary() bool }
		if errors.As(err, &temporary) && temporary.Temporary() { // no file left: others will end
			time.Sleep(50 * time.Millisecond)
			continue
		}
		if err != nil {
			return
		}
		house := homes.Of(plain(conn.RemoteAddr()).Addr())
		if !d.admit(conn, house) {
			conn.Close()
			continue
		}
		d.running.Go(func() { d.receive(conn, house) })
	}
}

func (d *door) admit(conn net.Conn, house netip.Addr) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || len(d.all) >= mostStreams || d.strange >= mostStrangers || d.strangers[house] >= mostStrangersOne {
		return false
	}
	d.all[conn] = true
	d.strange++
	d.strangers[house]++
	return true
}

// receive shakes hands and lets a server of the connection's own answer what it says, until it ends.
func (d *door) receive(conn net.Conn, house netip.Addr) {
	var settled sync.Once
	known := func() {
		settled.Do(func() {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.strange--
			homes.Less(d.strangers, house)
		})
	}
	defer func() {
		known()
		conn.Close()
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.all, conn)
	}()
	s := newStream(conn, known)
	prompt.Sender(conn)
	if d.secure != nil {
		shaken := tls.Server(conn, d.secure)
		s.conn = shaken
		_ = conn.SetDeadline(s.until)
		if shaken.Handshake() != nil || shaken.ConnectionState().NegotiatedProtocol == proof { // who came for a proof has it
			return
		}
		_ = conn.SetDeadline(time.Time{})
	}
	server, err := d.server.serve(d.server.desk(s, d.way))
	if err != nil {
		return
	}
	<-s.ended
	_ = server.Close()
}

func (d *door) close() error {
	d.mu.Lock()
	d.closed = true
	for conn := range d.all {
		conn.Close()
	}
	d.mu.Unlock()
	err := d.Close()
	d.running.Wait()
	return err
}

// stream cuts a connection into packets (RFC 8656, 12.6 and RFC 8489, 6.2.2).
type stream struct {
	conn  net.Conn
	from  net.Addr
	known func()
	once  sync.Once
	ended chan struct{}

	mu    sync.Mutex // guards what follows
	until time.Time  // by when it must have a relay; zero: it has one
}

func newStream(conn net.Conn, known func()) *stream {
	return &stream{conn: conn, from: conn.RemoteAddr(), known: known, until: time.Now().Add(settledWithin), ended: make(chan struct{})}
}

// settle is told that the connection has a relay.
func (s *stream) settle() {
	s.mu.Lock()
	s.until = time.Time{}
	s.mu.Unlock()
	s.known()
}

func (s *stream) ReadFrom(b []byte) (int, net.Addr, error) {
	n, err := s.packet(b)
	if err != nil {
		s.Close()
		return 0, nil, err
	}
	return n, s.from, nil
}

func (s *stream) packet(b []byte) (int, error) {
	s.mu.Lock()
	until := s.until
	s.mu.Unlock()
	if until.IsZero() {
		until = time.Now().Add(silentAtMost)
	}
	_ = s.conn.SetReadDeadline(until)
	if _, err := io.ReadFull(s.conn, b[:4]); err != nil {
		return 0, err
	}
	size, rest := int(binary.BigEndian.Uint16(b[2:])), 0
	switch {
	case b[0]>>6 == 0: // STUN
		size += 20
	case b[0]>>6 == 1: // a channel's data
		size += 4
		rest = -size & 3
	default:
		return 0, errStream
	}
	if size+rest >= len(b) || size < 4 {
		return 0, errStream
	}
	if within := time.Now().Add(packetWithin); within.Before(until) {
		_ = s.conn.SetReadDeadline(within)
	}
	if _, err := io.ReadFull(s.conn, b[4:size+rest]); err != nil {
		return 0, err
	}
	if b[0]>>6 == 0 && !stun.IsMessage(b[:size]) {
		return 0, errStream
	}
	return size, nil
}

// WriteTo waits for who reads slowly, who alone is held up. Who does not read is hung up on.
func (s *stream) WriteTo(b []byte, _ net.Addr) (int, error) { // padded by who writes
	_ = s.conn.SetWriteDeadline(time.Now().Add(takenWithin))
	n, err := s.conn.Write(b)
	if err != nil {
		s.Close()
	}
	return n, err
}

func (s *stream) Close() error {
	var err error
	s.once.Do(func() {
		err = s.conn.Close()
		close(s.ended)
	})
	return err
}

func (s *stream) LocalAddr() net.Addr                { return s.conn.LocalAddr() }
func (s *stream) SetDeadline(t time.Time) error      { return s.conn.SetDeadline(t) }
func (s *stream) SetReadDeadline(t time.Time) error  { return s.conn.SetReadDeadline(t) }
func (s *stream) SetWriteDeadline(t time.Time) error { return s.conn.SetWriteDeadline(t) }
