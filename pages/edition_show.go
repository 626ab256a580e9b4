package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
	"aula/webinars"
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
	Own           *webinars.Measured // the reader's presence as far as registers are closed; nil: none is, or there is no seat
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
	if item.Mine == string(classes.In) {
		if err := view.addOwn(e.App, x, e.Auth.Id); err != nil {
			return err
		}
	}
	return s.render(e, http.StatusOK, "edition_show", &view)
}

// addOwn adds the reader's presence at each session whose register is closed, and in all.
func (v *editionView) addOwn(app core.App, x *classes.Edition, user string) error {
	sessions, err := classes.SessionsOf(app, x.Id)
	if err != nil {
		return err
	}
	own, err := classes.Own(app, sessions, user)
	if err != nil || len(own) == 0 {
		return err
	}
	for i := range v.Sessions {
		v.Sessions[i].Minutes = int(own[v.Sessions[i].ID].Present / time.Minute)
	}
	of, err := classes.Attendance(app, x)
	if err != nil {
		return err
	}
	if m, in := of[user]; in {
		v.Own = &m.Measured
	}
	return nil
}
