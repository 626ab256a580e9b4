package pages

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/internal/calendar"
	"aula/locales"
)

// dropped are the channels of which a facilitator may say that they are wrong.
var dropped = []classes.Channel{classes.OnPaper, classes.AtDoor}

// typedClass reads the posted register, as it was typed.
func typedClass(e *core.RequestEvent) *form {
	f := typed(e, "seen")
	for name, values := range e.Request.PostForm {
		if kind, _, _ := strings.Cut(name, "_"); len(values) > 0 && slices.Contains([]string{"row", "here", "from", "until", "drop"}, kind) {
			f.values[name] = strings.TrimSpace(values[0])
		}
	}
	return f
}

// retype shows what was typed of the person instead of what was written.
func (r *classRow) retype(f *form) {
	r.Here, r.From, r.Until = f.Is("here_"+r.User, "yes"), f.Value("from_"+r.User), f.Value("until_"+r.User)
	for i, c := range r.Channels {
		r.Channels[i].Dropped = f.Is("drop_"+c.Channel+"_"+r.User, "yes")
	}
}

// lines reads what the form says of the people who stand in it. What is no time of the session is said at its field.
func (v *classView) lines(l *locales.Locale, f *form) (all []classes.Line) {
	for _, r := range v.Rows {
		if !f.Is("row_"+r.User, "yes") {
			continue
		}
		line := classes.Line{User: r.User, Here: r.Here}
		for _, c := range dropped {
			if f.Is("drop_"+string(c)+"_"+r.User, "yes") {
				line.Drop = append(line.Drop, c)
			}
		}
		line.From = f.hourIn(l, v.session, "from_"+r.User)
		line.Until = f.hourIn(l, v.session, "until_"+r.User)
		switch {
		case f.Problem("from_"+r.User)+f.Problem("until_"+r.User) != "":
		case !r.Here && r.From+r.Until != "":
			f.say(l, "here_"+r.User, l.T("class.problem.not_ticked"))
		case !line.From.IsZero() && !line.Until.IsZero() && !line.Until.After(line.From):
			f.say(l, "until_"+r.User, l.T("edition.problem.session_turned"))
		}
		all = append(all, line)
	}
	return all
}

// hourIn reads an hour of the day at which a session is; zero if none was typed.
func (f *form) hourIn(l *locales.Locale, m *classes.Session, field string) (t time.Time) {
	text := f.Value(field)
	if text == "" {
		return t
	}
	span := m.Span()
	t, err := calendar.ParseHour(calendar.FormatDay(span.From), text)
	if err == nil && t.Before(span.From) && calendar.DaysBetween(span.From, span.To) > 0 { // past midnight
		t, err = calendar.ParseHour(calendar.FormatDay(span.To), text)
	}
	problem := ""
	switch {
	case errors.Is(err, calendar.ErrSkipped):
		problem = l.T("edition.problem.hour_skipped")
	case errors.Is(err, calendar.ErrDoubled):
		problem = l.T("edition.problem.hour_doubled")
	case err != nil:
		problem = l.T("class.problem.hour")
	case t.Before(span.From) || t.After(span.To):
		problem = l.T("class.problem.outside", "hours", hoursIn(l, span.From, span.To))
	}
	if problem != "" {
		f.say(l, field, problem)
	}
	return t
}

// writeClass saves the whole class; or only ticks everybody, to be saved then.
func (s *site) writeClass(e *core.RequestEvent) error {
	l, f, now := s.locale(e), typedClass(e), time.Now()
	all := e.Request.PostFormValue("act") == "all"
	view, err := s.newClassView(e, now, f)
	if err != nil {
		return err
	}
	f.named = map[string]string{}
	for i, r := range view.Rows {
		view.Rows[i].Here = r.Here || all && f.Is("row_"+r.User, "yes")
	}
	if all {
		view.Seen = f.Value("seen")
		return s.render(e, http.StatusOK, "class_register", view)
	}
	lines := view.lines(l, f)
	if f.Wrong() {
		view.Seen = f.Value("seen")
		return s.render(e, http.StatusUnprocessableEntity, "class_register", view)
	}
	err = classes.WriteClass(e.App, view.session.Id, e.Auth.Id, f.Value("seen"), lines, now)
	var line classes.LineProblem
	switch {
	case errors.Is(err, classes.ErrWritten): // the mark is now that of what is shown beside the form
		f.say(l, "", l.T("error.class_written"))
		return s.render(e, http.StatusConflict, "class_register", view)
	case errors.As(err, &line):
		_, key := s.describe(line.Err)
		f.say(l, "here_"+line.User, l.T(key))
		view.Seen = f.Value("seen")
		return s.render(e, http.StatusUnprocessableEntity, "class_register", view)
	case err != nil:
		return err
	}
	if e.Request.PostFormValue("act") == "close" {
		return back(e, view.At+"/close")
	}
	return back(e, withSaid(view.At, "class_saved"))
}
