package recording

import (
	"time"

	"aula/webrtc/h264"
)

// units makes frames of the packets of one H.264 track, which come in order.
type units struct {
	track int
	when  *clock

	frame   h264.Frame
	open    bool // a frame has begun, and nothing of it is missing
	waits   bool // for a keyframe, because something was lost
	began   bool
	stamp   int64 // of the packet before
	arrived time.Duration
}

// put takes a packet, and gives a frame that is whole with it.
func (f *units) put(h held, lost bool, give func(picture)) {
	fresh := !f.began || h.stamp != f.stamp
	switch {
	case lost:
		f.open, f.waits = false, true
	case f.open && fresh: // its last packet did not say that it was the last
		f.done(give)
		f.open = false
	}
	if len(h.Payload) == 0 { // padding
		return
	}
	f.began, f.stamp = true, h.stamp
	if !f.open {
		// What is in the middle of a frame, or needs one that is missing, begins nothing.
		if (f.waits || !fresh) && !h264.Begins(h.Payload) {
			return
		}
		f.frame.Reset()
		f.open, f.arrived = true, h.Arrived
	}
	if f.frame.Add(h.Payload) != nil || f.frame.Size() > mostPicture {
		f.open, f.waits = false, true
		return
	}
	if h.Marker && f.frame.Size() > 0 { // some say so after each parameter set
		f.done(give)
		f.open = false
	}
}

func (f *units) done(give func(picture)) {
	data, keyframe := f.frame.Done()
	if data == nil || f.waits && !keyframe {
		f.waits = f.waits || f.frame.Size() > 0
		return
	}
	f.waits = false
	give(picture{at: f.when.at(f.stamp), arrived: f.arrived, track: f.track, keyframe: keyframe, data: data})
}
