package pages

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/audit"
	"aula/webinars"
)

// classCorrectionView is one person in a closed register, all that was ever written of them, and the form that corrects it.
type classCorrectionView struct {
	classFrame
	Row     classRow
	History []classEntry
	Doubt   *webinars.Unsupported // nil: nothing rests on what the register does not show
	Form    *form
}

func (s *site) askCorrectClass(e *core.RequestEvent) error {
	return s.renderClassCorrection(e, http.StatusOK, nil)
}

func (s *site) renderClassCorrection(e *core.RequestEvent, status int, f *form) error {
	view, err := s.newClassView(e, time.Now(), nil)
	if err != nil {
		return err
	}
	if view.State != "closed" {
		return classes.ErrNotOver
	}
	c := classCorrectionView{Form: f}
	user := e.Request.PathValue("person")
	for _, r := range view.Rows {
		if r.User == user {
			c.Row = r
		}
	}
	if user == e.Auth.Id {
		return webinars.ErrOwnPresence
	}
	if c.Row.User == "" {
		return classes.ErrNoSeat
	}
	for i := range view.Doubts {
		if view.Doubts[i].Person == user {
			c.Doubt = &view.Doubts[i]
		}
	}
	if c.classFrame, err = s.newClassFrame(e, c.Row.Name, true); err != nil {
		return err
	}
	all, err := s.classHistory(e, view.session)
	if err != nil {
		return err
	}
	for _, entry := range all {
		if entry.User == user {
			c.History = append(c.History, entry)
		}
	}
	if c.Form == nil {
		c.Form = filled("here", map[bool]string{true: "yes"}[c.Row.Some], "from", c.Row.Came, "until", c.Row.Went)
	}
	c.Form.values["seen"] = strconv.Itoa(len(c.History)) // whoever saves now has read them
	return s.render(e, status, "class_correction", &c)
}

func (s *site) correctClass(e *core.RequestEvent) error {
	d, x, m, err := classAt(e)
	if err != nil {
		return err
	}
	l, f, user := s.locale(e), typed(e, "here", "from", "until", "reason", "seen"), e.Request.PathValue("person")
	f.named = map[string]string{"from": "edition.starts", "until": "edition.ends"}
	seen, err := strconv.Atoi(f.Value("seen"))
	if err != nil || seen < 0 {
		seen = 0 // a form that was not ours has seen nothing
	}
	span := m.Span()
	n := classes.Note{Session: m.Id, User: user, By: e.Auth.Id, From: span.From, Until: span.From}
	if f.Is("here", "yes") {
		n.Until = span.To
		if t := f.hourIn(l, m, "from"); !t.IsZero() {
			n.From = t
		}
		if t := f.hourIn(l, m, "until"); !t.IsZero() {
			n.Until = t
		}
		if !f.Wrong() && !n.Until.After(n.From) {
			f.say(l, "until", l.T("edition.problem.session_turned"))
		}
	}
	if f.Wrong() {
		return s.renderClassCorrection(e, http.StatusUnprocessableEntity, f)
	}
	act := audit.ClassCorrected.On(audit.Edition, x.Id, "session", m.Id, "person", user)
	err = accounts.Audited(e, act, func() error { return classes.Correct(e.App, n, f.Value("reason"), seen) })
	var problems accounts.Problems
	switch {
	case errors.Is(err, classes.ErrWritten):
		f.say(l, "", l.T("error.register_corrected"))
		return s.renderClassCorrection(e, http.StatusConflict, f)
	case errors.As(err, &problems):
		f.say(l, "reason", l.T("class.problem."+problems[0].Code, "most", classes.LongestReason))
		return s.renderClassCorrection(e, http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	return back(e, withSaid(registerAddress(d, x, m.Id)+"/people/"+user, "register_corrected"))
}
