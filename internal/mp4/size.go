package mp4

import (
	"bytes"
	"math"
)

// What the highest level lets a picture have (H.264, A.3.1).
const (
	mostBlocks = 36864
	mostSide   = 543 // blocks in each direction
)

// block is how many samples of light a block has in each direction.
const block = 16

// Size reads of a sequence parameter set how large its pictures are (H.264, 7.3.2.1.1). It says false where that cannot be read, or where no
// level has such pictures. Whoever publishes writes such sets, so no number of theirs says how much is read.
func Size(set []byte) (width, height int, ok bool) {
	if len(set) > math.MaxUint16 {
		return 0, 0, false
	}
	r := &bits{b: bytes.ReplaceAll(set, []byte{0, 0, 3}, []byte{0, 0})}
	if r.number(8)&0x1f != setUnit {
		return 0, 0, false
	}
	profile := r.number(8)
	r.number(16)
	r.golomb(31)
	colour := r.colours(profile)
	r.golomb(12)
	r.order()
	r.golomb(16)
	r.number(1)
	wide, high, fields := r.golomb(mostSide-1)+1, r.golomb(mostSide-1)+1, 1
	if r.number(1) == 0 { // pictures may be of two fields, and are as high as both
		fields, high = 2, 2*high
		r.number(1)
	}
	r.number(1)
	width, height = wide*block, high*block
	if r.number(1) == 1 { // a part is shown
		across, down := 1, fields
		if colour == 1 || colour == 2 {
			across = 2
		}
		if colour == 1 {
			down *= 2
		}
		width -= across * (r.golomb(width) + r.golomb(width))
		height -= down * (r.golomb(height) + r.golomb(height))
	}
	return width, height, !r.bad && high <= mostSide && wide*high <= mostBlocks && width > 0 && height > 0
}

// colours reads what the high profiles say before all others, and says how many samples of colour there are for those of light.
func (r *bits) colours(profile int) (format int) {
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
	default:
		return 1
	}
	lists := 8
	if format = r.golomb(3); format == 3 {
		lists = 12
		if r.number(1) == 1 { // each colour is coded as light is
			format = 0
		}
	}
	r.golomb(6)
	r.golomb(6)
	r.number(1)
	if r.number(1) == 1 {
		for i := range lists {
			r.scaling(i)
		}
	}
	return format
}

// scaling goes over a list (7.3.2.1.1.1).
func (r *bits) scaling(list int) {
	if r.number(1) == 0 {
		return
	}
	entries := 16
	if list >= 6 {
		entries = 64
	}
	last, next := 8, 8
	for range entries {
		if next != 0 {
			delta := r.golomb(math.MaxUint8 + 1)
			if delta%2 == 1 {
				delta = -delta - 1
			}
			next = (last - delta/2) & 0xff
		}
		if next != 0 {
			last = next
		}
	}
}

// order goes over how pictures are put in order.
func (r *bits) order() {
	switch r.golomb(2) {
	case 0:
		r.golomb(12)
	case 1:
		r.number(1)
		r.golomb(math.MaxInt32)
		r.golomb(math.MaxInt32)
		for range r.golomb(255) {
			r.golomb(math.MaxInt32)
		}
	}
}

// bits reads numbers, the highest bit first. After the end, and after a number that is too large, it is bad and reads zeros.
type bits struct {
	b   []byte
	at  int
	bad bool
}

func (r *bits) number(width int) (n int) {
	if r.bad = r.bad || r.at+width > 8*len(r.b); r.bad {
		return 0
	}
	for range width {
		n = n<<1 | int(r.b[r.at/8]>>(7-r.at%8)&1)
		r.at++
	}
	return n
}

// golomb reads a number in the code of that name (9.1) that may be so large. One that may be below zero is given as it is coded.
func (r *bits) golomb(most int) int {
	width := 0
	for r.number(1) == 0 {
		if width++; r.bad || width > 30 {
			r.bad = true
			return 0
		}
	}
	n := 1<<width - 1 + r.number(width)
	if r.bad = r.bad || n > most; r.bad {
		return 0
	}
	return n
}
