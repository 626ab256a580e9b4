// Package h264 finds keyframes in H.264 payloads (RFC 6184). It reads nothing else.
package h264

// What stands in a payload's first byte.
const (
	idr   = 5
	set   = 7 // sequence parameter set, which begins a keyframe
	stapA = 24
	fuA   = 28
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
