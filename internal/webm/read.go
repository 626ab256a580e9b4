package webm

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"time"
)

// elementAtMost is how much is held in memory at once: a picture, or the head of a film.
const elementAtMost = 32 << 20

// unknown is the size of an element that lasts until another of its level begins.
const unknown = math.MaxUint64

// reader reads elements one after the other.
type reader struct{ in *bufio.Reader }

// next reads an element's number and size. It returns io.EOF where the file ends between two.
func (r *reader) next() (id, size uint64, err error) {
	if id, _, err = r.number(false); err != nil {
		return 0, 0, err
	}
	size, width, err := r.number(true)
	if errors.Is(err, io.EOF) {
		return 0, 0, io.ErrUnexpectedEOF
	}
	if err == nil && size == 1<<(7*width)-1 {
		size = unknown
	}
	return id, size, err
}

// number reads what says its own width by its first bits; these stay in an element's number.
func (r *reader) number(bare bool) (n uint64, width int, err error) {
	first, err := r.in.ReadByte()
	if err != nil {
		return 0, 0, err
	}
	width = bits.LeadingZeros8(first) + 1
	if width > 8 {
		return 0, 0, ErrNotWebM
	}
	n = uint64(first)
	if bare {
		n &= 1<<(8-width) - 1
	}
	for range width - 1 {
		b, err := r.in.ReadByte()
		if err != nil {
			return 0, 0, io.ErrUnexpectedEOF
		}
		n = n<<8 | uint64(b)
	}
	return n, width, nil
}

