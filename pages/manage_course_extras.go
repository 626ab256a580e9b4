package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
	"aula/locales"
	"aula/quizzes"
)

// extrasView is the form of what a learner is granted in the quizzes of a course.
type extrasView struct {
	manageFrame
	Course  *courses.Course
	Learner *accounts.Person
	Granted *extrasLine // nil while nothing is
	Form    *form
	Action  string
	Back    string
	Look    string // address from which the reader may look as them, empty if they may not
}

// extrasLine says what somebody is granted.
type extrasLine struct{ Text, By string }

// extras finds the course and the learner of the address. Only who is enrolled is granted anything.
func extras(e *core.RequestEvent) (*courses.Course, *accounts.Person, error) {
	c, err := managed(e)
	if err != nil {
		return nil, nil, err
	}
	p, err := accounts.Find(e.App, e.Request.PathValue("person"))
	if err != nil {
		return nil, nil, err
	}
	_, err = courses.FindEnrolment(e.App, p.Id, c.Id)
	if errors.Is(err, courses.ErrNotEnrolled) {
		err = courses.ErrNotFound
	}
	return c, p, err
}

func (s *site) showExtras(e *core.RequestEvent) error {
	c, p, err := extras(e)
	if err != nil {
		return err
	}
	granted, err := quizzes.AccommodationOf(e.App, p.Id, c.Id)
	if err != nil {
		return err
	}
	return s.renderExtras(e, http.StatusOK, c, p, filled("time", figure(granted.TimePercent), "tries", figure(granted.Tries)))
}

// figure writes a number for a field; none is empty.
func figure(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (s *site) renderExtras(e *core.RequestEvent, status int, c *courses.Course, p *accounts.Person, f *form) error {
	l := s.locale(e)
	learners := managedAddress(c) + "/learners"
	view := extrasView{
		manageFrame: s.newManageFrame(e, l.T("extras.title", "name", p.Name()), "/manage/courses", Crumb{l.T("manage.courses"), "/manage/courses"},
			Crumb{c.Title(), managedAddress(c)}, Crumb{l.T("manage.learners"), learners}, Crumb{Title: p.Name()}),
		Course: c, Learner: p, Form: f, Action: learners + "/" + p.Id, Back: learners,
	}
	all, err := quizzes.GrantedIn(e.App, c.Id)
	if err != nil {
		return err
	}
	if view.Look, err = lookAddress(e, p); err != nil {
		return err
	}
	if g, ok := all[p.Id]; ok {
		line := s.extrasLine(e, g)
		view.Granted = &line
	}
	return s.render(e, status, "manage_course_extras", &view)
}

func (s *site) extrasLine(e *core.RequestEvent, g quizzes.Granted) extrasLine {
	l := s.locale(e)
	var parts []string
	if g.TimePercent > 0 {
		parts = append(parts, l.T("extras.time_granted", "percent", g.TimePercent))
	}
	if g.Tries > 0 {
		parts = append(parts, l.T("extras.tries_granted", "count", g.Tries))
	}
	return extrasLine{strings.Join(parts, ", "), l.T("extras.granted_by", "name", s.nameOf(e, g.By), "when", l.Date(g.At))}
}

// saveExtras grants what the form says, or takes back what was granted.
func (s *site) saveExtras(e *core.RequestEvent) error {
	c, p, err := extras(e)
	if err != nil {
		return err
	}
	learners := managedAddress(c) + "/learners"
	if e.Request.PostFormValue("act") == "remove" {
		err := accounts.Audited(e, audit.AccommodationEnded.On(audit.Person, p.Id, "course", c.Id), func() error { return quizzes.Ungrant(e.App, p.Id, c.Id) })
		if err != nil {
			return err
		}
		return back(e, withSaid(learners, "extras_removed"))
	}
	f := typed(e, "time", "tries")
	l := s.locale(e)
	granted := quizzes.Accommodation{TimePercent: f.figure(l, "time", quizzes.TimePercentAtMost, "extras.time_wrong"),
		Tries: f.figure(l, "tries", quizzes.TriesAtMost, "extras.tries_wrong")}
	if !f.Wrong() && granted == (quizzes.Accommodation{}) {
		f.say(l, "time", l.T("extras.nothing"))
	}
	if f.Wrong() {
		return s.renderExtras(e, http.StatusUnprocessableEntity, c, p, f)
	}
	prolonged, err := quizzes.Grant(e.App, e.Auth.Id, p.Id, c.Id, granted)
	if err != nil {
		return err
	}
	if prolonged > 0 {
		return back(e, withSaid(learners, "extras_granted_at_once"))
	}
	return back(e, withSaid(learners, "extras_granted"))
}

// figure reads a whole number from nought to most; an empty field is nought. What is none is said under key.
func (f *form) figure(l *locales.Locale, field string, most int, key string) int {
	text := strings.TrimSuffix(strings.TrimSpace(f.Value(field)), "%")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 || n > most {
		f.say(l, field, l.T(key, "most", most))
	}
	return n
}
