package webrtc

import "time"

// How a bare line is tried. The worst wait and a trial together stay below the 15 s within which pictures are to be back.
const (
	firstTrial = 3 * time.Second        // after pictures stopped: it may have been a moment's fault
	nextTrial  = 4 * time.Second        // after one that failed
	knock      = 5e3                    // bits a second with which a trial begins: what was lost last of all is known only once something comes after it
	knocked    = 500 * time.Millisecond // within which the first padding has surely come, so that a report of then tells of it
	firstStep  = 75e3                   // bits a second; each step is three times as much
	steeper    = 3
	stepLasts  = time.Second
	lastLasts  = 2 * time.Second
	mostLasts  = 4 * time.Second // without a word from the other side
)

// trial finds out whether a line carries a picture without showing one that would stop again: padding as heavy as the picture is sent
// beside the sound, little at first. A report of loss ends it. Its zero value waits for next.
type trial struct {
	next  time.Time
	began time.Time // of the step; zero: nothing is sent
	rate  float64
}

// look says how many bits a second of padding are to be sent now, and whether the line carries what is needed.
func (l *line) look(now time.Time, need float64) (padding float64, carries bool) {
	t := &l.trial
	if t.began.IsZero() {
		if now.Before(t.next) {
			return 0, false
		}
		if l.lossy(now) {
			t.next = now.Add(time.Second)
			return 0, false
		}
		t.began, t.rate, l.floor, l.until = now, knock, l.estimate.bits, time.Time{}
		return t.rate, false
	}
	heard := l.answered.After(t.began)
	sinks := l.estimate.at.After(t.began) && l.estimate.bits < overshoot*l.floor && l.estimate.bits < need
	switch passed := now.Sub(t.began); {
	case t.rate == knock && l.answered.Sub(t.began) >= knocked:
		t.began, t.rate = now, min(firstStep, need)
	case t.rate > knock && l.lossAt.After(t.began) && l.loss > muchLoss, sinks, passed > mostLasts:
		*t = trial{next: now.Add(nextTrial)}
		return 0, false
	case t.rate >= need && passed >= lastLasts && l.answered.Sub(t.began) >= stepLasts:
		return 0, true
	case t.rate < need && t.rate > knock && passed >= stepLasts && heard:
		t.began, t.rate = now, min(steeper*t.rate, need)
	}
	return t.rate, false
}
