package webm

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
)

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
	return err
}

// element is one within bytes that were read.
type element struct {
	id      uint64
	content []byte
}

// elements splits bytes into the elements that they are.
func elements(content []byte) ([]element, error) {
	var list []element
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
		list = append(list, element{id, content[at : at+int(size)]})
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

// block is one packet of a track.
type block struct {
	track uint64
	at    int64 // in the file's units, of a millisecond as a rule
	whole bool  // it needs none before it
	data  []byte
}

// header is what comes before the packets.
type header struct {
	info   []element
	tracks []byte
	scale  uint64         // nanoseconds a unit
	kinds  map[uint64]int // track's type by its number
}

// film reads a film from its beginning and hands its packets on in their order.
func film(in io.Reader, begin func(header) error, take func(block) error) error {
	r := &reader{bufio.NewReaderSize(in, 1<<18)}
	if id, size, err := r.next(); err != nil || id != idEBML || size > elementAtMost {
		return errors.Join(ErrNotWebM, err)
	} else if err := r.skip(size); err != nil {
		return err
	}
	if id, _, err := r.next(); err != nil || id != idSegment {
		return errors.Join(ErrNotWebM, err)
	}
	head := header{scale: 1000000}
	var cluster int64
	begun := false
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
			if !begun {
				if err := begin(head); err != nil {
					return err
				}
				begun = true
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
		switch id {
		case idInfo, idTracks:
			err = head.read(id, content)
		case idTimestamp:
			cluster = int64(unsigned(content))
		default:
			var b block
			if b, err = readBlock(id, content, cluster); err == nil && begun {
				err = take(b)
			}
		}
		if err != nil {
			return err
		}
	}
}

func (h *header) read(id uint64, content []byte) error {
	list, err := elements(content)
	if err != nil {
		return err
	}
	if id == idInfo {
		h.info = list
		for _, e := range list {
			if e.id == idScale && len(e.content) <= 8 {
				h.scale = max(1, unsigned(e.content))
			}
		}
		return nil
	}
	h.tracks, h.kinds = content, map[uint64]int{}
	for _, track := range list {
		if track.id != idTrack {
			continue
		}
		fields, err := elements(track.content)
		if err != nil {
			return err
		}
		var number, kind uint64
		for _, f := range fields {
			switch f.id {
			case idTrackNumber:
				number = unsigned(f.content)
			case idTrackType:
				kind = unsigned(f.content)
			}
		}
		h.kinds[number] = int(kind)
	}
	return nil
}

func readBlock(id uint64, content []byte, cluster int64) (block, error) {
	whole := true
	if id == idBlockGroup {
		parts, err := elements(content)
		if err != nil {
			return block{}, err
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
		return block{}, ErrNotWebM
	}
	flags := content[width+2]
	if id == idSimpleBlock {
		whole = flags&0x80 != 0
	}
	if flags&0x06 != 0 { // several packets in one: browsers and our own films have none
		return block{}, fmt.Errorf("laced packets: %w", ErrNotWebM)
	}
	at := cluster + int64(int16(binary.BigEndian.Uint16(content[width:])))
	return block{track, at, whole, content[width+3:]}, nil
}
