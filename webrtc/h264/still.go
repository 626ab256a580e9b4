package h264

import (
	"encoding/binary"
	"errors"
	"image"
)

const (
	block      = 16    // samples a block of light, in each direction; of colour it has half as many
	nearly     = 3     // by how much a sample may differ
	mostPixels = 4096  // of a picture, in each direction
	mostBlocks = 36864 // of a picture, at the level that sequenceSet says
)

// ErrSize says that a picture has no size that a still can have.
var ErrSize = errors.New("no size of a still")

// How blocks are written (tables 7-11 and 8-5).
const (
	fromAbove, colourFromAbove = 1, 2
	fromLeft, colourFromLeft   = 2, 1
	asItIs                     = 25
)

// still is a keyframe that is being made, of the baseline profile. Blocks that are nearly as their neighbour's edge are copied from it, as
// most of a page is; the others are written as they are. So text stays sharp, and whoever makes it need not be an encoder.
type still struct {
	writer
	width, height int // of the picture
	wide, high    int // in blocks
	planes        [3]plane
	plain         []bool // whether a block is written as it is
}

// plane is light, or one of the two colours.
type plane struct {
	size          int // of a block
	from          []byte
	width, height int
	stride        int
	made          []byte // what decoders will see
	row           int    // how long a row of it is
}

// Still makes a keyframe, as Frame.Done gives it, of a picture that has one sample of colour for four of light. The number is another one than
// that of a still just before (7.4.3).
func Still(p *image.YCbCr, number uint) ([]byte, error) {
	s := &still{width: p.Rect.Dx() &^ 1, height: p.Rect.Dy() &^ 1}
	if p.SubsampleRatio != image.YCbCrSubsampleRatio420 || s.width <= 0 || s.height <= 0 || s.width > mostPixels || s.height > mostPixels {
		return nil, ErrSize
	}
	s.wide, s.high = (s.width+block-1)/block, (s.height+block-1)/block
	if s.wide*s.high > mostBlocks {
		return nil, ErrSize
	}
	s.plain = make([]bool, s.wide*s.high)
	s.planes = [3]plane{
		s.plane(block, p.Y, p.YStride, s.width, s.height), s.plane(block/2, p.Cb, p.CStride, s.width/2, s.height/2), s.plane(block/2, p.Cr, p.CStride, s.width/2, s.height/2),
	}
	var frame []byte
	for _, unit := range [][]byte{s.sequenceSet(), s.pictureSet(), s.slice(number)} {
		frame = append(binary.BigEndian.AppendUint32(frame, uint32(len(unit))), unit...)
	}
	return frame, nil
}

func (s *still) plane(size int, from []byte, stride, width, height int) plane {
	return plane{size, from, width, height, stride, make([]byte, s.wide*size*s.high*size), s.wide * size}
}

// sequenceSet says how large the picture is (7.3.2.1.1), and that its colours are those of WebP and VP8 (BT.601).
func (s *still) sequenceSet() []byte {
	level := uint(40)
	if s.wide*s.high > 8192 {
		level = 52
	}
	w := &writer{}
	w.put(66<<16|0xc0<<8|level, 24)
	w.golomb(0, 0, 2, 1)
	w.put(0, 1)
	w.golomb(uint(s.wide-1), uint(s.high-1))
	w.put(0b111, 3) // whole frames; a part of which is shown
	w.golomb(0, uint(s.wide*block-s.width)/2, 0, uint(s.high*block-s.height)/2)
	w.put(0b1001_101_0_1, 9) // how it is to be seen: no ratio and no overscan, but of what colours
	w.put(6<<16|6<<8|6, 24)
	w.put(0, 6)
	return w.unit(0x60 | set)
}

// pictureSet says that no edges are smoothed (7.3.2.2).
func (s *still) pictureSet() []byte {
	w := &writer{}
	w.golomb(0, 0)
	w.put(0, 2)
	w.golomb(0, 0, 0)
	w.put(0, 3)
	w.golomb(0, 0, 0)
	w.put(0b100, 3)
	return w.unit(0x60 | pictureSet)
}

// slice is the picture (7.3.3).
func (s *still) slice(number uint) []byte {
	s.golomb(0, 7, 0)
	s.put(0, 4)
	s.golomb(number)
	s.put(0, 2)
	s.golomb(0, 1)
	for y := range s.high {
		for x := range s.wide {
			switch {
			case y > 0 && s.copies(x, y, 0, -1):
				s.copied(x, y, fromAbove, colourFromAbove)
			case x > 0 && s.copies(x, y, -1, 0):
				s.copied(x, y, fromLeft, colourFromLeft)
			default:
				s.write(x, y)
			}
		}
	}
	return s.unit(0x60 | idr)
}

// copies says whether a block is nearly the edge of its neighbour in that direction, and makes it that.
func (s *still) copies(x, y, dx, dy int) bool {
	for i := range s.planes {
		if !s.planes[i].near(x, y, dx, dy) {
			return false
		}
	}
	for i := range s.planes {
		p := &s.planes[i]
		p.each(x, y, func(_ byte, at, column, row int) { p.made[at] = p.edge(at, column, row, dx, dy) })
	}
	return true
}

func (p *plane) near(x, y, dx, dy int) bool {
	same := true
	p.each(x, y, func(sample byte, at, column, row int) {
		d := int(sample) - int(p.edge(at, column, row, dx, dy))
		same = same && max(d, -d) <= nearly
	})
	return same
}

// edge is the sample of the neighbour that one of a block is copied from.
func (p *plane) edge(at, column, row, dx, dy int) byte {
	if dy < 0 {
		return p.made[at-(row+1)*p.row]
	}
	return p.made[at-(column+1)]
}

// each goes through the samples of a block. Beyond the picture its last ones go on.
func (p *plane) each(x, y int, visit func(sample byte, at, column, row int)) {
	for row := range p.size {
		from := p.from[min(y*p.size+row, p.height-1)*p.stride:]
		for column := range p.size {
			visit(from[min(x*p.size+column, p.width-1)], (y*p.size+row)*p.row+x*p.size+column, column, row)
		}
	}
}

// copied writes that a block is copied. How it says that nothing is added depends on whether its neighbours were written as they are (9.2.1).
func (s *still) copied(x, y int, kind, colour uint) {
	s.golomb(kind, colour, 0)
	at := y*s.wide + x
	if x > 0 && s.plain[at-1] || y > 0 && s.plain[at-s.wide] {
		s.put(0b000011, 6)
	} else {
		s.put(1, 1)
	}
}

// write writes a block as it is.
func (s *still) write(x, y int) {
	s.plain[y*s.wide+x] = true
	s.golomb(asItIs)
	s.align()
	for i := range s.planes {
		p := &s.planes[i]
		p.each(x, y, func(sample byte, at, _, _ int) {
			p.made[at] = sample
			s.b = append(s.b, sample)
		})
	}
}
