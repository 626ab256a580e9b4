package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/classes"
	"aula/courses"
)

// editionView is one edition as those see it who come, or think of it.
type editionView struct {
	Frame
	editionItem
	CourseAddress string
	Sessions      []sessionItem
	News, Reason  string
	Percent       int    // of presence that the course asks for; 0: none
	Desk          string // where the reader runs it; empty: nowhere
	Assisted      bool
}

func (s *site) bindEditions(root *router.RouterGroup[*core.RequestEvent]) {
	root.POST("/courses/{slug}/editions", s.joinByCode)
	one := root.Group("/courses/{slug}/editions/{edition}")
	one.GET("", s.showEdition)
	one.POST("", s.joinEdition)
	one.GET("/leave", s.askLeaveEdition)
	one.POST("/leave", s.leaveEdition)
	one.GET("/edition.ics", s.editionCalendar)
}

// openEdition is the edition of the address and its course, as this reader may see them.
func (s *site) openEdition(e *core.RequestEvent) (*classes.Edition, *opened, error) {
	o, err := s.open(e)
	if err != nil {
		return nil, nil, err
	}
	x, err := classes.Find(e.App, e.Request.PathValue("edition"))
	if err == nil && x.Course() != o.Course.Id {
		err = classes.ErrNotFound
	}
	return x, o, err
}

func (s *site) showEdition(e *core.RequestEvent) error {
	x, o, err := s.openEdition(e)
	if err != nil {
		return err
	}
	l, now := s.locale(e), time.Now()
	item, err := s.newEditionItem(e, x, o.Course, now)
	if err != nil {
		return err
	}
	view := editionView{Frame: s.newFrame(e, x.Title()), editionItem: item, CourseAddress: courses.Address(o.Course.Slug()), Reason: x.Reason(), Assisted: x.Assisted()}
	view.Section, view.Description = "courses", o.Course.Title()+", "+x.Title()
	view.Crumbs = []Crumb{{l.T("courses.title"), "/courses"}, {o.Course.Title(), view.CourseAddress}, {Title: x.Title()}}
	if x.Presence() != "" {
		view.Percent = x.Percent()
	}
	if view.Desk, err = deskAddress(e, x, o.Course); err != nil {
		return err
	}
	if classes.Standing(item.Mine).Held() || view.Desk != "" {
		view.News = x.News()
	}
	if view.Sessions, err = sessionItems(e.App, l, x, now); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "edition_show", &view)
}

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

// editionCalendar sends the sessions for the reader's calendar; those of an edition called off take themselves out of it.
func (s *site) editionCalendar(e *core.RequestEvent) error {
	x, o, err := s.openEdition(e)
	if err != nil {
		return err
	}
	sessions, err := classes.SessionsOf(e.App, x.Id)
	if err != nil {
		return err
	}
	home := s.home(e)
	table := classes.Timetable{
		Edition: x, Course: o.Course.Title(), Sessions: sessions, Address: home + editionAddress(o.Course.Slug(), x.Id),
		Webinar: func(id string) string { return home + "/webinars/" + id },
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Disposition", `inline; filename="edition.ics"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(table.Write()))
}

// myEditions are those that are not over, the next first.
func (s *site) myEditions(e *core.RequestEvent, user string) ([]editionItem, error) {
	now := time.Now()
	seats, of, err := classes.Mine(e.App, user, now)
	if err != nil {
		return nil, err
	}
	var list []editionItem
	for _, seat := range seats {
		x := of[seat.Edition()]
		c, err := courses.FindByID(e.App, x.Course())
		if err != nil {
			return nil, err
		}
		i, err := s.newEditionItem(e, x, c, now)
		if err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, nil
}
