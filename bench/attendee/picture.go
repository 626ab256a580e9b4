package attendee

import (
	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"
)

// The picture: 1.45 Mbit/s of VP8 at [Frames] a second, in [PerFrame] packets each, a keyframe each second.
const (
	Frames      = 30
	PerFrame    = 6
	packetBytes = 1000
	videoClock  = 90000
)

// NewPicture adds a camera to a connection. Nobody can see its picture, but servers take it for VP8.
func NewPicture(pc *pion.PeerConnection) (*Flow, error) {
	f, err := newFlow(pc, pion.MimeTypeVP8, Frames)
	if err != nil {
		return nil, err
	}
	f.frame = func(n int) {
		for i := range PerFrame {
			b := make([]byte, packetBytes)
			VP8(b, n, i)
			f.write(rtp.Header{Marker: i == PerFrame-1, Timestamp: uint32(n) * (videoClock / Frames)}, b)
		}
	}
	return f, nil
}

// VP8 writes the head of a frame's i-th packet: a full payload descriptor, without which some servers drop it, and in the first one the
// frame header of 1280 × 720.
func VP8(b []byte, frame, i int) {
	copy(b, []byte{0x80, 0xe0, 0x80 | byte(frame>>8), byte(frame), byte(frame), 0x20})
	if i > 0 {
		return
	}
	b[0] |= 0x10
	copy(b[6:], []byte{1, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02})
	if frame%Frames == 0 {
		b[6] = 0
	}
}
