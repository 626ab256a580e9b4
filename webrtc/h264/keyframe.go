// Package h264 reads H.264 payloads (RFC 6184) as far as films need it: where keyframes begin, which units a frame has. And it makes one
// kind of pictures itself, stills. It decodes nothing.
package h264

// Kinds of units, and of what a payload carries instead of one.
const (
	slice      = 1
	idr        = 5
	set        = 7 // sequence parameter set, which begins a keyframe
	pictureSet = 8
	stapA      = 24
	fuA        = 28
)

// Keyframe says whether a payload begins a frame that can be decoded by itself.
func Keyframe(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	switch b[0] & 0x1f {
	case idr, set:
		return true
	case fuA:
		return b[1]&0x80 != 0 && b[1]&0x1f == idr
	case stapA:
		for b = b[1:]; len(b) > 2; {
			size := int(b[0])<<8 | int(b[1])
			if kind := b[2] & 0x1f; kind == set || kind == idr {
				return true
			}
			b = b[min(2+size, len(b)):]
		}
	}
	return false
}
