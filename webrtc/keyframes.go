package webrtc

import (
	"sync"
	"time"
)

// keyframePause is the least time between two requests for a keyframe, however many people wait for one.
const keyframePause = 400 * time.Millisecond

// keyframes gathers many people's wishes into few requests.
type keyframes struct {
	mu     sync.Mutex // guards what follows
	wanted bool
	asked  time.Time
}

func (k *keyframes) want() {
	k.mu.Lock()
	k.wanted = true
	k.mu.Unlock()
}

// due says whether to ask now, and takes it as asked.
func (k *keyframes) due(now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.wanted || now.Sub(k.asked) < keyframePause {
		return false
	}
	k.wanted, k.asked = false, now
	return true
}
