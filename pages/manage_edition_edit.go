package pages

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/locales"
	"aula/webinars"
)

// editionFields are the form's, beside the sessions'.
var editionFields = []string{"title", "from", "until", "seats", "way_self", "way_referent", "way_code", "approval", "waiting", "facilitators",
	"counts", "percent", "assisted", "course", "revision"}

// sessionFields are those of each session, as "session_N_NAME".
var sessionFields = []string{"id", "day", "from", "until", "kind", "place", "webinar", "drop"}

const (
	rowsToBegin = 3 // empty rows for sessions
	mostRows    = 80
)

type editionEditView struct {
	editionFrame
	New      bool
	Act      string // address of the form
	Form     *form
	Rows     []sessionRow
	Begun    []sessionItem // sessions that have begun: their plan stays
	Courses  []courseChoice
	Webinars []webinarChoice
	Code     string
	People   bool // somebody has a seat: they are told of changes
}

// sessionRow is one session of the form.
type sessionRow struct {
	N       int
	Name    string // "session_2_"
	Known   bool   // it is planned already
	Problem map[string]string
}

type webinarChoice struct{ ID, Title string }

func (s *site) renderEditionEdit(e *core.RequestEvent, status int, d editionDesk, x *classes.Edition, f *form, rows int) error {
	l, now := s.locale(e), time.Now()
	view := editionEditView{New: x == nil, Act: d.base + "/new", Form: f}
	title := l.T("edition.plan")
	crumbs := []Crumb{{Title: title}}
	if x != nil {
		title = l.T("edition.change", "title", x.Title())
		view.Act, view.Code = d.of(x)+"/edit", classes.SpacedCode(x.Code())
		crumbs = []Crumb{{x.Title(), d.of(x)}, {Title: l.T("edition.edit")}}
		count, err := classes.CountSeats(e.App, x.Id)
		if err != nil {
			return err
		}
		view.People = count.In > 0
		items, err := sessionItems(e.App, l, x, now)
		if err != nil {
			return err
		}
		for _, i := range items {
			if i.Stays {
				view.Begun = append(view.Begun, i)
			}
		}
	}
	view.editionFrame = s.newEditionFrame(e, d, title, crumbs...)
	for n := range min(rows, mostRows) {
		view.Rows = append(view.Rows, newSessionRow(f, n))
	}
	if err := view.addChoices(e, l, d, now); err != nil {
		return err
	}
	return s.render(e, status, "edition_edit", &view)
}

func newSessionRow(f *form, n int) sessionRow {
	r := sessionRow{N: n + 1, Name: fmt.Sprintf("session_%d_", n), Problem: map[string]string{}}
	r.Known = f.Value(r.Name+"id") != ""
	for _, name := range sessionFields {
		if p := f.Problem(r.Name + name); p != "" {
			r.Problem[name] = p
		}
	}
	return r
}

// addChoices offers courses, and the webinars to come.
func (v *editionEditView) addChoices(e *core.RequestEvent, l *locales.Locale, d editionDesk, now time.Time) error {
	if v.New && d.course == nil {
		list, err := courses.All(e.App, courses.Published)
		if err != nil {
			return err
		}
		for _, c := range list {
			v.Courses = append(v.Courses, courseChoice{c.Id, c.Title()})
		}
	}
	list, _, err := webinars.List(e.App, webinars.Filter{State: webinars.Planned, Limit: 100}, now)
	if err != nil {
		return err
	}
	for _, w := range list {
		if w.Course() == "" {
			v.Webinars = append(v.Webinars, webinarChoice{w.Id, w.Title() + ", " + l.Moment(w.Start(), w.Zone())})
		}
	}
	return nil
}

func (s *site) newEdition(e *core.RequestEvent) error {
	d, err := desk(e)
	if err != nil {
		return err
	}
	f, rows := editionForm(classes.Plan{Ways: []classes.Way{classes.BySelf}, Waiting: true, Facilitators: []string{e.Auth.Email()}}, 0)
	f.values["course"] = e.Request.URL.Query().Get("course")
	return s.renderEditionEdit(e, http.StatusOK, d, nil, f, rows)
}

func (s *site) planEdition(e *core.RequestEvent) error {
	d, err := desk(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	f, rows := typedEdition(e)
	if e.Request.PostFormValue("act") == "rows" {
		return s.renderEditionEdit(e, http.StatusOK, d, nil, f, rows+rowsToBegin)
	}
	p, at := readEdition(l, f, rows)
	course := f.Value("course")
	if d.course != nil {
		course = d.course.Id
	} else if c, err := courses.FindByID(e.App, course); err != nil || c.State() != courses.Published {
		f.say(l, "course", l.T("members.course_missing"))
	}
	if f.Wrong() {
		return s.editionRefused(e, d, nil, f, rows, at, p.Check(time.Now()).Err())
	}
	var x *classes.Edition
	entry := audit.EditionPlanned.On(audit.Course, course, "from", calendar.FormatDay(p.From))
	err = accounts.Audited(e, entry, func() (err error) {
		x, err = classes.Make(e.App, course, d.organisation(), p)
		return err
	})
	if err != nil {
		return s.editionRefused(e, d, nil, f, rows, at, err)
	}
	return back(e, withSaid(d.of(x), "edition_saved"))
}

// editionRefused shows the form again as it was typed, with what is wrong.
func (s *site) editionRefused(e *core.RequestEvent, d editionDesk, x *classes.Edition, f *form, rows int, at []int, err error) error {
	l := s.locale(e)
	var problems accounts.Problems
	switch {
	case errors.Is(err, classes.ErrChanged):
		f.say(l, "", l.T("error.edition_changed"))
		f.values["revision"] = strconv.Itoa(x.Revision()) // whoever saves now has been told
		return s.renderEditionEdit(e, http.StatusConflict, d, x, f, rows)
	case errors.As(err, &problems):
		f.blameEdition(l, problems, at)
	case err != nil:
		return err
	}
	return s.renderEditionEdit(e, http.StatusUnprocessableEntity, d, x, f, rows)
}

func (s *site) editEdition(e *core.RequestEvent) error {
	d, x, err := deskOf(e, false)
	if err != nil {
		return err
	}
	if x.Settled() {
		return classes.ErrSettled
	}
	p, err := classes.PlanOf(e.App, x, time.Now())
	if err != nil {
		return err
	}
	f, rows := editionForm(p, x.Revision())
	return s.renderEditionEdit(e, http.StatusOK, d, x, f, rows)
}

func (s *site) changeEdition(e *core.RequestEvent) error {
	d, x, err := deskOf(e, false)
	if err != nil {
		return err
	}
	f, rows := typedEdition(e)
	if e.Request.PostFormValue("act") == "rows" {
		return s.renderEditionEdit(e, http.StatusOK, d, x, f, rows+rowsToBegin)
	}
	p, at := readEdition(s.locale(e), f, rows)
	if f.Wrong() {
		return s.editionRefused(e, d, x, f, rows, at, p.Check(time.Now()).Err())
	}
	revision, _ := strconv.Atoi(f.Value("revision")) // none is none of ours
	err = accounts.Audited(e, audit.EditionChanged.On(audit.Edition, x.Id), func() error {
		_, err := classes.Change(e.App, x.Id, revision, p)
		return err
	})
	if err != nil {
		return s.editionRefused(e, d, x, f, rows, at, err)
	}
	return back(e, withSaid(d.of(x), "edition_saved"))
}
