package signal

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Desk answers what tabs ask. Its methods are called by one goroutine a connection, none of them while a lock of this package is held.
type Desk interface {
	// Enter lets a connection in: it calls c.Resume, and c.Welcome where that returns false. An error refuses and ends it.
	Enter(ctx context.Context, c *Conn, h Hello) error
	// Ask answers a request with the fields of its "ok", which may be nil.
	Ask(ctx context.Context, c *Conn, q Request) (fields any, err error)
	// Explain says an error by a stable code and in the words of who reads it.
	Explain(c *Conn, err error) (code, message string)
	// Gone tells that a connection that Enter was asked about has ended, and when it was last there.
	Gone(c *Conn, at time.Time)
}

// Options are what a room is tuned by. The zero value suits a webinar.
type Options struct {
	Queue     int           // messages that may wait for one reader; 0: 512
	Kept      int           // events kept for tabs that come back; 0: 1024
	ResumeFor time.Duration // how long a tab may be away and go on; 0: a minute
	Ping      time.Duration // how often a silent line is tried; 0: 25 s
	Patience  time.Duration // how long a tried line, a hello or a write may take; 0: 10 s
	Now       func() time.Time
}

const (
	queueBytes = 2 << 20
	keptBytes  = 4 << 20
)

func (o Options) orUsual() Options {
	if o.Queue == 0 {
		o.Queue = 512
	}
	if o.Kept == 0 {
		o.Kept = 1024
	}
	if o.ResumeFor == 0 {
		o.ResumeFor = time.Minute
	}
	if o.Ping == 0 {
		o.Ping = 25 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Room is the connections of one room, in which events have one order.
type Room struct {
	desk    Desk
	options Options
	running sync.WaitGroup

	mu      sync.Mutex // guards what follows, and the groups of the connections' members
	seq     int64
	ring    ring
	conns   map[*Conn]bool  // those that were let in
	waiting map[*Conn]bool  // those that have not said hello
	passes  map[string]pass // by the token to resume with
	buckets map[string]*bucket
	closed  *Cut
}

// pass lets a person's tab go on.
type pass struct {
	person  string
	holder  *Conn     // nil once it has ended
	expires time.Time // zero while it is held
}

// NewRoom opens a room; Close ends it.
func NewRoom(desk Desk, o Options) *Room {
	o = o.orUsual()
	return &Room{
		desk: desk, options: o, ring: ring{mostEvents: o.Kept, mostBytes: keptBytes},
		conns: map[*Conn]bool{}, waiting: map[*Conn]bool{}, passes: map[string]pass{}, buckets: map[string]*bucket{},
	}
}

// Serve talks to one tab until either side ends it.
func (r *Room) Serve(ctx context.Context, ws *websocket.Conn, m Member) {
	c := newConn(r, ws, m)
	r.mu.Lock()
	if r.closed != nil {
		cut := *r.closed
		r.mu.Unlock()
		_ = ws.Close(cut.Code, cut.Reason) // it may have gone
		return
	}
	r.waiting[c] = true
	r.running.Add(1)
	r.mu.Unlock()
	defer r.running.Done()
	c.serve(ctx)
}

// Send numbers an event, keeps it, and gives it to everybody whom it is for. It never waits for a reader.
func (r *Room) Send(e Event) {
	body := encode(e.Type, "", e.Fields) // outside the lock, however large it is
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seq++
	at := len(`{"type":"`) + len(e.Type) + 1
	head := seqHead(r.seq)
	message := make([]byte, 0, len(body)+len(head))
	message = append(append(append(message, body[:at]...), head...), body[at:]...)
	r.ring.add(kept{r.seq, e.To, message})
	r.deliver(e.To, message)
}

// Whisper gives an event that is stale as soon as the next one comes: it is neither numbered nor kept.
func (r *Room) Whisper(e Event) {
	message := encode(e.Type, "", e.Fields)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deliver(e.To, message)
}

func (r *Room) deliver(to Audience, message []byte) {
	for c := range r.conns {
		if to.includes(c.member) {
			c.push(message)
		}
	}
}

// Regroup says in which groups a person is from now on.
func (r *Room) Regroup(person string, g Groups) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.conns {
		if c.member.Person == person {
			c.member.Groups = g
		}
	}
}

// Expel ends a person's connections after what waits for them is written, and lets none of them go on.
func (r *Room) Expel(person string, cut Cut) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for token, p := range r.passes {
		if p.person == person {
			delete(r.passes, token)
		}
	}
	for c := range r.conns {
		if c.member.Person == person {
			c.end(cut)
		}
	}
}

// Close ends every connection after what waits for it is written, and returns when all have ended.
func (r *Room) Close(cut Cut) {
	r.mu.Lock()
	if r.closed == nil {
		r.closed = &cut
	}
	for c := range r.conns {
		c.end(cut)
	}
	for c := range r.waiting {
		c.end(cut)
	}
	r.mu.Unlock()
	r.running.Wait()
}

// Count says how many connections are in the room.
func (r *Room) Count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.conns)
}

// seat puts a connection among those that get events, under a new token. Its caller holds the lock.
func (r *Room) seat(c *Conn) {
	now := r.options.Now()
	for token, p := range r.passes {
		if !p.expires.IsZero() && now.After(p.expires) {
			delete(r.passes, token)
		}
	}
	delete(r.waiting, c)
	r.conns[c] = true
	c.token = rand.Text()
	r.passes[c.token] = pass{person: c.member.Person, holder: c}
}

// unseat forgets a connection.
func (r *Room) unseat(c *Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.waiting, c)
	if p, held := r.passes[c.token]; held && p.holder == c {
		r.passes[c.token] = pass{person: p.person, expires: r.options.Now().Add(r.options.ResumeFor)}
	}
	delete(r.conns, c)
}

// take counts a message of a person.
func (r *Room) take(person string) (tooMany, enough bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.buckets[person]
	if b == nil {
		b = &bucket{}
		r.buckets[person] = b
	}
	return b.take(r.options.Now())
}
