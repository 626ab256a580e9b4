package recording

import (
	"encoding/binary"
	"io"

	"aula/webrtc/vp8"
)

// mostSlide is how large a page's picture may be.
const mostSlide = 4 << 20

// SlidePicture finds the VP8 keyframe in a picture that is a lossy WebP, as browsers draw pages; nil: it is another kind of picture.
func SlidePicture(from io.Reader) (frame []byte, width, height int) {
	b, err := io.ReadAll(io.LimitReader(from, mostSlide))
	if err != nil || len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return nil, 0, 0
	}
	for b = b[12:]; len(b) >= 8; {
		size := int64(binary.LittleEndian.Uint32(b[4:]))
		if size > int64(len(b)-8) {
			return nil, 0, 0
		}
		if string(b[:4]) == "VP8 " {
			frame = b[8 : 8+size]
			d, err := vp8.Parse(append([]byte{0x10}, frame...))
			if err != nil || !d.Keyframe {
				return nil, 0, 0
			}
			return frame, int(d.Width), int(d.Height)
		}
		b = b[min(int64(len(b)), 8+size+size%2):]
	}
	return nil, 0, 0
}
