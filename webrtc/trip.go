package webrtc

import (
	"time"

	"github.com/pion/rtcp"
)

// trip measures the way to a subscriber and back: a receiver's report names the sender report that it answers, and for how long it waited
// (RFC 3550, 6.4.1). It belongs to the shard.
type trip struct {
	sent  [4]sentReport // the last ones
	count int
	took  time.Duration
	at    time.Time
}

type sentReport struct {
	id uint32 // the middle of its NTP time
	at time.Time
}

func (t *trip) sentOff(r *rtcp.SenderReport, now time.Time) {
	t.sent[t.count%len(t.sent)] = sentReport{uint32(r.NTPTime >> 16), now}
	t.count++
}

func (t *trip) cameBack(r rtcp.ReceptionReport, now time.Time) {
	for _, s := range t.sent {
		if s.id != r.LastSenderReport || s.at.IsZero() {
			continue
		}
		waited := time.Duration(r.Delay) * time.Second / (1 << 16)
		if took := now.Sub(s.at) - waited; took >= 0 {
			t.took, t.at = took, now
		}
		return
	}
}

// value is in milliseconds; nil: not known, or no longer.
func (t *trip) value(now time.Time) *float64 {
	if t.at.IsZero() || now.Sub(t.at) > 5*reportEvery {
		return nil
	}
	ms := float64(t.took) / float64(time.Millisecond)
	return &ms
}
