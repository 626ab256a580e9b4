package pages

import (
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
)

// renewalView is how long the reader's certificate of a course holds, and whether the course can be studied anew.
type renewalView struct {
	Code    string
	LastDay time.Time
	Over    bool
	May     bool
}

// renewalOf returns nil where the reader has no certificate of the course that ends.
func renewalOf(e *core.RequestEvent, o *opened) (*renewalView, error) {
	if !o.Reading.Enrolled() {
		return nil, nil
	}
	c, err := certificates.Newest(e.App, e.Auth.Id, o.Course.Id)
	if errors.Is(err, certificates.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	last := c.Facts().LastDay()
	if last.IsZero() {
		return nil, nil
	}
	done := o.Reading.Standing.Complete
	return &renewalView{c.Code(), last, !c.Holds(), done && c.Enrolment() == o.Reading.Enrolment && c.MayRenew(time.Now())}, nil
}

// renew begins the course anew for the reader, once however often it is pressed, and goes to its first lesson.
func (s *site) renew(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	o, err := s.open(e)
	if err != nil {
		return err
	}
	if _, err := certificates.Renew(e.App, user.Id, o.Course.Id, time.Now()); err != nil {
		return err
	}
	return back(e, withSaid(o.address(), "renewed"))
}
