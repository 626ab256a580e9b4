package recording

import (
	"time"
)

// lateAtMost is how late a packet may come and still have its place.
const lateAtMost = 1200 * time.Millisecond

// held is a packet that waits for its turn. It owns its payload.
type held struct {
	Packet
	number int64 // sequence number, counted on
	stamp  int64
}

// order puts a track's packets into their order.
type order struct {
	numbers unwrapped16
	stamps  unwrapper
	waiting map[int64]held
	next    int64
	began   bool
	first   time.Duration // when the first that waits came
}

// put takes a packet and gives those whose turn it is; lost says that something before a packet will never come.
func (o *order) put(p Packet, give func(h held, lost bool)) {
	h := held{Packet: p, number: o.numbers.next(p.Sequence), stamp: o.stamps.next(p.Timestamp)}
	if !o.began {
		o.began, o.next, o.waiting = true, h.number, map[int64]held{}
	}
	if h.number < o.next {
		return
	}
	if h.number == o.next && len(o.waiting) == 0 { // nearly always
		o.next++
		give(h, false)
		return
	}
	if len(o.waiting) == 0 {
		o.first = p.Arrived
	}
	h.Payload = append([]byte(nil), p.Payload...)
	o.waiting[h.number] = h
	o.pass(p.Arrived, give)
}

// pass gives what need not wait any longer at a moment.
func (o *order) pass(now time.Duration, give func(h held, lost bool)) {
	lost := false
	for len(o.waiting) > 0 {
		h, here := o.waiting[o.next]
		if !here {
			if now-o.first < lateAtMost {
				return
			}
			o.next, lost = o.least(), true
			continue
		}
		delete(o.waiting, o.next)
		o.next++
		give(h, lost)
		lost = false
		if len(o.waiting) > 0 {
			o.first = o.waiting[o.least()].Arrived
		}
	}
}

func (o *order) least() int64 {
	least := int64(1<<63 - 1)
	for n := range o.waiting {
		least = min(least, n)
	}
	return least
}

// unwrapped16 counts on where sequence numbers begin anew.
type unwrapped16 struct {
	began bool
	last  int64
}

func (u *unwrapped16) next(n uint16) int64 {
	if !u.began {
		u.began, u.last = true, int64(n)+1<<16
		return u.last
	}
	next := u.last + int64(int16(n-uint16(u.last)))
	u.last = max(u.last, next)
	return next
}
