package hooks

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/internal/calendar"
	"aula/notifications"
)

// registersLate is for how many days back whoever holds a class is told of its register: the academy may have been off for some.
const registersLate = 7

// remindOfRegisters tells those who hold a class, the morning after it and once, that its register waits to be closed.
func remindOfRegisters(app core.App, now time.Time) error {
	list, err := classes.UnclosedBetween(app, calendar.AddDays(now, -registersLate), calendar.AddDays(now, 0))
	if err != nil {
		return err
	}
	for _, s := range list {
		err := app.RunInTransaction(func(tx core.App) error {
			return tellHolders(tx, s, notifications.RegisterWaiting, s.Id, map[string]string{"when_moment": sessionMoment(s)})
		})
		if err != nil {
			return fmt.Errorf("remind of the register of session %s: %w", s.Id, err)
		}
	}
	return nil
}

// registerWaits: the session's register still waits to be closed.
func registerWaits(app core.App, id string, _ *notifications.Entry) (bool, error) {
	s, x, err := sessionAndEdition(app, id)
	return err == nil && s != nil && !s.Closed() && x.State() != classes.Cancelled, err
}

// registerDone takes from those who hold a class what they were told of its register.
func registerDone(tx core.App, s *classes.Session) error {
	x, err := classes.Find(tx, s.Edition())
	if err != nil {
		return err
	}
	people, err := holdersOf(tx, x)
	for _, person := range people {
		if err == nil {
			err = notifications.StopAbout(tx, person, aboutSession+s.Id)
		}
	}
	return err
}

// sessionAndEdition are both, or nil for a session that was called off.
func sessionAndEdition(app core.App, id string) (*classes.Session, *classes.Edition, error) {
	s, err := classes.FindSession(app, id)
	if errors.Is(err, classes.ErrNoSession) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	x, err := classes.Find(app, s.Edition())
	return s, x, err
}
