package backups

import (
	"time"
)

// Plan is what the academy does by itself.
type Plan struct {
	To      string        // destination; empty: none was named, and nothing is backed up
	Every   time.Duration // 0: only when somebody asks
	Keep    Policy
	Key     Key
	Program string
	Getenv  func(string) string // for the keys of an object store
}

// history is what has been so far, as far as it decides when the next backup is due.
type history struct {
	good     time.Time // when the last good one began
	tried    time.Time // when the last one began, whatever became of it
	failures int       // since the last good one
}

// firstAgain is how long after a failure the backup is tried again; it doubles with each.
const firstAgain = 10 * time.Minute

// due is when the next backup is to begin.
func due(every time.Duration, h history, now time.Time) time.Time {
	good, tried := sane(h.good, now), sane(h.tried, now)
	if h.failures > 0 {
		wait := every
		if h.failures < 12 {
			wait = min(every, firstAgain<<(h.failures-1))
		}
		return tried.Add(wait)
	}
	if good.IsZero() {
		return now
	}
	return good.Add(every)
}

// sane is a moment that is not in the future: the clock may have gone back.
func sane(moment, now time.Time) time.Time {
	if moment.After(now) {
		return now
	}
	return moment
}
