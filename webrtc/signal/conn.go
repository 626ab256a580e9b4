package signal

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// Conn is one tab.
type Conn struct {
	room   *Room
	ws     *websocket.Conn
	member Member // its groups are guarded by the room's lock
	token  string // set once, when it is let in
	asked  bool   // the Desk knows it; for its reader alone
	heard  atomic.Int64
	lost   atomic.Bool   // nobody said goodbye: it was there when it was last heard
	wake   chan struct{} // holds one: there is something to write, or it ends

	mu    sync.Mutex // guards what follows; taken after the room's lock, never before it
	queue [][]byte
	bytes int
	cut   *Cut
}

func newConn(r *Room, ws *websocket.Conn, m Member) *Conn {
	c := &Conn{room: r, ws: ws, member: m, wake: make(chan struct{}, 1)}
	c.hear()
	return c
}

// Person is who sits behind it.
func (c *Conn) Person() string { return c.member.Person }

// End ends the connection after what waits for it is written.
func (c *Conn) End(cut Cut) { c.end(cut) }

// Tell gives the tab alone a message that is neither numbered nor kept.
func (c *Conn) Tell(kind string, fields any) { c.push(encode(kind, "", fields)) }

func (c *Conn) hear() { c.heard.Store(c.room.options.Now().UnixNano()) }

// push lets a message wait for its turn. Who leaves too many unread is cut.
func (c *Conn) push(message []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut != nil {
		return
	}
	if len(c.queue) >= c.room.options.Queue || c.bytes+len(message) > queueBytes && len(c.queue) > 0 {
		c.queue, c.cut = nil, &Slow
		c.lost.Store(true)
	} else {
		c.queue = append(c.queue, message)
		c.bytes += len(message)
	}
	c.rouse()
}

func (c *Conn) end(cut Cut) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut == nil {
		c.cut = &cut
		c.rouse()
	}
}

func (c *Conn) rouse() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *Conn) ended() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cut != nil
}

// take empties the queue, and says why the connection ends if it does.
func (c *Conn) take() ([][]byte, *Cut) {
	c.mu.Lock()
	defer c.mu.Unlock()
	messages := c.queue
	c.queue, c.bytes = nil, 0
	return messages, c.cut
}

// serve owns the connection's three goroutines: it reads, one writes, one tries a silent line.
func (c *Conn) serve(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	var helpers sync.WaitGroup
	helpers.Go(func() { c.write(ctx); cancel() })
	helpers.Go(func() { c.pulse(ctx) })
	c.ws.SetReadLimit(MostBytes)
	c.read(ctx)
	at := c.room.options.Now()
	if c.lost.Load() {
		at = time.Unix(0, c.heard.Load())
	}
	c.end(Gone)
	cancel()
	helpers.Wait()
	c.room.unseat(c)
	if c.asked {
		c.room.desk.Gone(c, at)
	}
}

// write writes what waits, and closes the connection once it is to end.
func (c *Conn) write(ctx context.Context) {
	for {
		messages, cut := c.take()
		for _, message := range messages {
			if err := c.send(ctx, message); err != nil {
				c.lost.Store(errors.Is(err, context.DeadlineExceeded))
				_ = c.ws.CloseNow()
				return
			}
		}
		if cut != nil {
			_ = c.ws.Close(cut.Code, cut.Reason) // it may have gone before
			return
		}
		select {
		case <-c.wake:
		case <-ctx.Done():
			_ = c.ws.CloseNow()
			return
		}
	}
}

func (c *Conn) send(ctx context.Context, message []byte) error {
	ctx, cancel := context.WithTimeout(ctx, c.room.options.Patience)
	defer cancel()
	return c.ws.Write(ctx, websocket.MessageText, message)
}

// pulse tries the line now and then, and cuts it when nobody answers.
func (c *Conn) pulse(ctx context.Context) {
	tick := time.NewTicker(c.room.options.Ping)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		try, cancel := context.WithTimeout(ctx, c.room.options.Patience)
		err := c.ws.Ping(try)
		cancel()
		if err != nil {
			c.lost.Store(errors.Is(err, context.DeadlineExceeded))
			_ = c.ws.CloseNow()
			return
		}
		c.hear()
	}
}
