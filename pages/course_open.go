package pages

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
)

// opened is a course as this reader may see it.
type opened struct {
	*courses.Outline
	Reading courses.Reading
	Manages bool
}

// open returns the course of the address if the reader may see it, else courses.ErrNotFound: drafts are their
// managers' only, withdrawn courses theirs and of those who are enrolled.
func (s *site) open(e *core.RequestEvent) (*opened, error) {
	user, id := person(e), ""
	if user != nil {
		id = user.Id
	}
	outline, reading, err := s.shelf.Open(e.App, e.Request.PathValue("slug"), id)
	if err != nil {
		return nil, err
	}
	o := &opened{Outline: outline, Reading: reading, Manages: user != nil && accounts.MayManageCourse(user, outline.Course.Owner())}
	switch outline.Course.State() {
	case courses.Published:
		return o, nil
	case courses.Withdrawn:
		if o.Manages || o.Reading.Enrolled() {
			return o, nil
		}
	case courses.Draft:
		if o.Manages {
			return o, nil
		}
	}
	return nil, courses.ErrNotFound
}

// address of the course's page.
func (o *opened) address() string { return "/courses/" + o.Course.Slug() }
