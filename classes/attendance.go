package classes

import (
	"errors"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// Attended is how long somebody was at an edition.
type Attended struct {
	webinars.Measured
	Last time.Time // when the last session at which they were ended; zero: they were at none
}

// Attendance is how long everybody who has a seat was at the edition, by user, as far as its registers are closed.
func Attendance(app core.App, e *Edition) (map[string]Attended, error) {
	return attendance(app, e, (*Session).Closed)
}

// Foresee is the Attendance as it would be if the register of a session were closed now.
func Foresee(app core.App, e *Edition, session string) (map[string]Attended, error) {
	return attendance(app, e, func(s *Session) bool { return s.Id == session || s.Closed() })
}

func attendance(app core.App, e *Edition, counts func(*Session) bool) (map[string]Attended, error) {
	sessions, err := SessionsOf(app, e.Id)
	if err != nil {
		return nil, err
	}
	people, err := People(app, e.Id, In)
	if err != nil {
		return nil, err
	}
	meetings, stays := make([]Meeting, len(sessions)), map[string][][]webinars.Interval{}
	for _, p := range people {
		if p.User() != "" {
			stays[p.User()] = make([][]webinars.Interval, len(sessions))
		}
	}
	for i, s := range sessions {
		rows, err := PresencesAt(app, s.Id)
		if err != nil {
			return nil, err
		}
		off, err := s.calledOff(app, rows)
		if err != nil {
			return nil, err
		}
		if off { // it asks for nothing
			continue
		}
		meetings[i] = s.Meeting()
		if !counts(s) {
			continue
		}
		of := map[string][]*Presence{}
		for _, p := range rows {
			of[p.User()] = append(of[p.User()], p)
		}
		for user, list := range stays {
			list[i] = StaysIn(of[user])
		}
	}
	return measured(meetings, stays, e.Percent()), nil
}

func measured(meetings []Meeting, stays map[string][][]webinars.Interval, needed int) map[string]Attended {
	attended := make(map[string]Attended, len(stays))
	for user, list := range stays {
		attended[user] = Attended{Measure(meetings, list, needed), last(meetings, list)}
	}
	return attended
}

// calledOff tells whether people were to meet in a webinar only, which was cancelled, and nobody is written down all the same.
func (s *Session) calledOff(app core.App, rows []*Presence) (bool, error) {
	if s.HasRoom() || slices.ContainsFunc(rows, (*Presence).Holds) {
		return false, nil
	}
	w, err := webinars.Find(app, s.Webinar())
	if errors.Is(err, webinars.ErrNotFound) {
		return false, nil
	}
	return err == nil && w.State() == webinars.Cancelled, err
}

func last(meetings []Meeting, stays [][]webinars.Interval) (end time.Time) {
	for i, m := range meetings {
		if m.present(stays[i]) > 0 && m.window().To.After(end) {
			end = m.window().To
		}
	}
	return end
}

// Present is how long rows of one person say that they were at the session, however many channels say so.
func (s *Session) Present(rows []*Presence) webinars.Measured {
	return Measure([]Meeting{s.Meeting()}, [][]webinars.Interval{StaysIn(rows)}, 0)
}

// Own are what the registers of an edition that are closed say of somebody, by session. Of a session whose register is open there is nothing.
func Own(app core.App, sessions []*Session, user string) (map[string]webinars.Measured, error) {
	own := map[string]webinars.Measured{}
	for _, s := range sessions {
		if !s.Closed() {
			continue
		}
		rows, err := presencesOf(app, s.Id, user)
		if err != nil {
			return nil, err
		}
		own[s.Id] = s.Present(rows)
	}
	return own, nil
}
