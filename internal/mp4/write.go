package mp4

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"time"
)

// Writer writes one film. Pictures and packets of sound come in order of time; a second of them is held in memory, and some bytes for
// each that was written.
type Writer struct {
	out     File
	at      int64 // of the media written so far
	sight   table
	sound   table
	forms   []form
	barred  bool // pictures are left out, until a keyframe of a form that is known
	end     time.Duration
	err     error
	heading []byte
}

// form is what one needs to know to decode pictures: their parameter sets.
type form struct {
	sps           []byte
	pps           [][]byte
	width, height int
}

func (f form) same(g form) bool {
	return bytes.Equal(f.sps, g.sps) && slices.EqualFunc(f.pps, g.pps, bytes.Equal)
}

// The units of H.264 that parameter sets are: of a sequence, of pictures.
const (
	setUnit        = 7
	pictureSetUnit = 8
)

// mostSets is how many picture parameter sets a form has at most, as its box counts them.
const mostSets = 255

// mostForms is how many forms a film has at most: another one comes with each size of pictures, and with each publisher's program. Who sends
// others without an end has them left out.
const mostForms = 1000

// mediaHead is how long what begins the media is: a box whose size takes eight bytes.
const mediaHead = 16

// NewWriter begins a film.
func NewWriter(out File) (*Writer, error) {
	w := &Writer{out: out, sight: table{scale: pictureScale, form: 1}, sound: table{scale: soundScale, form: 1}}
	var err error
	if w.heading, err = heading(); err == nil {
		_, err = out.Write(append(bytes.Clone(w.heading), make([]byte, mediaHead)...))
	}
	return w, err
}

// Picture writes a frame: units of H.264, before each its length in four bytes. A keyframe has its parameter sets among them: pictures
// may be of another size from then on. Those of a form beyond mostForms are left out.
func (w *Writer) Picture(at time.Duration, frame []byte, keyframe bool) error {
	t := &w.sight
	if keyframe {
		f, ok := formOf(frame)
		if !ok {
			return errors.New("a keyframe without parameter sets that can be read")
		}
		n := w.form(f)
		if w.barred = n == 0; !w.barred && n != t.form {
			w.flush(t)
			t.form = n
		}
	}
	if w.barred {
		return w.err
	}
	stamp := t.evened(t.ticks(at))
	if t.full(stamp) {
		w.flushBoth()
	}
	t.add(stamp, frame)
	if keyframe {
		t.whole = append(t.whole, uint32(len(t.sizes)))
	}
	w.end = max(w.end, at)
	return w.err
}

// form is the number of a form among those that were seen; 0: it is one too many.
func (w *Writer) form(f form) uint32 {
	for i, known := range w.forms {
		if known.same(f) {
			return uint32(i + 1)
		}
	}
	if len(w.forms) == mostForms {
		return 0
	}
	w.forms = append(w.forms, f)
	return uint32(len(w.forms))
}

// formOf finds the parameter sets of a frame; false: they are not all there, or cannot be read.
func formOf(frame []byte) (f form, ok bool) {
	for len(frame) > 4 {
		size := int(binary.BigEndian.Uint32(frame))
		if size == 0 || size > len(frame)-4 {
			break
		}
		switch unit := frame[4 : 4+size]; {
		case unit[0]&0x1f == setUnit && f.sps == nil:
			f.sps = bytes.Clone(unit)
		case unit[0]&0x1f == pictureSetUnit && len(f.pps) < mostSets && len(unit) <= math.MaxUint16:
			f.pps = append(f.pps, bytes.Clone(unit))
		}
		frame = frame[4+size:]
	}
	f.width, f.height, ok = Size(f.sps)
	return f, ok && f.pps != nil
}

// Sound writes a packet of Opus that sounds for some time. Packets follow each other without a gap.
func (w *Writer) Sound(at, lasts time.Duration, packet []byte) error {
	t := &w.sound
	stamp := t.evened(t.ticks(at))
	if t.full(stamp) {
		w.flushBoth()
	}
	t.add(stamp, packet)
	t.lasted = t.ticks(lasts)
	w.end = max(w.end, at+lasts)
	return w.err
}

func (w *Writer) flushBoth() {
	w.flush(&w.sight)
	w.flush(&w.sound)
}

func (w *Writer) flush(t *table) {
	c := &t.waiting
	if c.packets == 0 {
		return
	}
	if w.err == nil {
		_, w.err = w.out.Write(c.content)
	}
	t.chunks = append(t.chunks, chunk{w.at, c.packets, t.form})
	w.at += int64(len(c.content))
	c.content, c.packets = c.content[:0], 0
}

// Close puts what tells where everything is before the media, and says how long the film is: at least so long, for what shows last may be
// shown on. It does not close the file.
func (w *Writer) Close(least time.Duration) (time.Duration, error) {
	w.flushBoth()
	w.end = max(w.end, least)
	for _, t := range []*table{&w.sight, &w.sound} {
		if len(t.sizes) > 0 {
			t.ran(max(1, t.ticks(w.end)-t.last))
		}
	}
	if w.err != nil {
		return 0, w.err
	}
	index, err := w.index()
	if err != nil {
		return 0, err
	}
	if err := w.move(int64(len(w.heading)), mediaHead+w.at, int64(len(index))); err != nil {
		return 0, err
	}
	head := binary.BigEndian.AppendUint64(append([]byte{0, 0, 0, 1}, "mdat"...), uint64(mediaHead+w.at))
	_, err = w.out.WriteAt(append(index, head...), int64(len(w.heading)))
	return w.end, err
}

// move moves what begins somewhere and is so long on by some bytes, the last of it first.
func (w *Writer) move(from, long, by int64) error {
	b := make([]byte, 1<<20)
	for end := from + long; end > from; {
		part := b[:min(int64(len(b)), end-from)]
		end -= int64(len(part))
		if _, err := w.out.ReadAt(part, end); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if _, err := w.out.WriteAt(part, end+by); err != nil {
			return err
		}
	}
	return nil
}

// wide says that places in the file do not fit 32 bits.
func (w *Writer) wide() bool { return w.at > math.MaxUint32-mostIndex }
