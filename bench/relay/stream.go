package relay

import (
	"errors"
	"net"
	"sync"
	"time"
)

// What TCP does, as far as it matters to who shares a line with it.
const (
	segment     = 1400 // bytes
	headsTCP    = 12   // of IP and TCP, beyond those that every packet has
	backOff     = 200 * time.Millisecond
	mostFlying  = 32 // segments under way
	firstWindow = 4
)

// Stream carries TCP connections to an address over the same line as the packets. What the line loses is sent again, and then less at once. It
// ends with the relay.
func (r *Relay) Stream(server string) (address string, err error) {
	front, err := net.Listen("tcp", net.JoinHostPort(r.Address().Addr().String(), "0"))
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return "", errors.Join(net.ErrClosed, front.Close())
	}
	r.streams = append(r.streams, front)
	r.busy.Add(1)
	go func() {
		defer r.busy.Done()
		for {
			near, err := front.Accept()
			if err != nil {
				return
			}
			r.busy.Add(1)
			go r.connect(near, server)
		}
	}()
	return front.Addr().String(), nil
}

func (r *Relay) connect(near net.Conn, server string) {
	defer r.busy.Done()
	defer near.Close()
	far, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer far.Close()
	up, down := newFlow(r.up, near, far), newFlow(r.down, far, near)
	r.mu.Lock()
	closed := r.closed
	r.streams = append(r.streams, up, down)
	r.mu.Unlock()
	if closed {
		return
	}
	var both sync.WaitGroup
	both.Go(up.run)
	both.Go(down.run)
	both.Wait()
}

// flow is one direction of a connection.
type flow struct {
	link     *link
	from, to net.Conn

	mu      sync.Mutex // guards what follows
	change  *sync.Cond
	window  float64 // segments that may be under way
	flying  int
	next    int // of the segments that arrive
	arrived map[int][]byte
	out     [][]byte // what has arrived in order and is not written yet
	ended   bool     // nothing more is read
	broken  bool     // nothing more is written
}

func newFlow(l *link, from, to net.Conn) *flow {
	f := &flow{link: l, from: from, to: to, window: firstWindow, arrived: map[int][]byte{}}
	f.change = sync.NewCond(&f.mu)
	return f
}

// run carries until one end closes.
func (f *flow) run() {
	var writing sync.WaitGroup
	writing.Go(f.write)
	b := make([]byte, segment+headsTCP)
	for number := 0; ; number++ {
		n, err := f.from.Read(b[:segment])
		if n > 0 {
			if !f.room() {
				break
			}
			f.send(number, append([]byte(nil), b[:n+headsTCP]...))
		}
		if err != nil {
			break
		}
	}
	f.mu.Lock()
	f.ended = true
	f.mu.Unlock()
	f.change.Broadcast()
	writing.Wait()
	_ = f.to.(*net.TCPConn).CloseWrite() // the other direction may go on
}

// Close ends it, whatever is under way.
func (f *flow) Close() error {
	f.mu.Lock()
	f.broken = true
	f.mu.Unlock()
	f.change.Broadcast()
	_, _ = f.from.Close(), f.to.Close() // it may have ended before
	return nil
}

// room waits until one more segment may be under way.
func (f *flow) room() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.flying >= int(f.window) && !f.broken {
		f.change.Wait()
	}
	f.flying++
	return !f.broken
}

// send sends a segment, again and again until the line has carried it.
func (f *flow) send(number int, b []byte) {
	if f.link.take(b, func(b []byte) { f.come(number, b[:len(b)-headsTCP]) }) {
		return
	}
	f.mu.Lock()
	f.window = max(1, f.window/2)
	stop := f.broken
	f.mu.Unlock()
	if !stop {
		time.AfterFunc(backOff, func() { f.send(number, b) })
	}
}

// come takes a segment that has arrived, and keeps it until those before it have.
func (f *flow) come(number int, b []byte) {
	f.mu.Lock()
	if number < f.next || f.arrived[number] != nil { // the line doubled it
		f.mu.Unlock()
		return
	}
	f.arrived[number] = b
	for f.arrived[f.next] != nil {
		f.out = append(f.out, f.arrived[f.next])
		delete(f.arrived, f.next)
		f.next++
	}
	f.mu.Unlock()
	f.change.Broadcast()
	time.AfterFunc(f.link.delay(), f.heard) // its receipt is under way as long
}

func (f *flow) heard() {
	f.mu.Lock()
	f.flying--
	f.window = min(mostFlying, f.window+1/f.window)
	f.mu.Unlock()
	f.change.Broadcast()
}

func (f *flow) write() {
	for {
		b, more := f.due()
		if !more {
			return
		}
		if _, err := f.to.Write(b); err != nil {
			_ = f.Close()
			return
		}
	}
}

// due waits for what is to be written next.
func (f *flow) due() (b []byte, more bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.out) == 0 {
		if f.broken || f.ended && f.flying == 0 {
			return nil, false
		}
		f.change.Wait()
	}
	b, f.out = f.out[0], f.out[1:]
	return b, true
}
