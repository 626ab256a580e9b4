package pages

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
	"aula/quizzes"
)

// differencesShown is how many changed attempts a page lists.
const differencesShown = 50

type regradeView struct {
	manageFrame
	Course    *courses.Course
	Quiz      *quizzes.Record
	Address   string
	State     string           // of the regrade; empty where there is none
	Regrade   *quizzes.Regrade // where State says that there is one
	Summary   quizzes.RegradeSummary
	Up, Down  int
	Gained    int // pass now
	Lost      int // pass no more
	Changes   []differenceView
	Table     tableView
	Unfit     []unfitView
	Committed time.Time
}

// differenceView is one attempt that changes.
type differenceView struct {
	quizzes.Difference
	Name string // empty when that person has gone
}

type unfitView struct {
	Question string
	Count    int
}

// Running tells whether the page shows how far something is.
func (v regradeView) Running() bool {
	return v.State == quizzes.RegradeCounting || v.State == quizzes.RegradeCommitting
}

// showRegrade shows where marking a quiz's attempts again stands.
func (s *site) showRegrade(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := regradeView{Course: c, Quiz: quiz, Address: managedQuizAddress(c, quiz) + "/regrade"}
	view.manageFrame = s.newManageFrame(e, l.T("regrade.title", "title", quiz.Title()), "/manage/courses", Crumb{l.T("manage.courses"), "/manage/courses"},
		Crumb{c.Title(), managedAddress(c)}, Crumb{quiz.Title(), managedQuizAddress(c, quiz)}, Crumb{Title: l.T("regrade.short")})
	g, err := quizzes.LatestRegrade(e.App, quiz.Id)
	if err != nil && !errors.Is(err, quizzes.ErrNotFound) {
		return err
	}
	if err == nil {
		view.Regrade = g
		view.State, view.Committed = g.State(), g.Committed()
		if err := view.describe(e.App, listing{view.Address, e.Request.URL.Query()}); err != nil {
			return err
		}
	}
	return s.render(e, http.StatusOK, "manage_regrade", &view)
}

// describe fills in what changes, a page of it.
func (v *regradeView) describe(app core.App, q listing) (err error) {
	if v.Summary, err = v.Regrade.Summary(); err != nil {
		return err
	}
	v.Up, v.Down, v.Gained, v.Lost = v.Summary.Count()
	v.Table = tableView{Base: q.base, Total: len(v.Summary.Changed), Page: q.page()}
	v.Table.turn(q, v.Table.Total, differencesShown)
	from := min(v.Table.Total, (v.Table.Page-1)*differencesShown)
	for _, d := range v.Summary.Changed[from:min(v.Table.Total, from+differencesShown)] {
		row := differenceView{Difference: d}
		switch person, err := accounts.Find(app, d.User); {
		case err == nil:
			row.Name = person.Name()
		case !errors.Is(err, accounts.ErrNoPerson):
			return err
		}
		v.Changes = append(v.Changes, row)
	}
	for _, key := range slices.Sorted(maps.Keys(v.Summary.Unfit)) {
		v.Unfit = append(v.Unfit, unfitView{key, v.Summary.Unfit[key]})
	}
	return nil
}

// proposeRegrade begins to count; where that runs already, its page is shown.
func (s *site) proposeRegrade(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	if _, err := quizzes.ProposeRegrade(e.App, quiz.Id, e.Auth.Id); err != nil && !errors.Is(err, quizzes.ErrRegrading) {
		return err
	}
	return back(e, managedQuizAddress(c, quiz)+"/regrade")
}

// decideRegrade does what was proposed, or forgets it. Where somebody else decided first, the page says what came of it.
func (s *site) decideRegrade(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	id, commit := e.Request.PathValue("regrade"), e.Request.PostFormValue("decision") == "commit"
	decide := func() error { return quizzes.DecideRegrade(e.App, quiz.Id, id, commit) }
	if commit {
		err = accounts.Audited(e, audit.QuizRegraded.On(audit.Quiz, quiz.Id, "regrade", id), decide)
	} else {
		err = decide()
	}
	address := managedQuizAddress(c, quiz) + "/regrade"
	switch {
	case errors.Is(err, quizzes.ErrNotProposed):
		return back(e, withSaid(address, "regrade_decided"))
	case err != nil:
		return err
	case !commit:
		return back(e, withSaid(address, "regrade_dropped"))
	}
	return back(e, address)
}
