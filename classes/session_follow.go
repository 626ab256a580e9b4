package classes

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
	"aula/webinars"
)

// Differs tells whether the webinar is not when people meet: it begins more than an hour earlier or later.
func (s *Session) Differs(w *webinars.Webinar) bool {
	return s.HasRoom() && w.State() == webinars.Planned && w.Start().Sub(s.From()).Abs() > webinarSlack
}

// FollowWebinar plans the sessions anew that are held in a webinar only and have not begun, when the webinar begins so much later and ends so
// much later. Their edition becomes longer if need be. Where people meet in a room, too, its hours hold: somebody has booked it.
func FollowWebinar(tx core.App, webinar string, begins, ends time.Duration, now time.Time) error {
	list, err := SessionsIn(tx, webinar)
	if err != nil {
		return err
	}
	for _, s := range list {
		from, until := s.From().Add(begins), s.Until().Add(ends)
		if s.HasRoom() || s.Begun(now) || s.Closed() || !until.After(from) {
			continue
		}
		if err := s.move(tx, from, until); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) move(tx core.App, from, until time.Time) error {
	e, err := Find(tx, s.Edition())
	if err != nil || e.Settled() {
		return err
	}
	e.Set("revision", e.Revision()+1) // who is planning it learns of it
	if from.Before(e.From()) {
		e.Set("from", calendar.At(from, 0))
	}
	if until.After(e.Until()) {
		e.Set("until", calendar.EndOfDay(until))
	}
	if err := tx.Save(e); err != nil {
		return fmt.Errorf("move edition %s with a webinar: %w", e.Id, err)
	}
	s.Set("from", from.UTC())
	s.Set("until", until.UTC())
	s.Set("reminded", nil)
	if err := tx.Save(s); err != nil {
		return fmt.Errorf("move session %s with its webinar: %w", s.Id, err)
	}
	return nil
}
