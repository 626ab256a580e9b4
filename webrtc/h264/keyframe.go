// Package h264 reads H.264 payloads (RFC 6184) as far as films need it: where keyframes begin, which units a frame has. And it makes one
// kind of pictures itself, stills. It decodes nothing.
package h264

import (
	"iter"

	"aula/internal/mp4"
)

// Kinds of units, and of what a payload carries instead of one.
const (
	slice      = 1
	idr        = 5
	set        = 7 // sequence parameter set, which begins a keyframe
	pictureSet = 8
	stapA      = 24
	fuA        = 28
)

// Begins says whether a payload is the first of a keyframe, when nothing is known of what came before it.
func Begins(b []byte) bool {
	if len(b) > 2 && b[0]&0x1f == fuA {
		return b[1]&0x80 != 0 && b[1]&0x1f == idr && b[2]&0x80 != 0
	}
	for unit := range units(b) {
		if kind := unit[0] & 0x1f; kind == set || kind == idr && unit[1]&0x80 != 0 { // the slice's first macroblock is the picture's
			return true
		}
	}
	return false
}

// Set says whether a payload carries a sequence parameter set, which stands before each keyframe, and how large that makes pictures: 0 where it
// cannot be read.
func Set(b []byte) (width, height int, found bool) {
	for unit := range units(b) {
		if unit[0]&0x1f != set {
			continue
		}
		if width, height, ok := mp4.Size(unit); ok {
			return width, height, true
		}
		return 0, 0, true
	}
	return 0, 0, false
}

// units are those of a payload that come whole, of two bytes or more.
func units(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if len(b) < 2 || b[0]&0x1f != stapA {
			if len(b) > 1 {
				yield(b)
			}
			return
		}
		for b = b[1:]; len(b) > 3; {
			end := min(2+int(b[0])<<8+int(b[1]), len(b))
			if end > 3 && !yield(b[2:end]) {
				return
			}
			b = b[end:]
		}
	}
}
