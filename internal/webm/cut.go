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

const (
	packetLasts = 20 * time.Millisecond // a packet of sound that reaches beyond the end is left out
	patience    = 10 * time.Second      // how far packets of two tracks may stand apart in a file
)

// errPast ends the reading once everything was read that is wanted.
var errPast = errors.New("past the part")

// Cut writes the part of a film between two moments: sound from the very moment, pictures from the first whole one after it, so that
// nothing of what comes before or after is in the new file. It returns ErrNotWebM for another file, and ErrNothing where no packet is in
// the part. Memory is that of one cluster.
func Cut(in io.Reader, out io.WriteSeeker, from, to time.Duration) (Part, error) {
	c := &cutter{from: from, to: to}
	err := Read(in, func(t Tracks, _ time.Duration) (err error) {
		c.out, err = NewWriter(out, t)
		return err
	}, c.take)
	if err != nil && !errors.Is(err, errPast) {
		return Part{}, err
	}
	if !c.any {
		return Part{}, ErrNothing
	}
	_, err = c.out.Close(to - from)
	return Part{Length: to - from, Picture: c.picture, Seen: c.seen}, err
}

type cutter struct {
	out      *Writer
	from, to time.Duration
	picture  time.Duration
	seen     bool
	any      bool
}

func (c *cutter) take(b Block) error {
	switch {
	case b.At > c.to+patience:
		return errPast
	case b.At < c.from || b.At >= c.to || !b.Video && b.At+packetLasts > c.to:
		return nil
	case b.Video && !c.seen && !b.Keyframe:
		return nil // what it shows is of before
	}
	c.any = true
	if !b.Video {
		return c.out.Sound(b.At-c.from, packetLasts, b.Data)
	}
	if !c.seen {
		c.seen, c.picture = true, b.At-c.from
	}
	return c.out.Picture(b.At-c.from, b.Data, b.Keyframe)
}