func (r *reader) bytes(size uint64) ([]byte, error) {
	if size > elementAtMost {
		return nil, errTooLarge
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(r.in, content); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return content, nil
}

func (r *reader) skip(size uint64) error {
	if size > math.MaxInt64 {
		return ErrNotWebM
	}
	_, err := io.CopyN(io.Discard, r.in, int64(size))
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// field is an element within bytes that were read.
type field struct {
	id      uint64
	content []byte
}

// elements splits bytes into the elements that they are.
func elements(content []byte) ([]field, error) {
	var list []field
	for at := 0; at < len(content); {
		id, width := vint(content[at:], false)
		if width == 0 {
			return nil, ErrNotWebM
		}
		at += width
		size, width := vint(content[at:], true)
		if width == 0 || size > uint64(len(content)-at-width) {
			return nil, ErrNotWebM
		}
		at += width
		list = append(list, field{id, content[at : at+int(size)]})
		at += int(size)
	}
	return list, nil
}

// vint reads a number of its own width, which is 0 where there is none.
func vint(b []byte, bare bool) (n uint64, width int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	width = bits.LeadingZeros8(b[0]) + 1
	if width > len(b) {
		return 0, 0
	}
	n = uint64(b[0])
	if bare {
		n &= 1<<(8-width) - 1
	}
	for _, next := range b[1:width] {
		n = n<<8 | uint64(next)
	}
	return n, width
}

func unsigned(content []byte) uint64 {
	var n uint64
	for _, b := range content {
		n = n<<8 | uint64(b)
	}
	return n
}

// header is what comes before the packets, and where they are handed on.
type header struct {
	Tracks
	length float64       // in units
	unit   time.Duration // of time
	kinds  map[uint64]int

	begun   bool  // packets come
	cluster int64 // when those of this one count from, in units
	told    func(Tracks, time.Duration) error
	handOn  func(Block) error
}

// The kinds of tracks, as they are written.
const (
	video = 1
	audio = 2
)

// Read reads a film of VP8 and Opus from its beginning, and hands its packets on in their order. Before the first one begin is told what the
// film has, and how long it says that it is. Its error is ErrNotWebM for another file, io.ErrUnexpectedEOF for one that breaks off within an
// element; those of begin and take end the reading.
func Read(in io.Reader, begin func(Tracks, time.Duration) error, take func(Block) error) error {
	r := &reader{bufio.NewReaderSize(in, 1<<18)}
	if id, size, err := r.next(); err != nil || id != idEBML || size > elementAtMost {
		return errors.Join(ErrNotWebM, err)
	} else if err := r.skip(size); err != nil {
		return errors.Join(ErrNotWebM, err)
	}
	if id, _, err := r.next(); err != nil || id != idSegment {
		return errors.Join(ErrNotWebM, err)
	}
	h := header{unit: time.Millisecond, kinds: map[uint64]int{}, told: begin, handOn: take}
	for {
		id, size, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch id {
		case idCluster: // its own elements come next, whatever its size
			if err := h.begin(); err != nil {
				return err
			}
			continue
		case idInfo, idTracks, idTimestamp, idSimpleBlock, idBlockGroup:
		default:
			if err := r.skip(size); err != nil {
				return fmt.Errorf("element %x: %w", id, err)
			}
			continue
		}
		content, err := r.bytes(size)
		if err != nil {
			return fmt.Errorf("element %x: %w", id, err)
		}
		if err := h.take(id, content); err != nil {
			return err
		}
	}
}

// take takes an element that was read.
func (h *header) take(id uint64, content []byte) error {
	switch {
	case id == idInfo || id == idTracks:
		return h.read(id, content)
	case id == idTimestamp:
		h.cluster = int64(unsigned(content))
	case h.begun:
		return h.block(id, content)
	}
	return nil
}

// begin tells what the film has, once.
func (h *header) begin() error {
	if h.begun {
		return nil
	}
	h.begun = true
	if h.Width == 0 && !h.Sound {
		return ErrNotWebM
	}
	length := h.length * float64(h.unit)
	if !(length >= 0 && length < float64(math.MaxInt64)) {
		length = 0
	}
	return h.told(h.Tracks, time.Duration(length))
}

func (h *header) read(id uint64, content []byte) error {
	list, err := elements(content)
	for _, e := range list {
		switch {
		case err != nil:
		case e.id == idScale:
			h.unit = time.Duration(max(1, min(unsigned(e.content), uint64(time.Second))))
		case e.id == idDuration && len(e.content) == 8:
			h.length = math.Float64frombits(unsigned(e.content))
		case id == idTracks && e.id == idTrack:
			err = h.track(e.content)
		}
	}
	return err
}

// track notes a track of pictures or of sound; of several of a kind the first.
func (h *header) track(content []byte) error {
	fields, err := elements(content)
	var number, kind, width, height uint64
	var codec string
	for _, f := range fields {
		switch f.id {
		case idTrackNumber:
			number = unsigned(f.content)
		case idTrackType:
			kind = unsigned(f.content)
		case idCodec:
			codec = string(f.content)
		case idVideo:
			size, e := elements(f.content)
			err = errors.Join(err, e)
			for _, f := range size {
				switch f.id {
				case idWidth:
					width = unsigned(f.content)
				case idHeight:
					height = unsigned(f.content)
				}
			}
		}
	}
	switch {
	case kind == video && h.Width == 0:
		if codec != vp8 || width == 0 || height == 0 || width > 1<<16 || height > 1<<16 {
			return errors.Join(err, ErrNotWebM)
		}
		h.Width, h.Height, h.kinds[number] = int(width), int(height), video
	case kind == audio && !h.Sound:
		if codec != opus {
			return errors.Join(err, ErrNotWebM)
		}
		h.Sound, h.kinds[number] = true, audio
	}
	return err
}

// block hands on a packet, if its track is one of ours.
func (h *header) block(id uint64, content []byte) error {
	whole := true
	if id == idBlockGroup {
		parts, err := elements(content)
		if err != nil {
			return err
		}
		content = nil
		for _, p := range parts {
			switch p.id {
			case idBlock:
				content = p.content
			case idReference:
				whole = false
			}
		}
	}
	track, width := vint(content, true)
	if width == 0 || len(content) < width+3 {
		return ErrNotWebM
	}
	flags := content[width+2]
	if id == idSimpleBlock {
		whole = flags&0x80 != 0
	}
	if flags&0x06 != 0 { // several packets in one: browsers and our own films have none
		return fmt.Errorf("laced packets: %w", ErrNotWebM)
	}
	at := h.cluster + int64(int16(binary.BigEndian.Uint16(content[width:])))
	if h.kinds[track] == 0 || at < 0 || at > math.MaxInt64/int64(h.unit) {
		return nil
	}
	return h.handOn(Block{h.kinds[track] == video, time.Duration(at) * h.unit, whole, content[width+3:]})
}
