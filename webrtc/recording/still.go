package recording

import (
	"bytes"
	"image"
	"time"

	"golang.org/x/image/vp8"

	"aula/webrtc/h264"
)

// stillEvery is how often a camera or a screen that cannot be shown moving is shown anew, at most. The recorder asks for a keyframe as often.
const stillEvery = 9 * time.Second

// mostSide is how large a VP8 picture may be in each direction to be decoded: its header can say anything, and that much memory is taken.
const mostSide = 4096

// stills makes pictures of VP8 pictures of H.264.
type stills struct {
	from    []byte // what was decoded last, and the picture: a page is shown again and again
	picture *image.YCbCr
	made    uint // how many
	track   int  // that was tried last; 0: pictures of another kind were shown since
	at      time.Duration
}

// of is a picture as a keyframe of H.264; nil: it is none, or another one of its track has just been shown.
func (s *stills) of(p picture) []byte {
	if p.track == s.track && p.track > 0 && p.at-s.at < stillEvery {
		return nil
	}
	s.track, s.at = p.track, p.at
	if len(p.data) == 0 || len(s.from) == 0 || &p.data[0] != &s.from[0] {
		s.from, s.picture = p.data, decoded(p.data)
	}
	if s.picture == nil {
		return nil
	}
	s.made++
	made, err := h264.Still(s.picture, 2+s.made%2) // encoders begin to number their keyframes at 0
	if err != nil {
		return nil
	}
	return made
}

// decoded is the picture of a VP8 keyframe; nil: it is none, or too large.
func decoded(frame []byte) *image.YCbCr {
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(frame), len(frame))
	if h, err := d.DecodeFrameHeader(); err != nil || !h.KeyFrame || h.Width > mostSide || h.Height > mostSide {
		return nil
	}
	picture, err := d.DecodeFrame()
	if err != nil {
		return nil
	}
	return picture
}
