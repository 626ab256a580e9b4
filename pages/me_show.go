package pages

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/certificates"
	"aula/courses"
	"aula/webinars"
)

// mineAtMost bounds the list of a person's courses on one page.
const mineAtMost = 100

type meView struct {
	Frame
	Continue *continueView // the course worked on last; nil when nothing is under way
	Others   []courses.Learning
	Finished []finishedView
	Editions []editionItem // in which the reader has a seat or waits for one
	Holds    []editionItem // that the reader holds, where they run them
	Webinars []myWebinar
	Hosts    bool   // the reader hosts some, of the last months too
	Calendar string // secret address of the own webinars; empty: not shown
}

// continueView is the very step to go on with.
type continueView struct {
	courses.Learning
	Lesson  string // title; empty when only quizzes are left
	Minutes int
	Address string
}

type finishedView struct {
	courses.Learning
	certificates.Held      // no code: there is none
	Renew             bool // the course can be done anew for another certificate
}

func (s *site) bindMe(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/me", s.showMe)
}

func (s *site) showMe(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	list, err := courses.LearningOf(e.App, user.Id, mineAtMost)
	if err != nil {
		return err
	}
	held, err := certificates.HeldBy(e.App, user.Id)
	if err != nil {
		return err
	}
	view := meView{Frame: s.newFrame(e, s.locale(e).T("me.title"))}
	if view.Looking == nil { // whoever knows the address keeps it
		path, err := webinars.CalendarPath(e.App, user.Id)
		if err != nil {
			return err
		}
		view.Calendar = s.home(e) + path
	}
	if view.Webinars, view.Hosts, err = s.ownWebinars(e, user.Id); err != nil {
		return err
	}
	if view.Editions, err = s.myEditions(e, user.Id); err != nil {
		return err
	}
	if view.Holds, err = s.heldEditions(e, user.Id); err != nil {
		return err
	}
	view.Section, view.Crumbs = "me", []Crumb{{Title: view.Title}}
	newest := courses.ByCourse(list)
	for _, l := range list {
		switch {
		case l.IsComplete():
			h := held[l.Enrolment]
			renew := newest[l.Course].Enrolment == l.Enrolment && l.State == courses.Published && h.MayRenew(time.Now())
			view.Finished = append(view.Finished, finishedView{l, h, renew})
		case l.State != courses.Draft:
			view.Others = append(view.Others, l)
		}
	}
	slices.SortStableFunc(view.Finished, func(a, b finishedView) int { return b.Completed().Compare(a.Completed()) })
	if len(view.Others) > 0 {
		if view.Continue, err = s.continuation(e, view.Others[0]); err != nil {
			return err
		}
		view.Others = byDue(view.Others[1:])
	}
	return s.render(e, http.StatusOK, "me_show", &view)
}

// continuation finds where the learner left off in the course.
func (s *site) continuation(e *core.RequestEvent, l courses.Learning) (*continueView, error) {
	outline, reading, err := s.shelf.Open(e.App, l.Slug, e.Auth.Id)
	if err != nil {
		return nil, err
	}
	v := &continueView{Learning: l, Address: "/courses/" + l.Slug}
	if lesson := outline.Next(reading); lesson != nil {
		v.Lesson, v.Minutes, v.Address = lesson.Title(), lesson.Minutes(), v.Address+"/"+lesson.Slug()
	}
	return v, nil
}

// byDue puts what is due first before what is due later, and that before what has time; else the order stays.
func byDue(list []courses.Learning) []courses.Learning {
	slices.SortStableFunc(list, func(a, b courses.Learning) int {
		if a.Due().IsZero() || b.Due().IsZero() {
			return cmp.Compare(zeroLast(a.Due()), zeroLast(b.Due()))
		}
		return a.Due().Compare(b.Due())
	})
	return list
}

func zeroLast(t time.Time) int {
	if t.IsZero() {
		return 1
	}
	return 0
}
