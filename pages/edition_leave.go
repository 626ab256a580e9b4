package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
)

// editionLeaveView asks whether somebody means to give the seat back.
type editionLeaveView struct {
	Frame
	Edition, Course, Back string
	Mine                  string
}

// heldSeat is the reader's seat in the edition of the address.
func (s *site) heldSeat(e *core.RequestEvent) (*classes.Edition, *classes.Seat, *opened, error) {
	user, err := signedIn(e)
	if err != nil {
		return nil, nil, nil, err
	}
	x, o, err := s.openEdition(e)
	if err != nil {
		return nil, nil, nil, err
	}
	seat, err := classes.FindOwn(e.App, x.Id, user.Id)
	if err == nil && !seat.State().Held() {
		err = classes.ErrNoSeat
	}
	return x, seat, o, err
}

func (s *site) askLeaveEdition(e *core.RequestEvent) error {
	x, seat, o, err := s.heldSeat(e)
	if err != nil {
		return err
	}
	l, at := s.locale(e), editionAddress(o.Course.Slug(), x.Id)
	view := editionLeaveView{Frame: s.newFrame(e, l.T("edition.leave_title")), Edition: x.Title(), Course: o.Course.Title(), Back: at, Mine: string(seat.State())}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = []Crumb{{l.T("courses.title"), "/courses"}, {o.Course.Title(), courses.Address(o.Course.Slug())}, {x.Title(), at}, {Title: view.Title}}
	return s.render(e, http.StatusOK, "edition_leave", &view)
}

func (s *site) leaveEdition(e *core.RequestEvent) error {
	x, seat, o, err := s.heldSeat(e)
	if err != nil {
		return err
	}
	if err := classes.Leave(e.App, x.Id, seat.User()); err != nil {
		return err
	}
	return back(e, withSaid(editionAddress(o.Course.Slug(), x.Id), "edition_left"))
}
