package webrtc

import (
	"sync"
	"time"
)

// rate measures bits a second over the last second or so.
type rate struct {
	mu      sync.Mutex // guards what follows
	began   time.Time
	bytes   int
	settled float64
}

func (r *rate) add(bytes int, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	r.bytes += bytes
}

func (r *rate) turn(now time.Time) {
	passed := now.Sub(r.began)
	if passed < time.Second {
		return
	}
	r.settled = float64(r.bytes) * 8 / passed.Seconds()
	r.began, r.bytes = now, 0
}

func (r *rate) bits(now time.Time) float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	return r.settled
}
