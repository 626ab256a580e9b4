package mp4

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Source is where a film is read, as *os.File.
type Source interface {
	io.ReadSeeker
	io.ReaderAt
}

// cursor goes through a track, packet by packet.
type cursor struct {
	scale  int64
	from   int64 // when it begins
	stts   *mp4.SttsBox
	sizes  *mp4.StszBox
	whole  map[uint32]bool // nil: all are
	chunks []chunk

	number uint32 // of the packet, from 1
	inRun  uint32
	run    int
	inside uint32 // of the chunk
	chunk  int
	place  int64
	stamp  int64
}

// packet is one of a track.
type packet struct {
	at, lasts time.Duration
	whole     bool
	place     int64
	size      int64
}

// index reads what tells where everything is: of pictures and of sound; one may be nil.
func index(in Source) (sight, sound *cursor, err error) {
	length, err := in.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = in.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, nil, err
	}
	f, err := mp4.DecodeFile(in, mp4.WithDecodeMode(mp4.DecModeLazyMdat))
	if err != nil || f.Moov == nil || f.IsFragmented() {
		return nil, nil, errors.Join(ErrNotMP4, err)
	}
	for _, trak := range f.Moov.Traks {
		c, err := newCursor(trak, length)
		if err != nil {
			return nil, nil, err
		}
		switch trak.Mdia.Hdlr.HandlerType {
		case "vide":
			sight = c
		case "soun":
			sound = c
		}
	}
	return sight, sound, nil
}

func newCursor(trak *mp4.TrakBox, length int64) (*cursor, error) {
	m := trak.Mdia
	if m == nil || m.Hdlr == nil || m.Mdhd == nil || m.Mdhd.Timescale == 0 || m.Minf == nil || m.Minf.Stbl == nil {
		return nil, ErrNotMP4
	}
	s := m.Minf.Stbl
	if s.Stts == nil || s.Stsz == nil || s.Stsc == nil || s.Stco == nil && s.Co64 == nil || int64(s.Stsz.SampleNumber) > length {
		return nil, ErrNotMP4
	}
	c := &cursor{scale: int64(m.Mdhd.Timescale), stts: s.Stts, sizes: s.Stsz, number: 1}
	if s.Stss != nil {
		c.whole = make(map[uint32]bool, len(s.Stss.SampleNumber))
		for _, n := range s.Stss.SampleNumber {
			c.whole[n] = true
		}
	}
	if trak.Edts != nil {
		for _, list := range trak.Edts.Elst {
			if len(list.Entries) > 0 && list.Entries[0].MediaTime == -1 {
				c.from = int64(list.Entries[0].SegmentDuration) * c.scale / movieScale
			}
		}
	}
	var places []int64
	if s.Co64 != nil {
		for _, at := range s.Co64.ChunkOffset {
			places = append(places, int64(at))
		}
	} else {
		for _, at := range s.Stco.ChunkOffset {
			places = append(places, int64(at))
		}
	}
	next := 0
	for i, at := range places {
		for next < len(s.Stsc.Entries) && s.Stsc.Entries[next].FirstChunk <= uint32(i+1) {
			next++
		}
		if next == 0 {
			return nil, ErrNotMP4
		}
		c.chunks = append(c.chunks, chunk{at: at, packets: s.Stsc.Entries[next-1].SamplesPerChunk})
	}
	if len(c.chunks) > 0 {
		c.place = c.chunks[0].at
	}
	return c, nil
}

// next is the track's next packet; io.EOF where there is none.
func (c *cursor) next() (packet, error) {
	if c == nil || c.number > c.sizes.SampleNumber {
		return packet{}, io.EOF
	}
	for c.run < len(c.stts.SampleCount) && c.inRun >= c.stts.SampleCount[c.run] {
		c.run, c.inRun = c.run+1, 0
	}
	for c.chunk < len(c.chunks) && c.inside >= c.chunks[c.chunk].packets {
		c.chunk, c.inside = c.chunk+1, 0
		if c.chunk < len(c.chunks) {
			c.place = c.chunks[c.chunk].at
		}
	}
	if c.run >= len(c.stts.SampleCount) || c.chunk >= len(c.chunks) {
		return packet{}, fmt.Errorf("a packet without time or place: %w", ErrNotMP4)
	}
	lasts := int64(c.stts.SampleTimeDelta[c.run])
	p := packet{
		at: c.moment(c.from + c.stamp), lasts: c.moment(lasts), whole: c.whole == nil || c.whole[c.number],
		place: c.place, size: int64(c.sizes.GetSampleSize(int(c.number))),
	}
	c.number, c.inRun, c.inside = c.number+1, c.inRun+1, c.inside+1
	c.place, c.stamp = c.place+p.size, c.stamp+lasts
	return p, nil
}

func (c *cursor) moment(ticks int64) time.Duration {
	return time.Duration(ticks/c.scale)*time.Second + time.Duration(ticks%c.scale)*time.Second/time.Duration(c.scale)
}
