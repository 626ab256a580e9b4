package backups

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Plan is what the academy does by itself.
type Plan struct {
	To      string        // destination; empty: none was named, and nothing is backed up
	Every   time.Duration // 0: only when somebody asks
	Keep    Policy
	Key     Key
	Program string
	Getenv  func(string) string // for the keys of an object store
	// Films are the files of films that a backup takes along, and how many films it leaves out; nil: there are none.
	Films func(core.App) (files []Film, left int, err error)
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

const (
	late        = 6 * time.Hour       // how long after the planned moment the next backup is missed
	stale       = 8 * 24 * time.Hour  // how old the newest may be where none was planned
	drillWithin = 40 * 24 * time.Hour // a month, and some days for whoever is away
)

// overdue tells whether the backup that was to follow this one is missed.
func (r *Run) overdue(now time.Time) bool {
	if next := r.Next(); !next.IsZero() {
		return now.After(next.Add(late))
	}
	return now.After(r.Began().Add(stale))
}

// sane is a moment that is not in the future: the clock may have gone back.
func sane(moment, now time.Time) time.Time {
	if moment.After(now) {
		return now
	}
	return moment
}
