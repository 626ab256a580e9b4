package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/webinars"
)

type webinarView struct {
	Frame
	ID, Series, State, When string
	Start                   time.Time
	Minutes                 int
	Speakers                []string
	DescriptionHTML         string
	Mine                    string // state of the reader's registration, empty for who has none
	Position                int
	Stage                   bool // the reader hosts or presents
	Places                  webinars.Places
	Guests                  bool
	Manages                 bool
	Course                  *linkedCourse // nil: presence counts for none
	Form                    *form
}

// Full tells whether whoever registers now waits for a seat.
func (v *webinarView) Full() bool { return v.Places == webinars.PlacesNone }

// Asks tells whether the page asks a guest for a name and a mailbox.
func (v *webinarView) Asks() bool {
	open := v.State == string(webinars.Planned) || v.State == string(webinars.Open)
	return open && v.Guests && v.Person == nil && v.Mine == "" && !v.Stage
}

// linkedCourse is the course that presence counts for.
type linkedCourse struct {
	Title, Address string
	Percent        int
}

func (s *site) showWebinar(e *core.RequestEvent) error {
	return s.renderWebinar(e, http.StatusOK, e.Request.PathValue("id"), filled("remind", "yes"))
}

func (s *site) renderWebinar(e *core.RequestEvent, status int, id string, f *form) error {
	poster, err := webinars.FindPoster(e.App, id)
	if err != nil {
		return err
	}
	l, w := s.locale(e), poster.Webinar
	view := webinarView{
		Frame: s.newFrame(e, w.Title()), ID: w.Id, Series: w.Series(), State: shownState(w, time.Now()), When: l.Moment(w.Start(), w.Zone()),
		Start: w.Start(), Minutes: w.Minutes(), DescriptionHTML: w.DescriptionHTML(), Guests: w.Audience() == webinars.Anyone,
		Manages: webinars.MayManage(e.Auth, w), Form: f, Speakers: poster.Speakers, Places: webinars.PlacesLeft(w.Seats(), poster.Taken),
	}
	view.Path = "/webinars/" + w.Id
	view.Section, view.Description = "webinars", w.Title()+", "+view.When
	view.Crumbs = []Crumb{{l.T("frame.webinars"), "/webinars"}, {Title: w.Title()}}
	if view.Course, err = linkedTo(e.App, w); err != nil {
		return err
	}
	if err := view.addReader(e, w); err != nil {
		return err
	}
	return s.render(e, status, "webinar_show", &view)
}

// addReader says what the webinar is to whoever reads.
func (v *webinarView) addReader(e *core.RequestEvent, w *webinars.Webinar) error {
	if u := person(e); u != nil {
		v.Stage = w.RoleOf(u.Id) != webinars.Attendee
	}
	r, err := webinars.HeldBy(e.App, w, knock(e, w.Id))
	if errors.Is(err, webinars.ErrNotRegistered) {
		return nil
	}
	if err != nil || r.State() == webinars.Withdrawn {
		return err
	}
	v.Mine = string(r.State())
	v.Position, err = webinars.Position(e.App, r)
	return err
}

// linkedTo is the published course that the webinar is tied to, nil if there is none.
func linkedTo(app core.App, w *webinars.Webinar) (*linkedCourse, error) {
	if w.Course() == "" {
		return nil, nil
	}
	c, err := courses.FindByID(app, w.Course())
	if errors.Is(err, courses.ErrNotFound) || err == nil && c.State() != courses.Published {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	percent, err := courses.PresencePercent(app, c.Id, w.CourseKey(), w.Percent())
	return &linkedCourse{c.Title(), "/courses/" + c.Slug(), percent}, err
}
