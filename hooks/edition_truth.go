package hooks

import (
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/notifications"
)

// seatStands tells whether what somebody was told about an edition still holds.
func seatStands(app core.App, id string, e *notifications.Entry) (bool, error) {
	s, err := classes.FindSeat(app, id)
	if errors.Is(err, classes.ErrNoSeat) {
		return false, nil
	}
	if err != nil || s.User() != e.Person() {
		return false, err
	}
	x, err := classes.Find(app, s.Edition())
	if err != nil {
		return false, err
	}
	now := time.Now()
	switch e.Kind() {
	case notifications.EditionCancelled:
		return x.State() == classes.Cancelled, nil
	case notifications.EditionRefused:
		return s.State() == classes.Refused, nil
	case notifications.EditionRemoved:
		return s.State() == classes.Removed, nil
	case notifications.EditionWaiting:
		return !x.Over(now) && s.State() == classes.Waiting, nil
	case notifications.EditionNews:
		return !x.Settled() && s.State().Held() && x.News() == e.Values()["news"], nil
	case notifications.EditionSoon, notifications.EditionMoved:
		holds, err := meetsAt(app, x, e.Values()["when_moment"])
		return holds && !x.Over(now) && s.State() == classes.In, err
	}
	return !x.Over(now) && s.State() == classes.In, nil
}

// meetsAt tells whether the edition still meets at a moment.
func meetsAt(app core.App, x *classes.Edition, moment string) (bool, error) {
	sessions, err := classes.SessionsOf(app, x.Id)
	for _, s := range sessions {
		if sessionMoment(s) == moment && time.Now().Before(s.Until()) {
			return true, err
		}
	}
	return false, err
}

// seatsAsked: somebody still waits for an answer.
func seatsAsked(app core.App, id string, _ *notifications.Entry) (bool, error) {
	c, err := classes.CountSeats(app, id)
	if err != nil {
		return false, err
	}
	x, err := classes.Find(app, id)
	if errors.Is(err, classes.ErrNotFound) {
		return false, nil
	}
	return err == nil && c.Asked > 0 && !x.Over(time.Now()), err
}
