package webrtc

import "time"

// How a bare line is tried. The worst wait and a trial together stay below the 15 s within which pictures are to be back.
const (
	firstTrial = 3 * time.Second         // after pictures stopped: it may have been a moment's fault
	nextTrial  = 5 * time.Second         // after one that failed
	knock      = 5e3                     // bits a second before a trial: what was lost last of all is known only once something comes after it
	knocks     = 1500 * time.Millisecond // before the trial
	knocked    = 500 * time.Millisecond  // within which the first padding has surely come, so that a report of then tells of it
	firstStep  = 75e3                    // bits a second; each step is three times as much
	steeper    = 3
	enough     = 0.8 // of what is needed, which is more now and less then, once all of it was sent
	stepLasts  = time.Second
	lastLasts  = 2 * time.Second
	mostLasts  = 4 * time.Second // without a word from the other side
)

// trial finds out whether a line carries a picture without showing one that would stop again: padding as heavy as the picture is sent
// beside the sound, little at first. A report of loss ends it. Its zero value waits for next.
type trial struct {
	next  time.Time // when it begins, but for the knocking
	began time.Time // of the step; zero: nothing is sent
	rate  float64
	whole bool    // all that was needed when the step began
	lost  float64 // the most that was reported of the step
}

// look says how many bits a second of padding are to be sent now, and whether the line carries what is needed.
func (l *line) look(now time.Time, need float64) (padding float64, carries bool) {
	t := &l.trial
	switch passed, answered := now.Sub(t.began), l.answered.Sub(t.began); {
	case t.began.IsZero() && now.Before(t.next.Add(-knocks)):
	case t.began.IsZero() && l.lossy(now):
		t.next = now.Add(knocks + time.Second)
	case t.began.IsZero():
		l.until = time.Time{}
		l.step(now, knock, need)
	case passed > mostLasts, t.rate > knock && t.lost > muchLoss:
		*t = trial{next: now.Add(nextTrial)}
	case t.rate == knock:
		if answered >= knocked && !now.Before(t.next) {
			l.step(now, firstStep, need)
		}
	case passed < stepLasts || answered <= 0:
	case t.whole && (passed < lastLasts || answered < stepLasts):
	case l.sinks(need):
		*t = trial{next: now.Add(nextTrial)}
	case t.whole && t.rate >= enough*need:
		return 0, true
	default:
		l.step(now, steeper*t.rate, need)
	}
	return t.rate, false
}

// step begins to send so much, or all that is needed where that is not much more.
func (l *line) step(now time.Time, rate, need float64) {
	whole := rate > knock && rate >= enough*need
	if whole {
		rate = need
	}
	l.trial.began, l.trial.rate, l.trial.whole, l.trial.lost, l.floor = now, rate, whole, 0, l.estimate.bits
}

// note keeps the most that was lost of the step: a report of the sound, which is small, does not wipe out one of the padding. A report soon
// after the first step began tells of the knocks, which are few: one of them is many of a hundred.
func (t *trial) note(loss float64, now time.Time) {
	least := time.Duration(0)
	if t.rate <= firstStep {
		least = knocked
	}
	if now.Sub(t.began) > least {
		t.lost = max(t.lost, loss)
	}
}

// sinks says that the browser estimates less than before this step. While knocks alone come it takes the line for as thin as they are, which
// says nothing.
func (l *line) sinks(need float64) bool {
	return l.estimate.at.After(l.trial.began) && l.estimate.bits < overshoot*l.floor && l.estimate.bits < need
}
