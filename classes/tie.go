package classes

import (
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// enterWebinars registers somebody for the webinars of the sessions to come. One that is over or called off stops nobody; whom a host removed from one
// stays so until its hosts let them back.
func (e *Edition) enterWebinars(tx core.App, user string) error {
	return e.eachWebinar(tx, func(webinar string) error {
		_, _, err := webinars.Apply(tx, webinar, webinars.Applicant{User: user, Remind: true})
		if errors.Is(err, webinars.ErrRemoved) {
			return nil
		}
		return err
	})
}

// leaveWebinars gives somebody's seats in them back.
func (e *Edition) leaveWebinars(tx core.App, user string) error {
	return e.eachWebinar(tx, func(webinar string) error {
		r, err := webinars.FindOwn(tx, webinar, user)
		if errors.Is(err, webinars.ErrNotRegistered) {
			return nil
		}
		if err != nil {
			return err
		}
		return webinars.Withdraw(tx, r.Id)
	})
}

func (e *Edition) eachWebinar(tx core.App, do func(webinar string) error) error {
	sessions, err := SessionsOf(tx, e.Id)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.Webinar() == "" || time.Now().After(s.Until()) {
			continue
		}
		err := do(s.Webinar())
		if err != nil && !errors.Is(err, webinars.ErrEnded) && !errors.Is(err, webinars.ErrCancelled) && !errors.Is(err, webinars.ErrNotFound) {
			return err
		}
	}
	return nil
}
