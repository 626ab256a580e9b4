package attendee

import (
	"sync"
	"time"

	"github.com/pion/rtp"

	"aula/webrtc/red"
)

// Heard says how a voice arrived, of which every frame lasts 20 ms.
type Heard struct {
	Frames  int // that were spoken
	InTime  int // that were there when they were to be played
	Longest int // frames that were missing one after the other
	Holes   int // longer than 200 ms
	Wrapped int // packets that carried more than one frame
}

// Share is that of the frames which were heard.
func (h Heard) Share() float64 { return float64(h.InTime) / float64(max(1, h.Frames)) }

// What a browser does: it plays a frame so long after the fastest could have been there.
const (
	redundant = 63 // payload type of redundant sound
	buffered  = 300 * time.Millisecond
	hole      = 10 // frames
	voiceTick = voiceClock / voices
)

// Ear listens to one voice. Its zero value has heard nothing.
type Ear struct {
	mu      sync.Mutex // guards what follows
	began   bool
	first   uint32          // timestamp
	start   time.Time       // when the first one came
	late    []time.Duration // of each frame, after its time; negative: it never came
	wrapped int
	blocks  []red.Block
}

const never = -1 << 62

// take notes what frames a packet brings.
func (e *Ear) take(b []byte, now time.Time) {
	var h rtp.Header
	n, err := h.Unmarshal(b)
	if err != nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if h.PayloadType != redundant {
		e.came(h.Timestamp, now)
		return
	}
	blocks, err := red.Parse(b[n:], e.blocks)
	if err != nil {
		return
	}
	e.blocks = blocks
	e.wrapped++
	for _, block := range blocks {
		e.came(h.Timestamp-uint32(block.Offset), now)
	}
}

func (e *Ear) came(timestamp uint32, now time.Time) {
	if !e.began {
		e.began, e.first, e.start = true, timestamp, now
	}
	at := int(int32(timestamp-e.first)) / voiceTick
	if at < 0 {
		return
	}
	for len(e.late) <= at {
		e.late = append(e.late, never)
	}
	if e.late[at] == never {
		e.late[at] = now.Sub(e.start) - time.Duration(at)*time.Second/voices
	}
}

// Heard says how all frames so far arrived, but for those of the last second, which may be under way.
func (e *Ear) Heard() Heard {
	e.mu.Lock()
	defer e.mu.Unlock()
	frames := e.late[:max(0, len(e.late)-voices)]
	h := Heard{Frames: len(frames), Wrapped: e.wrapped}
	fastest := time.Duration(1<<63 - 1)
	for _, late := range frames {
		if late != never {
			fastest = min(fastest, late)
		}
	}
	missing := 0
	for _, late := range frames {
		if late != never && late-fastest <= buffered {
			h.InTime++
			missing = 0
			continue
		}
		missing++
		if missing == hole+1 {
			h.Holes++
		}
		h.Longest = max(h.Longest, missing)
	}
	return h
}
