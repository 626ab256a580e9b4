package pages

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/calendar"
)

// ownForm is the form that gives some learners a deadline of their own, as it was typed.
type ownForm struct {
	Act, Day string // course | none | day
	All      bool
	Chosen   map[string]bool // enrolments
	Problem  string
}

// setOwnDeadlines changes the deadline of the learners that were chosen in the list, and leads back to it with an undo.
func (s *site) setOwnDeadlines(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	if err := e.Request.ParseForm(); err != nil {
		return e.BadRequestError("", err)
	}
	f := ownForm{Act: e.Request.PostFormValue("act"), Day: e.Request.PostFormValue("day"), All: e.Request.PostFormValue("all") == "yes", Chosen: map[string]bool{}}
	for _, id := range e.Request.PostForm["who"] {
		f.Chosen[id] = true
	}
	own, problem := f.read()
	change := ""
	if problem == "" {
		who := courses.LearnerChoice{Enrolments: e.Request.PostForm["who"]}
		if f.All {
			filter := filterOf(listing{"", e.Request.URL.Query()})
			who.All = &filter
		}
		var count int
		change, count, err = courses.SetOwnDeadline(e.App, c.Id, who, own)
		switch {
		case errors.Is(err, courses.ErrDeadlinePast):
			problem = "deadline.day_past"
		case err != nil:
			return err
		case count == 0:
			problem = "deadline.nobody_open"
		}
	}
	if problem != "" {
		f.Problem = s.locale(e).T(problem)
		return s.renderLearners(e, http.StatusUnprocessableEntity, c, f)
	}
	q := e.Request.URL.Query()
	q.Set("change", change)
	return back(e, managedAddress(c)+"/learners?"+q.Encode())
}

// read returns the deadline, or the text of what is wrong.
func (f ownForm) read() (own courses.OwnDeadline, problem string) {
	if len(f.Chosen) == 0 && !f.All {
		return own, "deadline.nobody_chosen"
	}
	switch f.Act {
	case "course":
		own.AsCourse = true
	case "none":
	case "day":
		day, err := calendar.ParseDay(f.Day)
		if err != nil {
			return own, "deadline.day_missing"
		}
		own.Day = day
	default:
		return own, "deadline.kind_missing"
	}
	return own, ""
}

func (s *site) undoOwnDeadlines(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	count, err := courses.UndoOwnDeadline(e.App, c.Id, e.Request.PostFormValue("change"))
	if err != nil {
		return err
	}
	q := url.Values{"said": {"deadline_undone"}}
	if count == 0 {
		q.Set("said", "deadline_undo_late")
	}
	return back(e, managedAddress(c)+"/learners?"+q.Encode())
}
