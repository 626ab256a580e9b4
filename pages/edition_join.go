package pages

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
)

// joinEdition gives the reader a seat, a place on the list, or asks for one.
func (s *site) joinEdition(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	x, o, err := s.openEdition(e)
	if err != nil {
		return err
	}
	seat, _, err := classes.Join(e.App, classes.Joining{Edition: x.Id, User: user.Id, By: user.Id, Way: classes.BySelf})
	if err != nil {
		return err
	}
	return back(e, withSaid(editionAddress(o.Course.Slug(), x.Id), "edition_"+string(seat.State())))
}
