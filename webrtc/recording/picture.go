package recording

import (
	"time"

	"aula/webrtc/vp8"
)

// picture is a frame.
type picture struct {
	at       time.Duration // in the film
	arrived  time.Duration // its first packet
	track    int
	keyframe bool
	data     []byte
}

// frames makes frames of the packets of one track, which come in order; lost says that something before a packet never will.
type frames interface {
	put(h held, lost bool, give func(picture))
}

// mostPicture is how large a frame may be.
const mostPicture = 4 << 20

// pictures makes frames of the packets of one VP8 track, which come in order.
type pictures struct {
	track int
	when  *clock

	open  bool // a frame has begun, and nothing of it is missing
	waits bool // for a keyframe, because something was lost
	frame picture
	stamp int64
}

// put takes a packet, and gives a frame that is whole with it.
func (f *pictures) put(h held, lost bool, give func(picture)) {
	if len(h.Payload) == 0 { // padding
		f.waits = f.waits || lost
		f.open = f.open && !lost
		return
	}
	d, err := vp8.Parse(h.Payload)
	if err != nil {
		lost = true
	}
	if lost {
		f.open, f.waits = false, true
	}
	if err != nil {
		return
	}
	if f.open && h.stamp != f.stamp { // its last packet did not say that it was the last
		f.done(give)
	}
	if d.Start && !f.open {
		if d.Keyframe {
			f.waits = false
		}
		if f.waits {
			return
		}
		f.open, f.stamp = true, h.stamp
		f.frame = picture{at: f.when.at(h.stamp), arrived: h.Arrived, track: f.track, keyframe: d.Keyframe}
	}
	if !f.open {
		return
	}
	if len(f.frame.data) > mostPicture {
		f.open, f.waits = false, true
		return
	}
	f.frame.data = append(f.frame.data, h.Payload[d.Size:]...)
	if h.Marker {
		f.done(give)
	}
}

func (f *pictures) done(give func(picture)) {
	f.open = false
	give(f.frame)
}
