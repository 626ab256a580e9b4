package webrtc

import "time"

// How a line is judged.
const (
	fresh    = 3 * time.Second // for how long a report counts
	muchLoss = 0.10
	mostLoss = 0.50
	firstTry = 4 * time.Second
	lastTry  = time.Minute
	calm     = 30 * time.Second
	trusting = 20 * time.Second // after a trial for how long an estimate that is low and does not fall is no objection
)

// line guesses what a subscriber's line carries: from what the browser estimates (REMB) and from the loss that it reports. It
// gives way at once and tries more ever later, but soon after a trial. A line that carries no picture is bare, and carries sound alone until a trial says that it
// carries more. Its zero value carries everything.
type line struct {
	estimate estimate
	loss     float64
	lossAt   time.Time
	since    time.Time // when what the last report is about began
	answered time.Time // when the last report about a picture came
	carried  float64   // bits a second that were sent meanwhile; 0: not known
	limit    float64   // bits a second; 0: none
	pause    time.Duration
	next     time.Time
	troubled time.Time

	faintUntil, heavyUntil time.Time // until when sound is sent more than once

	bare  bool
	trial trial
	floor float64 // what the browser estimated when the last trial began
	until time.Time
}

func (l *line) estimated(bits float64, now time.Time) { l.estimate.set(bits, now) }

// reported takes the loss of what was sent since a moment, and how many bits a second that was; 0: not known.
func (l *line) reported(loss float64, since, now time.Time, bits float64) {
	l.loss, l.lossAt, l.since, l.carried = loss, now, since, bits
	l.trial.note(loss, now)
	l.remember(loss, now)
}

// saw is told of each report about a picture, after reported.
func (l *line) saw(now time.Time) {
	l.answered = now
}

func (l *line) lossy(now time.Time) bool { return now.Sub(l.lossAt) < fresh && l.loss > muchLoss }

// interrupted says that the last report tells of a time in which none came: the line was cut, which says nothing of what it carries.
func (l *line) interrupted() bool { return !l.since.IsZero() && l.lossAt.Sub(l.since) > fresh }

// full says that the browser estimates less than the pictures that are sent.
func (l *line) full(now time.Time, pictures float64) bool {
	low := l.estimate.staysLow(now, pictures)
	if now.Before(l.until) && l.estimate.bits >= overshoot*l.floor { // it climbs slowly after a trial
		return false
	}
	return low
}

// poor says that the line loses much even now.
func (l *line) poor(now time.Time) bool { return l.lossy(now) }

// budget is how many bits a second may be sent, 0 without a limit, while that many are, of which some are sound. What a report says
// counts once; one about what was sent before the last time the line gave way does not count again.
func (l *line) budget(now time.Time, sending, sound float64) float64 {
	if l.bare {
		return max(1, sound)
	}
	pictures := sending - sound
	full := l.full(now, pictures) && now.Sub(l.troubled) >= time.Second
	lossy := l.lossy(now) && l.lossAt.After(l.troubled) && !l.since.Before(l.troubled) && !l.interrupted()
	switch {
	case sending > 0 && (full || lossy):
		sent := sending
		if l.carried > 0 {
			sent = l.carried
		}
		l.limit = 0.9 * sent * (1 - l.loss) // a little less than what came through
		if l.loss > mostLoss {
			l.limit = 0.8 * sent * (1 - l.loss) // the first second of a fall came through a queue that was empty
		}
		if full {
			l.limit = l.estimate.bits + sound
		}
		l.troubled, l.until = now, time.Time{}
		l.pause = min(max(2*l.pause, firstTry), lastTry)
		l.next = now.Add(l.pause)
	case l.limit > 0 && !now.Before(l.next):
		if l.limit, l.next = 1.5*l.limit, now.Add(firstTry); now.Before(l.until) {
			l.limit, l.next = l.limit*4/3, now.Add(firstTry/2)
		}
		if now.Sub(l.troubled) > calm {
			l.limit, l.pause = 0, 0
		}
	}
	return l.limit
}

// strip says that no picture fits: sound goes on alone.
func (l *line) strip(now time.Time) {
	if !l.bare {
		l.bare, l.trial = true, trial{next: now.Add(firstTrial)}
	}
}

// free ends that: no picture is wanted, or a trial says that this many bits a second come through.
func (l *line) free(now time.Time, bits float64) {
	if !l.bare {
		return
	}
	l.bare, l.trial = false, trial{}
	l.troubled, l.pause = now, 0
	l.limit, l.next = bits, now.Add(firstTry/2)
	l.until = now.Add(trusting)
}
