package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/locales"
)

type courseView struct {
	Frame
	Course      *courses.Course
	Audience    string
	Level       string
	Foreign     string // the course's language in its own words, where it is not the reader's
	Skills      []skillView
	Before      []beforeView // courses that come before this one
	Modules     []moduleView
	Lessons     int
	Minutes     int
	Reading     courses.Reading
	Next        *courses.Lesson // nil when every lesson is done
	Missing     []missingView
	Live        bool          // presence is asked for
	Webinars    []webinarItem // the next in which it counts
	Editions    []editionItem // to come
	Codes       bool          // one of them is joined by a code
	Attends     bool          // the reader has a seat in one
	Joining     *form         // the code as it was typed
	Certificate string        // code of the one in force
	Renewal     *renewalView  // nil: there is none that ends
	Manages     bool
	Open        bool // takes new learners
	Rating      ratingForm
	Deadline    string // for those who think of enrolling; empty: none
	Stars       []string
}

type skillView struct{ Name, Framework string }

type beforeView struct {
	Title, Address string
	Done           bool
}

// missingView is one thing that completion still asks for.
type missingView struct{ Words, Address string }

func (s *site) bindCourse(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/courses/{slug}", s.showCourse)
	root.POST("/courses/{slug}/enrolment", s.enrol)
	root.POST("/courses/{slug}/renewal", s.renew)
	root.POST("/courses/{slug}/rating", s.rateCourse)
}

func (s *site) showCourse(e *core.RequestEvent) error {
	if cardOf(e) != "" { // who has come by a card has a page with what concerns them
		return back(e, accounts.CardPath+"/class")
	}
	o, err := s.open(e)
	if err != nil {
		return err
	}
	return s.renderCourse(e, http.StatusOK, o, ratingForm{}, filled())
}

func (s *site) renderCourse(e *core.RequestEvent, status int, o *opened, rating ratingForm, joining *form) error {
	l := s.locale(e)
	modules, err := s.outlineOf(o, "", l)
	if err != nil {
		return err
	}
	view := courseView{
		Frame: s.newFrame(e, o.Course.Title()), Course: o.Course,
		Audience: l.T("audience." + audienceOr(o.Course.Audience())), Level: levelName(l, o.Course.Level()),
		Skills: skillsOf(l, o.Course), Modules: modules, Lessons: len(o.Lessons),
		Reading: o.Reading, Next: o.Next(o.Reading), Missing: missingOf(l, o),
		Manages: o.Manages, Open: o.Course.State() == courses.Published, Rating: rating, Joining: joining,
		Stars: []string{"1", "2", "3", "4", "5"},
	}
	view.Section, view.Description = "courses", o.Course.Summary()
	view.NoIndex = !view.Open
	view.Crumbs = []Crumb{{l.T("courses.title"), "/courses"}, {Title: o.Course.Title()}}
	if o.Course.Language() != l.Tag() {
		view.Foreign = languageNames[o.Course.Language()]
	}
	for _, lesson := range o.Lessons {
		view.Minutes += lesson.Minutes()
	}
	if d := o.Course.Deadline(); view.Open && !o.Reading.Enrolled() && !d.Due(time.Now()).IsZero() {
		view.Deadline = deadlineWords(l, d)
	}
	if view.Before, err = s.before(e, o.Course); err != nil {
		return err
	}
	if err := view.addWebinars(e, l, o); err != nil {
		return err
	}
	if err := view.addEditions(s, e, o); err != nil {
		return err
	}
	if view.Renewal, err = renewalOf(e, o); err != nil {
		return err
	}
	if o.Reading.Standing.Complete {
		codes, err := certificates.CodesOf(e.App, e.Auth.Id)
		if err != nil {
			return err
		}
		view.Certificate = codes[o.Reading.Enrolment]
	}
	return s.render(e, status, "course_show", &view)
}

// skillsOf says in words what "framework:code" means; a code that we do not know is shown as it is.
func skillsOf(l *locales.Locale, c *courses.Course) []skillView {
	var list []skillView
	for _, skill := range c.Skills() {
		framework, code, _ := strings.Cut(skill, ":")
		v := skillView{Name: code, Framework: framework}
		if key := "skill." + framework + "." + code; l.Has(key) {
			v.Name = l.T(key)
		}
		if key := "framework." + framework; l.Has(key) {
			v.Framework = l.T(key)
		}
		list = append(list, v)
	}
	return list
}

// missingOf says what the certificate still asks for, each with the way there.
func missingOf(l *locales.Locale, o *opened) []missingView {
	missing := o.Required
	if o.Reading.Enrolled() {
		missing = o.Reading.Standing.Missing
	}
	lessons := 0
	var list []missingView
	for _, r := range missing {
		v := missingView{Words: l.T("missing."+r.Kind, "title", o.Titles.Of(r), "percent", r.Threshold)}
		switch r.Kind {
		case courses.LessonKind:
			lessons++ // they are said together: the outline shows which
			continue
		case courses.QuizKind:
			v.Words = l.T("course.pass_quiz", "title", o.Titles.Of(r))
			if r.Threshold > 0 {
				v.Words = l.T("course.pass_quiz_with", "title", o.Titles.Of(r), "percent", r.Threshold)
			}
			for _, q := range o.Quizzes {
				if q.Key == r.Key {
					v.Address = quizAddress(o, q)
				}
			}
		}
		list = append(list, v)
	}
	if lessons > 0 {
		list = append([]missingView{{Words: l.T("course.read_lessons", "count", lessons)}}, list...)
	}
	return list
}

// before returns the published courses that the author puts before this one.
func (s *site) before(e *core.RequestEvent, c *courses.Course) ([]beforeView, error) {
	requires := c.Requires()
	if len(requires) == 0 {
		return nil, nil
	}
	catalogue, err := s.window.Look(e.App)
	if err != nil {
		return nil, err
	}
	mine, err := s.learningOf(e)
	if err != nil {
		return nil, err
	}
	var list []beforeView
	for _, card := range catalogue.Cards {
		for _, slug := range requires {
			if card.Slug == slug {
				list = append(list, beforeView{card.Title, "/courses/" + slug, mine[card.ID].Finished()})
			}
		}
	}
	return list, nil
}
