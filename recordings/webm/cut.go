package webm

import (
	"errors"
	"io"
	"time"
)

// Part is what was cut out.
type Part struct {
	Length  time.Duration
	Picture time.Duration // after how long the first picture comes; see Seen
	Seen    bool          // there are pictures
}

// packet is how long a packet of sound lasts: one that reaches beyond the end is left out.
const packet = 20 * time.Millisecond

// errPast ends the reading once everything was read that is wanted.
var errPast = errors.New("past the part")

// Cut writes the part of a film between two moments. It returns ErrNotWebM for another file, and ErrNothing where no packet is in the
// part. Memory is that of one cluster.
func Cut(in io.Reader, out io.WriteSeeker, from, to time.Duration) (Part, error) {
	c := &cutter{out: &writer{out: out}, from: from, to: to}
	if err := film(in, c.begin, c.take); err != nil && !errors.Is(err, errPast) {
		return Part{}, err
	}
	if c.out.places == nil || !c.any {
		return Part{}, ErrNothing
	}
	length := to - from
	if err := c.out.end(float64(length) / float64(c.unit)); err != nil {
		return Part{}, err
	}
	return Part{Length: length, Picture: c.picture, Seen: c.seen}, nil
}

type cutter struct {
	out      *writer
	kinds    map[uint64]int
	unit     time.Duration
	from, to time.Duration
	picture  time.Duration
	seen     bool
	any      bool
	last     map[uint64]int64
}

func (c *cutter) begin(h header) error {
	if len(h.kinds) == 0 {
		return ErrNotWebM
	}
	c.kinds, c.unit, c.last = h.kinds, time.Duration(h.scale), map[uint64]int64{}
	return c.out.begin(h)
}

// patience is how far packets of two tracks may stand apart in a file.
const patience = 10 * time.Second

func (c *cutter) take(b block) error {
	at, kind := time.Duration(b.at)*c.unit, c.kinds[b.track]
	switch {
	case at > c.to+patience:
		return errPast
	case kind == audio && (at < c.from || at+packet > c.to), kind != audio && (at < c.from || at >= c.to):
		return nil
	case kind == video && !c.seen && !b.whole:
		return nil // what it shows is of before
	case kind != video && kind != audio:
		return nil
	}
	if kind == video && !c.seen {
		c.seen, c.picture = true, at-c.from
	}
	c.any = true
	b.at = int64((at - c.from) / c.unit)
	return c.out.add(b, kind)
}
