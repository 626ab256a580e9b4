package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/audit"
)

// seatActs are what staff do with a seat.
var seatActs = map[string]struct {
	act  audit.Act
	said string
	do   func(core.App, string) error
}{
	"approve": {audit.SeatGiven, "edition_approved", func(app core.App, seat string) error { return classes.Decide(app, seat, true) }},
	"refuse":  {audit.SeatTaken, "edition_seat_taken", func(app core.App, seat string) error { return classes.Decide(app, seat, false) }},
	"promote": {audit.SeatGiven, "edition_approved", classes.Promote},
	"remove":  {audit.SeatTaken, "edition_seat_taken", classes.Remove},
}

// seatAt is the seat of the address, at the desk of the address.
func seatAt(e *core.RequestEvent) (editionDesk, *classes.Edition, *classes.Seat, error) {
	d, x, err := deskOf(e, true)
	if err != nil {
		return d, nil, nil, err
	}
	seat, err := classes.FindSeat(e.App, e.Request.PathValue("seat"))
	if err == nil && seat.Edition() != x.Id {
		err = classes.ErrNoSeat
	}
	return d, x, seat, err
}

func (s *site) changeSeat(e *core.RequestEvent) error {
	d, x, seat, err := seatAt(e)
	if err != nil {
		return err
	}
	a, known := seatActs[e.Request.PostFormValue("act")]
	if !known {
		return errNotAllowed
	}
	err = accounts.Audited(e, a.act.On(audit.Edition, x.Id, "person", seat.User()), func() error { return a.do(e.App, seat.Id) })
	if err != nil {
		return err
	}
	return back(e, withSaid(d.of(x), a.said))
}

// seatRemoveView asks whether somebody is to be taken out.
type seatRemoveView struct {
	editionFrame
	At, Seat, Name, Edition string
}

func (s *site) askRemoveSeat(e *core.RequestEvent) error {
	d, x, seat, err := seatAt(e)
	if err != nil {
		return err
	}
	p, err := accounts.Find(e.App, seat.User())
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := seatRemoveView{editionFrame: s.newEditionFrame(e, d, l.T("edition.remove_title"), Crumb{x.Title(), d.of(x)}, Crumb{Title: l.T("edition.remove_title")}),
		At: d.of(x), Seat: seat.Id, Name: p.Name(), Edition: x.Title()}
	return s.render(e, http.StatusOK, "edition_remove", &view)
}
