package recording

import (
	"time"

	"aula/webrtc/mixing"
)

// How voices become one track.
const (
	mixBits    = 48000
	tickLasts  = mixing.Frame
	leadIn     = 200 * time.Millisecond // before somebody is heard
	trailOut   = 400 * time.Millisecond // and after
	mixOn      = time.Second            // after the last moment at which two were heard
	splice     = 60 * time.Millisecond  // between two voices
	warmUp     = 120 * time.Millisecond // what a decoder must have heard before it is listened to
	quietOff   = 10 * time.Millisecond  // by how much a packet may be off before a quiet one gives way
	mostOff    = 60 * time.Millisecond  // and any
	quietBelow = 56                     // of Packet.Loud: −72 dB
)

// silence is an Opus packet of 20 ms in which nothing sounds.
var silence = []byte{0xf8, 0xff, 0xfe}

// tone is a packet of sound in its place.
type tone struct {
	at, lasts time.Duration
	loud      uint8
	packet    []byte
}

// sounds says that there is something to hear. A packet that does not say how loud it is counts as heard.
func (t tone) sounds() bool { return t.loud == 0 || t.loud >= quietBelow }

// voice is one track of sound.
type voice struct {
	name  string
	queue []tone
	past  []tone        // the last that were passed by
	heard time.Duration // when it last sounded
	began bool
}

// sounds makes one track of all voices, without gaps: where one is heard its packets are passed on as they are; where several are, and
// where one follows another, they are mixed. Mixed packets are of another mode of Opus than voices are, and decoders fade between modes.
type sounds struct {
	write func(at, lasts time.Duration, packet []byte) error

	at     time.Duration
	voices []*voice
	floor  *voice // whose packets are passed on
	mixer  *mixing.Mixer
	mixes  bool
	until  time.Duration // mixed at least
	mixed  time.Duration // in all
}

func (s *sounds) add(v *voice, t tone) {
	if t.lasts == 0 || mixing.Silent(t.packet) {
		return
	}
	i := len(v.queue)
	for i > 0 && v.queue[i-1].at > t.at {
		i--
	}
	v.queue = append(v.queue, tone{})
	copy(v.queue[i+1:], v.queue[i:])
	v.queue[i] = t
}

// advance writes what sounds until a moment.
func (s *sounds) advance(until time.Duration) error {
	for s.at+tickLasts <= until {
		if err := s.step(); err != nil {
			return err
		}
	}
	return nil
}

func (s *sounds) step() error {
	var heard *voice
	several := false
	for _, v := range s.voices {
		if v.isHeard(s.at) {
			several = heard != nil
			heard = v
			if several {
				break
			}
		}
	}
	switch {
	case several:
		s.until = s.at + mixOn
	case heard != nil && heard != s.floor && s.at >= s.until:
		if s.floor != nil {
			s.until = s.at + splice
		}
		s.floor = heard
	}
	if s.at < s.until {
		return s.mix()
	}
	s.mixes = false
	return s.pass()
}

// isHeard says whether a voice sounds about a moment.
func (v *voice) isHeard(at time.Duration) bool {
	for _, t := range v.queue {
		if t.at > at+leadIn {
			break
		}
		if t.sounds() {
			v.heard, v.began = max(v.heard, t.at), true
			if t.at >= at {
				break
			}
		}
	}
	return v.began && at-v.heard < trailOut
}

// skip takes what was before a moment out of the queue.
func (v *voice) skip(to time.Duration) {
	n := 0
	for n < len(v.queue) && v.queue[n].at+v.queue[n].lasts <= to {
		n++
	}
	v.take(n)
}

func (v *voice) take(n int) {
	v.past = append(v.past, v.queue[:n]...)
	if over := len(v.past) - int(warmUp/(10*time.Millisecond)); over > 0 {
		v.past = append(v.past[:0], v.past[over:]...)
	}
	v.queue = append(v.queue[:0], v.queue[n:]...)
}

func (s *sounds) mix() error {
	if s.mixer == nil {
		var err error
		if s.mixer, err = mixing.New(mixBits, s.at); err != nil {
			return err
		}
	}
	if !s.mixes {
		s.mixer.Seek(s.at)
		s.mixes = true
		for _, v := range s.voices {
			for _, t := range v.past {
				if t.at >= s.at-warmUp {
					s.mixer.Add(v.name, t.at, t.packet)
				}
			}
		}
	}
	for _, v := range s.voices {
		n := 0
		for n < len(v.queue) && v.queue[n].at < s.at+tickLasts {
			s.mixer.Add(v.name, v.queue[n].at, v.queue[n].packet)
			n++
		}
		v.take(n)
	}
	packet, err := s.mixer.Next()
	if err != nil {
		return err
	}
	s.mixed += tickLasts
	return s.emit(tickLasts, packet)
}

// pass writes the next packet of who has the floor, or silence. Packets follow each other without gaps, so one that is off stays off by
// a little, until something quiet can be left out or put in.
func (s *sounds) pass() error {
	v := s.floor
	for _, other := range s.voices {
		if other != v {
			other.skip(s.at)
		}
	}
	for v != nil && len(v.queue) > 0 {
		t := v.queue[0]
		off := t.at - s.at
		if off < -mostOff || off < -quietOff && !t.sounds() {
			v.take(1)
			continue
		}
		if off > mostOff || off > quietOff && !t.sounds() {
			break
		}
		v.take(1)
		return s.emit(t.lasts, t.packet)
	}
	return s.emit(tickLasts, silence)
}

func (s *sounds) emit(lasts time.Duration, packet []byte) error {
	at := s.at
	s.at += lasts
	return s.write(at, lasts, packet)
}

// end lets go of a voice that has ended.
func (s *sounds) end(v *voice) {
	for i, other := range s.voices {
		if other == v {
			s.voices = append(s.voices[:i:i], s.voices[i+1:]...)
			break
		}
	}
	if s.mixer != nil {
		s.mixer.Forget(v.name)
	}
}
