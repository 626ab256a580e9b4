package h264

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"aula/internal/mp4"
)

// ErrBroken says that a payload is none, or lacks what came before it.
var ErrBroken = errors.New("broken payload")

// What is kept of parameter sets, all of which stand before each keyframe. Encoders send one or two of some dozens of bytes: what tables of
// their own take is some hundreds.
const (
	mostSet        = 512 // bytes of one of a sequence
	mostPictureSet = 256 // bytes of one of a picture
	mostKept       = 8   // of pictures
)

// Frame gathers the units of one frame after another: before each its length in four bytes, as MP4 wants them. Parameter sets are kept,
// and stand before each keyframe, if they can be read: of too many those that came last. What decoders do without is left out.
type Frame struct {
	data     []byte
	keyframe bool
	began    int // where a unit that comes in fragments stands; −1: none does
	sps      []byte
	pps      [][]byte
}

// Reset begins another frame.
func (f *Frame) Reset() { f.data, f.keyframe, f.began = nil, false, -1 }

// Size is how much was gathered.
func (f *Frame) Size() int { return len(f.data) }

// Add takes the next payload. After ErrBroken the frame is none.
func (f *Frame) Add(b []byte) error {
	if len(b) == 0 {
		return ErrBroken
	}
	switch kind := b[0] & 0x1f; {
	case len(b) < 2 && (kind == stapA || kind == fuA):
		return ErrBroken
	case kind == stapA:
		return f.several(b[1:])
	case kind == fuA:
		return f.fragment(b)
	case kind == 0 || kind > stapA || f.began >= 0:
		return ErrBroken
	}
	f.unit(b)
	return nil
}

func (f *Frame) several(b []byte) error {
	for len(b) > 0 {
		if len(b) < 3 {
			return ErrBroken
		}
		size := int(binary.BigEndian.Uint16(b))
		if size == 0 || size > len(b)-2 || f.began >= 0 {
			return ErrBroken
		}
		f.unit(b[2 : 2+size])
		b = b[2+size:]
	}
	return nil
}

func (f *Frame) fragment(b []byte) error {
	first, last := b[1]&0x80 != 0, b[1]&0x40 != 0
	if first != (f.began < 0) || len(b) < 3 {
		return ErrBroken
	}
	if first {
		f.began = len(f.data)
		f.data = append(f.data, 0, 0, 0, 0, b[0]&0xe0|b[1]&0x1f)
	}
	f.data = append(f.data, b[2:]...)
	if last {
		unit := bytes.Clone(f.data[f.began+4:])
		f.data, f.began = f.data[:f.began], -1
		f.unit(unit)
	}
	return nil
}

// unit takes a whole one.
func (f *Frame) unit(b []byte) {
	switch kind := b[0] & 0x1f; {
	case kind == set:
		if _, _, ok := mp4.Size(b); ok && len(b) <= mostSet && !bytes.Equal(f.sps, b) {
			f.sps, f.pps = bytes.Clone(b), nil
		}
		return
	case kind == pictureSet:
		f.keep(b)
		return
	case kind < slice || kind > idr: // remarks, delimiters, filling
		return
	case kind == idr:
		f.keyframe = true
	}
	f.data = append(binary.BigEndian.AppendUint32(f.data, uint32(len(b))), b...)
}

// keep keeps a picture parameter set in the place of the one of its number.
func (f *Frame) keep(b []byte) {
	if n := number(b); n < 0 || n > mostNumber || len(b) > mostPictureSet {
		return
	}
	for i, known := range f.pps {
		if number(known) == number(b) {
			if !bytes.Equal(known, b) {
				f.pps[i] = bytes.Clone(b)
			}
			return
		}
	}
	if len(f.pps) == mostKept {
		f.pps = slices.Delete(f.pps, 0, 1)
	}
	f.pps = append(f.pps, bytes.Clone(b))
}

// mostNumber is the highest of a picture parameter set.
const mostNumber = 255

// number is a picture parameter set's own, in the Golomb code that it begins with.
func number(b []byte) int {
	zeros, n := 0, 0
	for bit := 8; bit < 8*len(b) && zeros < 16; bit++ {
		if b[bit/8]&(0x80>>(bit%8)) == 0 {
			zeros++
			continue
		}
		n = 1
		for range zeros {
			bit++
			if bit >= 8*len(b) {
				return -1
			}
			n = n<<1 | int(b[bit/8]>>(7-bit%8)&1)
		}
		return n - 1
	}
	return -1
}

// Done gives the frame; nil: it has no picture, or its parameter sets never came.
func (f *Frame) Done() (data []byte, keyframe bool) {
	if len(f.data) == 0 || f.began >= 0 || f.sps == nil || len(f.pps) == 0 {
		return nil, false
	}
	if !f.keyframe {
		return f.data, false
	}
	for _, unit := range append([][]byte{f.sps}, f.pps...) {
		data = append(binary.BigEndian.AppendUint32(data, uint32(len(unit))), unit...)
	}
	return append(data, f.data...), true
}
