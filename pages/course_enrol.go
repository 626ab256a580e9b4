package pages

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// enrol enrols the reader and goes to where the course goes on.
func (s *site) enrol(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	o, err := s.open(e)
	if err != nil {
		return err
	}
	if _, err := courses.Enrol(e.App, user.Id, o.Course.Id); err != nil {
		return err
	}
	if next := o.Next(o.Reading); next != nil {
		return back(e, withSaid(o.address()+"/"+next.Slug(), "enrolled"))
	}
	return back(e, withSaid(o.address(), "enrolled"))
}
