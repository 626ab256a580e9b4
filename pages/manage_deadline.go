package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/calendar"
	"aula/locales"
)

// deadlineView is the form of a course's deadline.
type deadlineView struct {
	manageFrame
	Course  *courses.Course
	Form    *form // kind: none | day | after
	Touched courses.Touched
	Today   string
	Most    int
}

func (s *site) newDeadlineView(e *core.RequestEvent, c *courses.Course) (*deadlineView, error) {
	l := s.locale(e)
	title := l.T("deadline.title", "title", c.Title())
	view := &deadlineView{
		manageFrame: s.newManageFrame(e, title, "/manage/courses", Crumb{l.T("manage.courses"), "/manage/courses"},
			Crumb{c.Title(), managedAddress(c)}, Crumb{Title: l.T("deadline.word")}),
		Course: c, Today: calendar.FormatDay(time.Now()), Most: courses.MostDays,
	}
	var err error
	view.Touched, err = courses.TouchedByDeadline(e.App, c.Id)
	return view, err
}

// showDeadline shows the form with the deadline as it is, or as it was typed before somebody thought again.
func (s *site) showDeadline(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	view, err := s.newDeadlineView(e, c)
	if err != nil {
		return err
	}
	d, q := c.Deadline(), e.Request.URL.Query()
	view.Form = filled("kind", "none", "day", calendar.FormatDay(d.Day), "after", "")
	switch {
	case q.Has("kind"):
		view.Form = filled("kind", q.Get("kind"), "day", q.Get("day"), "after", q.Get("after"))
	case !d.Day.IsZero():
		view.Form.values["kind"] = "day"
	case d.After > 0:
		view.Form.values["kind"], view.Form.values["after"] = "after", strconv.Itoa(d.After)
	}
	return s.render(e, http.StatusOK, "manage_deadline", view)
}

// setDeadline asks first where somebody is touched, and says how many.
func (s *site) setDeadline(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	view, err := s.newDeadlineView(e, c)
	if err != nil {
		return err
	}
	f := &form{values: map[string]string{}}
	for _, name := range []string{"kind", "day", "after"} {
		f.values[name] = e.Request.FormValue(name) // the confirmation carries them in its address
	}
	view.Form = f
	d, field, key := readDeadline(f)
	if key != "" {
		l := s.locale(e)
		f.say(l, field, l.T(key, "most", courses.MostDays))
		return s.render(e, http.StatusUnprocessableEntity, "manage_deadline", view)
	}
	if view.Touched.Open > 0 && e.Request.FormValue("sure") != "yes" {
		return s.render(e, http.StatusOK, "manage_course_sure", s.sureOfDeadline(e, c, d, view))
	}
	if err := courses.SetDeadline(e.App, c.Id, d); err != nil {
		return err
	}
	if d.None() {
		return back(e, withSaid(managedAddress(c), "deadline_removed"))
	}
	return back(e, withSaid(managedAddress(c), "deadline_set"))
}

// readDeadline reads the form. key is the text of what is wrong with a field, empty if nothing is.
func readDeadline(f *form) (d courses.Deadline, field, key string) {
	switch f.Value("kind") {
	case "none":
		return d, "", ""
	case "day":
		day, err := calendar.ParseDay(f.Value("day"))
		if err != nil {
			return d, "day", "deadline.day_missing"
		}
		d.Day, field = day, "day"
	case "after":
		days, err := strconv.Atoi(f.Value("after"))
		if err != nil || days == 0 {
			return d, "after", "deadline.after_wrong"
		}
		d.After, field = days, "after"
	default:
		return d, "kind", "deadline.kind_missing"
	}
	switch err := d.Check(time.Now()); {
	case errors.Is(err, courses.ErrDeadlinePast):
		return d, field, "deadline.day_past"
	case err != nil:
		return d, field, "deadline.after_wrong"
	}
	return d, "", ""
}

func (s *site) sureOfDeadline(e *core.RequestEvent, c *courses.Course, d courses.Deadline, typed *deadlineView) *sureView {
	l := s.locale(e)
	view := s.newSureView(e, c, "deadline.title")
	view.Lead, view.Button = deadlineWords(l, d), l.T("deadline.set")
	view.Means = []string{l.T("deadline.touches", "count", typed.Touched.Open)}
	if d.None() {
		view.Button, view.Danger = l.T("deadline.remove"), true
		view.Means = append(view.Means, l.T("deadline.no_reminders"))
	} else {
		view.Means = append(view.Means, l.T("deadline.reminders"))
	}
	if typed.Touched.Own > 0 {
		view.Means = append(view.Means, l.T("deadline.keeps_own", "count", typed.Touched.Own))
	}
	view.Means = append(view.Means, l.T("deadline.finished_stay"))
	address, q := managedAddress(c)+"/deadline", url.Values{}
	for name, value := range typed.Form.values {
		q.Set(name, value)
	}
	view.Back = address + "?" + q.Encode()
	q.Set("sure", "yes")
	view.Act = address + "?" + q.Encode()
	return view
}

// deadlineWords says a deadline in the reader's language.
func deadlineWords(l *locales.Locale, d courses.Deadline) string {
	switch {
	case !d.Day.IsZero():
		return l.T("deadline.on", "date", l.Date(d.Day))
	case d.After > 0:
		return l.T("deadline.after", "count", d.After)
	}
	return l.T("deadline.none")
}
