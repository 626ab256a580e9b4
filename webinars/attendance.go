package webinars

import (
	"slices"
	"time"
)

// Interval is a time from a moment up to another.
type Interval struct{ From, To time.Time }

// Merge joins intervals that touch or overlap: several tabs and devices at once count once.
func Merge(intervals []Interval) []Interval {
	sorted := slices.SortedFunc(slices.Values(intervals), func(a, b Interval) int { return a.From.Compare(b.From) })
	var merged []Interval
	for _, i := range sorted {
		if !i.To.After(i.From) {
			continue
		}
		if n := len(merged); n > 0 && !i.From.After(merged[n-1].To) {
			if i.To.After(merged[n-1].To) {
				merged[n-1].To = i.To
			}
			continue
		}
		merged = append(merged, i)
	}
	return merged
}

// Clip cuts intervals off at both ends of a session.
func Clip(intervals []Interval, session Interval) []Interval {
	var clipped []Interval
	for _, i := range intervals {
		if i.From.Before(session.From) {
			i.From = session.From
		}
		if i.To.After(session.To) {
			i.To = session.To
		}
		if i.To.After(i.From) {
			clipped = append(clipped, i)
		}
	}
	return clipped
}

// Session is the time in which presence counts: from when the room opened, but not from before the planned start where it went
// on beyond that, to when it ended.
func Session(planned, started, ended time.Time) Interval {
	if started.Before(planned) && ended.After(planned) {
		started = planned
	}
	return Interval{started, ended}
}

// Measured is how long somebody was there, and what that means.
type Measured struct {
	Present   time.Duration
	Scheduled int // percent of the planned length, rounded down
	Actual    int // percent of the length that it had
	Percent   int // of the shorter of both, which decides
	Enough    bool
}

// Measure says what a presence means. The threshold decides exactly, without rounding; where it is 0, having been there is enough.
func Measure(present, scheduled, actual time.Duration, needed int) Measured {
	m := Measured{Present: present, Scheduled: percentOf(present, scheduled), Actual: percentOf(present, actual)}
	shorter := min(scheduled, actual)
	m.Percent = percentOf(present, shorter)
	m.Enough = present > 0 && present*100 >= shorter*time.Duration(needed)
	return m
}

func percentOf(part, whole time.Duration) int {
	if whole <= 0 {
		return 0
	}
	return int(min(100, part*100/whole))
}

// total is how long intervals last together.
func total(intervals []Interval) time.Duration {
	var sum time.Duration
	for _, i := range intervals {
		sum += i.To.Sub(i.From)
	}
	return sum
}
