package mp4

import (
	"encoding/binary"
	"errors"
	"io"
	"time"
)

// Source is where a film is read, as *os.File.
type Source interface {
	io.ReadSeeker
	io.ReaderAt
}

// mostIndex is how large the box may be that tells where everything is, of twelve hours at 60 pictures a second.
const mostIndex = 64 << 20

// mostDepth is how deep what is told of a track is nested in our films.
const mostDepth = 4

// index reads what tells where everything is, of pictures and of sound: nil where there are none. Films of our own are read only, so it is
// done by hand: what reads any MP4 does not stand everything that files may hold.
func index(in Source) (sight, sound *cursor, err error) {
	length, err := in.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, nil, err
	}
	for at := int64(0); at+8 <= length; {
		head := make([]byte, 16)
		n, err := in.ReadAt(head, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err
		}
		size, headLen := int64(binary.BigEndian.Uint32(head)), int64(8)
		if size == 1 && n == len(head) {
			size, headLen = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if size < headLen || size > length-at {
			break
		}
		if string(head[4:8]) == "moov" && size <= mostIndex {
			b := make([]byte, size-headLen)
			if _, err := in.ReadAt(b, at+headLen); err != nil {
				return nil, nil, err
			}
			return tracks(b)
		}
		at += size
	}
	return nil, nil, ErrNotMP4
}

func tracks(b []byte) (sight, sound *cursor, err error) {
	found := false
	err = boxes(b, func(name string, trak []byte) error {
		if name != "trak" {
			return nil
		}
		c, kind := &cursor{number: 1}, ""
		if err := c.read(trak, &kind, 1); err != nil {
			return err
		}
		if c.scale == 0 || kind == "" {
			return ErrNotMP4
		}
		c.from = c.from * c.scale / movieScale
		found = true
		switch kind {
		case "vide":
			sight = c
		case "soun":
			sound = c
		}
		return nil
	})
	if err == nil && !found {
		err = ErrNotMP4
	}
	return sight, sound, err
}

// boxes goes through those that bytes are.
func boxes(b []byte, take func(name string, content []byte) error) error {
	for len(b) > 0 {
		if len(b) < 8 {
			return ErrNotMP4
		}
		size := uint64(binary.BigEndian.Uint32(b))
		if size < 8 || size > uint64(len(b)) {
			return ErrNotMP4
		}
		if err := take(string(b[4:8]), b[8:size]); err != nil {
			return err
		}
		b = b[size:]
	}
	return nil
}

// read takes what is told of a track, out of the boxes that nest it.
func (c *cursor) read(b []byte, kind *string, depth int) error {
	if depth > mostDepth {
		return ErrNotMP4
	}
	return boxes(b, func(name string, b []byte) error {
		switch name {
		case "mdia", "minf", "stbl", "edts":
			return c.read(b, kind, depth+1)
		case "hdlr":
			if len(b) < 12 {
				return ErrNotMP4
			}
			*kind = string(b[8:12])
		case "mdhd":
			at := 12
			if len(b) > 0 && b[0] == 1 {
				at = 20
			}
			if len(b) < at+4 {
				return ErrNotMP4
			}
			c.scale = int64(binary.BigEndian.Uint32(b[at:]))
		case "elst": // as we write it
			if len(b) >= 24 && int64(binary.BigEndian.Uint64(b[16:])) == -1 {
				c.from = int64(binary.BigEndian.Uint64(b[8:]) & (1<<40 - 1))
			}
		default:
			return c.table(name, b)
		}
		return nil
	})
}

// table takes one of a track's tables.
func (c *cursor) table(name string, b []byte) error {
	switch name {
	case "stts":
		return c.list(&c.times, b, 4, 8)
	case "stsc":
		return c.list(&c.spread, b, 4, 12)
	case "stsz":
		if len(b) < 8 || binary.BigEndian.Uint32(b[4:]) != 0 {
			return ErrNotMP4
		}
		return c.list(&c.sizes, b, 8, 4)
	case "stss":
		c.some = true
		return c.list(&c.whole, b, 4, 4)
	case "stco", "co64":
		if c.wide = name == "co64"; c.wide {
			return c.list(&c.places, b, 4, 8)
		}
		return c.list(&c.places, b, 4, 4)
	}
	return nil
}

// list takes what follows a count, so many entries that are so wide.
func (c *cursor) list(to *column, b []byte, at, width int) error {
	if len(b) < at+4 || uint64(binary.BigEndian.Uint32(b[at:]))*uint64(width) > uint64(len(b)-at-4) {
		return ErrNotMP4
	}
	*to = column{b: b[at+4:][:int(binary.BigEndian.Uint32(b[at:]))*width], width: width}
	return nil
}

// column is a list as it stands in the file.
type column struct {
	b     []byte
	width int
}

func (t column) len() int { return len(t.b) / max(1, t.width) }

// at is a number of an entry.
func (t column) at(entry, number int) int64 {
	return int64(binary.BigEndian.Uint32(t.b[entry*t.width+4*number:]))
}

// cursor goes through a track, packet by packet.
type cursor struct {
	scale int64
	from  int64 // when it begins
	some  bool  // only some packets need none before them
	wide  bool

	times, spread, sizes, whole, places column

	number  int   // of the packet, from 1
	run     int   // of those that last equally long
	inRun   int64 //
	chunk   int   // of those that stand together
	inside  int64 //
	entry   int   // that tells how many those are
	key     int   // the next that needs none before it
	place   int64
	stamp   int64
	started bool
}

// packet is one of a track.
type packet struct {
	at, lasts time.Duration
	whole     bool
	place     int64
	size      int64
}

// next is the track's next packet; io.EOF where there is none.
func (c *cursor) next() (packet, error) {
	if c == nil || c.number > c.sizes.len() {
		return packet{}, io.EOF
	}
	for c.run < c.times.len() && c.inRun >= c.times.at(c.run, 0) {
		c.run, c.inRun = c.run+1, 0
	}
	if c.run >= c.times.len() || !c.reach() {
		return packet{}, ErrNotMP4
	}
	lasts := c.times.at(c.run, 1)
	p := packet{at: c.moment(c.from + c.stamp), lasts: c.moment(lasts), whole: !c.some, place: c.place, size: c.sizes.at(c.number-1, 0)}
	for c.key < c.whole.len() && c.whole.at(c.key, 0) < int64(c.number) {
		c.key++
	}
	if c.key < c.whole.len() && c.whole.at(c.key, 0) == int64(c.number) {
		p.whole = true
	}
	c.number, c.inRun, c.inside = c.number+1, c.inRun+1, c.inside+1
	c.place, c.stamp = c.place+p.size, c.stamp+lasts
	return p, nil
}

// reach goes to the chunk of the next packet, and says false where there is none.
func (c *cursor) reach() bool {
	for ; ; c.chunk, c.inside, c.started = c.chunk+1, 0, false {
		if c.chunk >= c.places.len() {
			return false
		}
		for c.entry+1 < c.spread.len() && c.spread.at(c.entry+1, 0) <= int64(c.chunk+1) {
			c.entry++
		}
		if c.entry >= c.spread.len() {
			return false
		}
		if c.inside < c.spread.at(c.entry, 1) {
			break
		}
	}
	if c.started {
		return true
	}
	c.started, c.place = true, c.places.at(c.chunk, 0)
	if c.wide {
		c.place = c.place<<32 | c.places.at(c.chunk, 1)
	}
	return c.place >= 0
}

func (c *cursor) moment(ticks int64) time.Duration {
	return time.Duration(ticks/c.scale)*time.Second + time.Duration(ticks%c.scale)*time.Second/time.Duration(c.scale)
}
