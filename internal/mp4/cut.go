package mp4

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// Part is what was cut out.
type Part struct {
	Length  time.Duration
	Picture time.Duration // after how long the first picture comes; see Seen
	Seen    bool          // there are pictures
}

// mostPacket is how large a packet may be.
const mostPacket = 32 << 20

// Cut writes the part of a film between two moments: sound from the very moment, pictures from the first whole one after it, so that
// nothing of what comes before or after is in the new file. It returns ErrNotMP4 for another file, and ErrNothing where no packet is in
// the part. Of the film it holds its index in memory, and a second.
func Cut(in Source, out File, from, to time.Duration) (Part, error) {
	sight, sound, err := index(in)
	if err != nil {
		return Part{}, err
	}
	w, err := NewWriter(out)
	if err != nil {
		return Part{}, err
	}
	c := &cutter{in: in, out: w, from: from, to: to}
	if err := c.copy(sight, sound); err != nil {
		return Part{}, err
	}
	if !c.any {
		return Part{}, ErrNothing
	}
	_, err = w.Close(to - from)
	return Part{Length: to - from, Picture: c.picture, Seen: c.seen}, err
}

type cutter struct {
	in       Source
	out      *Writer
	from, to time.Duration
	picture  time.Duration
	seen     bool
	any      bool
	content  []byte
}

// copy takes the packets of both tracks in order of time.
func (c *cutter) copy(sight, sound *cursor) error {
	p, noSight := sight.next()
	s, noSound := sound.next()
	for noSight == nil || noSound == nil {
		if noSight == nil && (noSound != nil || p.at <= s.at) {
			if err := c.show(p); err != nil {
				return err
			}
			p, noSight = sight.next()
			continue
		}
		if s.at >= c.from && s.at+s.lasts <= c.to {
			content, err := c.read(s)
			if err == nil {
				err = c.out.Sound(s.at-c.from, s.lasts, content)
			}
			if err != nil {
				return err
			}
		}
		s, noSound = sound.next()
	}
	for _, err := range []error{noSight, noSound} {
		if !errors.Is(err, io.EOF) {
			return err
		}
	}
	return nil
}

// show takes a picture, unless it shows what was before, or after.
func (c *cutter) show(p packet) error {
	if p.at < c.from || p.at >= c.to || !c.seen && !p.whole {
		return nil
	}
	content, err := c.read(p)
	if err != nil {
		return err
	}
	if !c.seen {
		c.seen, c.picture = true, p.at-c.from
	}
	return c.out.Picture(p.at-c.from, content, p.whole)
}

func (c *cutter) read(p packet) ([]byte, error) {
	if p.size > mostPacket {
		return nil, fmt.Errorf("a packet of %d bytes: %w", p.size, ErrNotMP4)
	}
	if int64(cap(c.content)) < p.size {
		c.content = make([]byte, p.size)
	}
	b := c.content[:p.size]
	if n, err := c.in.ReadAt(b, p.place); n < len(b) {
		return nil, fmt.Errorf("read a packet: %w", errors.Join(err, io.ErrUnexpectedEOF))
	}
	c.any = true
	return b, nil
}
