package pages

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
)

// cardBar is what stands above the pages of who has come by a card.
type cardBar struct {
	Name string // given name, or the card's number in words
}

// cardClassView is the own class of who has come by a card.
type cardClassView struct {
	Frame
	Class    *classes.Edition
	Course   *courses.Course
	Lesson   string // to go on with; empty when none is left
	Address  string
	Minutes  int
	Percent  int
	Complete bool
	Lessons  []moduleView
	Sessions []sessionItem
	News     string // of the class
	Account  bool   // the card can become an account
}

// cardBarOf is the frame's bar, nil for who has not come by a card.
func (s *site) cardBarOf(e *core.RequestEvent, u *core.Record) *cardBar {
	id := cardOf(e)
	if id == "" {
		return nil
	}
	bar := &cardBar{Name: strings.TrimSpace(u.GetString("given_name"))}
	if bar.Name == "" {
		if c, err := classes.FindCard(e.App, id); err == nil {
			bar.Name = s.locale(e).T("cards.number", "number", c.Number())
		}
	}
	return bar
}

func (s *site) showOwnClass(e *core.RequestEvent) error {
	id := cardOf(e)
	if id == "" {
		return back(e, accounts.CardPath)
	}
	c, err := classes.FindCard(e.App, id)
	if err != nil {
		return err
	}
	v := &cardClassView{Frame: s.newFrame(e, s.locale(e).T("card.class"))}
	v.NoIndex = true
	if v.Class, err = classes.Find(e.App, c.Edition()); err != nil {
		return err
	}
	if err := s.whatToLearn(e, v, c.User()); err != nil {
		return err
	}
	if v.Sessions, err = sessionItems(e.App, s.locale(e), v.Class, accounts.DoorkeeperOf(e.App).Now()); err != nil {
		return err
	}
	for i := range v.Sessions {
		v.Sessions[i].Webinar = "" // its page opens to accounts
	}
	v.News = v.Class.News()
	desk, err := classes.DeskOf(e.App, c.Edition())
	if err != nil {
		return err
	}
	v.Account = !desk.Minors()
	return s.render(e, http.StatusOK, "card_class", v)
}

// whatToLearn adds the course, how far its reader is, and where they go on.
func (s *site) whatToLearn(e *core.RequestEvent, v *cardClassView, user string) (err error) {
	if v.Course, err = courseOf(e.App, v.Class); err != nil {
		return err
	}
	outline, reading, err := s.shelf.Open(e.App, v.Course.Slug(), user)
	if err != nil {
		return err
	}
	o := &opened{Outline: outline, Reading: reading}
	if v.Lessons, err = s.outlineOf(o, "", s.locale(e)); err != nil {
		return err
	}
	if reading.Enrolled() {
		v.Percent, v.Complete = reading.Standing.Percent, reading.Standing.Complete
	}
	if lesson := outline.Next(reading); lesson != nil {
		v.Lesson, v.Minutes, v.Address = lesson.Title(), lesson.Minutes(), o.address()+"/"+lesson.Slug()
	}
	return nil
}

// courseOf is the course that a class runs.
func courseOf(app core.App, edition *classes.Edition) (*courses.Course, error) {
	return courses.FindByID(app, edition.Course())
}
