package signal

import "time"

// What one person may send, over all their tabs. Nobody writes that fast by hand; a tab that joins asks for several things at once.
const (
	perSecond = 10
	burst     = 60
	patience  = 300 // messages too many before the connection is cut
)

// bucket counts what a person may still send.
type bucket struct {
	left float64
	at   time.Time
}

// take counts one message, and says whether it is one too many and whether patience has ended.
func (b *bucket) take(now time.Time) (tooMany, enough bool) {
	if b.at.IsZero() {
		b.left = burst
	} else {
		b.left = min(burst, b.left+now.Sub(b.at).Seconds()*perSecond)
	}
	b.at = now
	b.left--
	return b.left < 0, b.left < -patience
}
