package webrtc

import (
	"slices"
	"sync"
	"time"
)

// How a voice is told from noise, in dB above the quietest (127 − the level of RFC 6464).
const (
	audible  = 75.0                   // quieter is noise
	lead     = 8.0                    // by how much one must be louder to take the floor
	settling = 200 * time.Millisecond // between two decisions
	fading   = 1500 * time.Millisecond
	follows  = 0.12 // how much one packet weighs
)

// voice is how loud somebody has been lately.
type voice struct {
	loudness float64
	heard    time.Time // when it last was audible
	last     time.Time // when its last packet came
}

// speakers knows who speaks. Whoever has the floor keeps it until silent for a while or clearly drowned.
type speakers struct {
	changed func()

	mu      sync.Mutex // guards what follows
	voices  map[string]*voice
	list    []string
	decided time.Time
}

// heard takes a packet's level: 0 is the loudest, 127 silence.
func (s *speakers) heard(person string, level uint8, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.voices == nil {
		s.voices = map[string]*voice{}
	}
	v := s.voices[person]
	if v == nil {
		v = &voice{}
		s.voices[person] = v
	}
	v.loudness += follows * (float64(127-level) - v.loudness)
	v.last = now
	if v.loudness >= audible {
		v.heard = now
	}
}

// settle decides anew, at most every so often, and tells if that changed something.
func (s *speakers) settle(now time.Time) {
	s.mu.Lock()
	if now.Sub(s.decided) < settling {
		s.mu.Unlock()
		return
	}
	s.decided = now
	next := s.order(now)
	same := slices.Equal(next, s.list)
	s.list = next
	s.mu.Unlock()
	if !same {
		s.changed()
	}
}

// order sorts those who speak. The caller holds the lock.
func (s *speakers) order(now time.Time) []string {
	list := []string{}
	for person, v := range s.voices {
		switch {
		case now.Sub(v.last) > 10*time.Second:
			delete(s.voices, person)
		case !v.heard.IsZero() && now.Sub(v.heard) < fading:
			list = append(list, person)
		}
	}
	rank := func(person string) float64 {
		if len(s.list) > 0 && s.list[0] == person {
			return s.voices[person].loudness + lead
		}
		return s.voices[person].loudness
	}
	slices.SortFunc(list, func(a, b string) int {
		switch d := rank(b) - rank(a); {
		case d > 0:
			return 1
		case d < 0:
			return -1
		}
		return slices.Compare([]byte(a), []byte(b))
	})
	if len(list) > 1 { // beyond the first, the order of the list must not flicker
		slices.Sort(list[1:])
	}
	return list
}

func (s *speakers) now() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}
