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

// stills makes pictures of VP8 pictures of H.264.
type stills struct {
	from  []byte // what was made last, and of what: a page is shown again and again
	made  []byte
	track int
	at    time.Duration
}

// of is a picture as a keyframe of H.264; nil: it is none, or another one of its track has just been shown.
func (s *stills) of(p picture) []byte {
	if s.made != nil && p.track == s.track && p.track > 0 && p.at-s.at < stillEvery {
		return nil
	}
	if len(p.data) == 0 || len(s.from) == 0 || &p.data[0] != &s.from[0] {
		picture := decoded(p.data)
		if picture == nil {
			return nil
		}
		made, err := h264.Still(picture)
		if err != nil {
			return nil
		}
		s.from, s.made = p.data, made
	}
	s.track, s.at = p.track, p.at
	return s.made
}

// decoded is the picture of a VP8 keyframe; nil: it is none.
func decoded(frame []byte) *image.YCbCr {
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(frame), len(frame))
	if h, err := d.DecodeFrameHeader(); err != nil || !h.KeyFrame {
		return nil
	}
	picture, err := d.DecodeFrame()
	if err != nil {
		return nil
	}
	return picture
}
