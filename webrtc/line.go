package webrtc

import "time"

// How a line is judged.
const (
	fresh     = 3 * time.Second // for how long a report counts
	muchLoss  = 0.10
	overshoot = 0.90 // an estimate below this share of what is sent says that the line is full
	firstTry  = 4 * time.Second
	lastTry   = time.Minute
	calm      = 30 * time.Second
)

// line guesses what a subscriber's line carries: from what the browser estimates (REMB) and from the loss that it reports. It
// gives way at once and tries more ever later. Its zero value carries everything.
type line struct {
	remb     float64
	rembAt   time.Time
	loss     float64
	lossAt   time.Time
	limit    float64 // bits a second; 0: none
	pause    time.Duration
	next     time.Time
	troubled time.Time
}

func (l *line) estimated(bits float64, now time.Time) { l.remb, l.rembAt = bits, now }
func (l *line) reported(loss float64, now time.Time)  { l.loss, l.lossAt = loss, now }

func (l *line) lossy(now time.Time) bool { return now.Sub(l.lossAt) < fresh && l.loss > muchLoss }

func (l *line) full(now time.Time, sending float64) bool {
	return now.Sub(l.rembAt) < fresh && l.remb > 0 && l.remb < overshoot*sending
}

// poor says that the line loses much even now.
func (l *line) poor(now time.Time) bool { return l.lossy(now) }

// budget is how many bits a second may be sent, 0 without a limit, while that many are.
func (l *line) budget(now time.Time, sending float64) float64 {
	full := l.full(now, sending)
	switch {
	case sending > 0 && (full || l.lossy(now)) && now.Sub(l.troubled) >= time.Second:
		l.limit = 0.9 * sending * (1 - l.loss) // a little less than what came through
		if full {
			l.limit = l.remb
		}
		l.troubled = now
		l.pause = min(max(2*l.pause, firstTry), lastTry)
		l.next = now.Add(l.pause)
	case l.limit > 0 && !now.Before(l.next):
		l.limit *= 1.5
		l.next = now.Add(firstTry)
		if now.Sub(l.troubled) > calm {
			l.limit, l.pause = 0, 0
		}
	}
	return l.limit
}
