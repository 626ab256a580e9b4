package classes

import (
	"time"

	"aula/webinars"
)

// Meeting is a session as presence is measured at it.
type Meeting struct {
	Planned webinars.Interval
	Held    webinars.Interval // when its webinar really was; zero: as planned
}

// window is the time in which presence counts.
func (m Meeting) window() webinars.Interval {
	if m.Held.To.After(m.Held.From) {
		return m.Held
	}
	return m.Planned
}

// length is how much presence there can be: what was held longer than planned asks for no more than the plan.
func (m Meeting) length() time.Duration {
	w := m.window()
	return max(0, min(m.Planned.To.Sub(m.Planned.From), w.To.Sub(w.From)))
}

// Measure says how long somebody was at an edition. stays are theirs at each meeting, through whatever channel: who is there in two at
// once is there once. Meetings are moments, so an hour that the clocks skip or repeat is no hour less or more.
func Measure(meetings []Meeting, stays [][]webinars.Interval, needed int) webinars.Measured {
	var present, scheduled time.Duration
	for i, m := range meetings {
		scheduled += m.length()
		present += m.present(stays[i])
	}
	return webinars.Measure(present, scheduled, scheduled, needed)
}

// present is how long somebody was at the session.
func (m Meeting) present(stays []webinars.Interval) time.Duration {
	var at time.Duration
	for _, stay := range webinars.Clip(webinars.Merge(stays), m.window()) {
		at += stay.To.Sub(stay.From)
	}
	return min(at, m.length())
}
