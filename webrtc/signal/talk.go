package signal

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// Hello is the first message of a tab.
type Hello struct {
	Resume   string `json:"resume"`   // the token of the last welcome; empty: it comes anew
	Seq      int64  `json:"seq"`      // of the last event that it has seen
	Language string `json:"language"` // of the errors that it is told
}

const longestLanguage = 35 // the longest tag that BCP 47 asks programs to take

// read takes the tab's messages one after the other until the connection ends.
func (c *Conn) read(ctx context.Context) {
	late := time.AfterFunc(c.room.options.Patience, func() { c.end(NoHello) })
	defer late.Stop()
	known := false
	for {
		kind, message, err := c.ws.Read(ctx)
		if err != nil {
			return
		}
		c.hear()
		if c.ended() {
			continue // until the other side agrees
		}
		if kind != websocket.MessageText {
			c.end(NotText)
			continue
		}
		tooMany, enough := c.room.take(c.member.Person)
		if enough {
			c.end(Flood)
			continue
		}
		q, err := ParseRequest(message)
		switch {
		case tooMany:
			c.refuse(q.ID, ErrFlood)
		case err != nil:
			c.refuse(q.ID, err)
		case !known:
			if known = c.greet(ctx, q); known {
				late.Stop()
			}
		default:
			c.answer(ctx, q)
		}
	}
}

// greet takes the hello, and tells whether the tab was let in. Who is not is told why and cut.
func (c *Conn) greet(ctx context.Context, q Request) bool {
	var h Hello
	err := ErrHello
	if q.Type == "hello" {
		err = q.Into(&h)
	}
	if err == nil {
		h.Language = h.Language[:min(len(h.Language), longestLanguage)]
		c.asked = true
		err = c.room.desk.Enter(ctx, c, h)
	}
	if err != nil {
		c.refuse(q.ID, err)
		c.end(Refused)
		return false
	}
	return true
}

func (c *Conn) answer(ctx context.Context, q Request) {
	if q.Type == "hello" {
		c.refuse(q.ID, ErrHello)
		return
	}
	fields, err := c.room.desk.Ask(ctx, c, q)
	if err != nil {
		c.refuse(q.ID, err)
		return
	}
	c.push(encode("ok", idHead(q.ID), fields))
}

func (c *Conn) refuse(id int64, err error) {
	code, message := c.room.desk.Explain(c, err)
	c.push(encode("error", idHead(id), struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}{code, message}))
}

// Welcome lets the connection in with the whole state. Nothing may be sent to the room between the look at that state and this.
func (c *Conn) Welcome(g Groups, you, room any) {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	c.member.Groups = g
	c.room.seat(c)
	c.push(encode("welcome", "", struct {
		Resume string `json:"resume"`
		Seq    int64  `json:"seq"`
		You    any    `json:"you"`
		Room   any    `json:"room"`
	}{c.token, c.room.seq, you, room}))
}

// Resume lets the connection in with what it has missed, if its token still holds and nothing that it missed is forgotten.
func (c *Conn) Resume(g Groups, h Hello) bool {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	p, known := c.room.passes[h.Resume]
	if !known || p.person != c.member.Person || h.Seq < 0 || h.Seq > c.room.seq {
		return false
	}
	if p.holder == nil && c.room.options.Now().After(p.expires) {
		return false
	}
	missed, whole := c.room.ring.since(h.Seq)
	if !whole {
		return false
	}
	delete(c.room.passes, h.Resume)
	if p.holder != nil {
		delete(c.room.conns, p.holder) // it gets nothing more, and is told to go
		p.holder.lost.Store(true)
		p.holder.end(Replaced)
	}
	c.member.Groups = g
	c.room.seat(c)
	c.push(encode("resumed", "", struct {
		Resume string `json:"resume"`
		Seq    int64  `json:"seq"`
	}{c.token, c.room.seq}))
	for _, k := range missed {
		if k.to.includes(c.member) {
			c.push(k.message)
		}
	}
	return true
}
