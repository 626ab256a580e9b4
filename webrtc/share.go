package webrtc

import (
	"sync"
	"time"
)

// shareOver is how long a share is measured over.
const shareOver = 2 * time.Second

// share measures which part of something fails, over the last seconds, from two numbers that only grow. Its zero value has seen none.
type share struct {
	mu         sync.Mutex // guards what follows
	began      time.Time
	bad, all   uint64
	settled    float64
	everything bool // something was measured
}

// note takes both numbers as they stand now.
func (s *share) note(bad, all uint64, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.began.IsZero() {
		s.began, s.bad, s.all = now, bad, all
		return
	}
	if now.Sub(s.began) < shareOver {
		return
	}
	s.settled, s.everything = 0, true
	if all > s.all {
		s.settled = min(1, float64(bad-s.bad)/float64(all-s.all))
	}
	s.began, s.bad, s.all = now, bad, all
}

// value is the share, from 0 to 1; false: not measured yet.
func (s *share) value() (float64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settled, s.everything
}
