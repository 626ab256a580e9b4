package quizzes

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// RegisterRow is one attempt at a quiz as those who run its course see it. Whoever deleted the account has neither name nor mailbox.
type RegisterRow struct {
	ID      string         `db:"id"`
	User    string         `db:"user"`
	Given   string         `db:"given_name"`
	Family  string         `db:"family_name"`
	Email   string         `db:"email"`
	Number  int            `db:"number"`
	State   string         `db:"state"`
	Score   float64        `db:"score"`
	Max     float64        `db:"max"`
	Passed  bool           `db:"passed"`
	Waiting int            `db:"waiting"`
	Begun   types.DateTime `db:"created"`
	Ended   types.DateTime `db:"submitted"`
}

// Started is when the attempt was begun.
func (r RegisterRow) Started() time.Time { return r.Begun.Time() }

// Submitted is when it was handed in; zero while it is open.
func (r RegisterRow) Submitted() time.Time { return r.Ended.Time() }

// IsSubmitted tells whether it was handed in.
func (r RegisterRow) IsSubmitted() bool { return r.State == stateSubmitted }

// Percent is the score in percent.
func (r RegisterRow) Percent() float64 { return Percent(r.Score, r.Max) }

// Outcomes of attempts, to choose them by.
const (
	RegisterPassed  = "passed"
	RegisterFailed  = "failed"  // nothing of it waits
	RegisterWaiting = "waiting" // for somebody to mark it
	RegisterOpen    = "open"
)

// RegisterFilter chooses and orders attempts.
type RegisterFilter struct {
	State string // RegisterPassed, RegisterFailed, RegisterWaiting, RegisterOpen; empty: all
	Words string // in the name or the mailbox
	Sort  string // name, number, submitted, score, percent, passed, waiting; with a leading "-" the other way round
	Page  int    // from 1
}

// RegisterPage is how many attempts a page lists.
const RegisterPage = 25

var registerOrder = map[string][]string{
	"name": {"lower(u.family_name)", "lower(u.given_name)", "a.number"}, "number": {"a.number"}, "submitted": {"a.submitted"},
	"score": {"a.score"}, "percent": {"a.score * 1.0 / nullif(a.max, 0)"}, "passed": {"a.passed"}, "waiting": {"a.waiting"},
}

const registerSource = " FROM attempts a LEFT JOIN users u ON u.id = a.user WHERE a.quiz = {:quiz}"

const registerColumns = `a.id, a.user, coalesce(u.given_name, '') AS given_name, coalesce(u.family_name, '') AS family_name,
	coalesce(u.email, '') AS email, a.number, a.state, a.score, a.max, a.passed, a.waiting, a.created, a.submitted`

var registerStates = map[string]string{
	RegisterPassed: "a.passed", RegisterFailed: "a.state = 'submitted' AND NOT a.passed AND a.waiting = 0",
	RegisterWaiting: "a.waiting > 0", RegisterOpen: "a.state = 'open'",
}

// where is the filter as SQL, and its values.
func (f RegisterFilter) where(quiz string) (string, dbx.Params) {
	where, params := "", dbx.Params{"quiz": quiz}
	if state, known := registerStates[f.State]; known {
		where += " AND " + state
	}
	if f.Words != "" {
		where += ` AND (u.given_name || ' ' || u.family_name LIKE {:words} ESCAPE '\' OR u.family_name || ' ' || u.given_name LIKE {:words} ESCAPE '\'
			OR u.email LIKE {:words} ESCAPE '\')`
		params["words"] = "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(f.Words) + "%"
	}
	return where, params
}

// order is what the filter sorts by. Attempts without anything to sort by come last, either way round.
func (f RegisterFilter) order() string {
	name, down := strings.CutPrefix(f.Sort, "-")
	columns, known := registerOrder[name]
	if !known {
		columns, down = registerOrder["name"], false
	}
	direction := " ASC NULLS LAST"
	if down {
		direction = " DESC NULLS LAST"
	}
	return " ORDER BY " + strings.Join(columns, direction+", ") + direction + ", a.id"
}

// ListRegister returns a page of the attempts at a quiz, and how many the filter lets through in all.
func ListRegister(app core.App, quiz string, f RegisterFilter) ([]RegisterRow, int, error) {
	where, params := f.where(quiz)
	total := 0
	if err := app.DB().NewQuery("SELECT count(*)" + registerSource + where).Bind(params).Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count attempts at quiz %s: %w", quiz, err)
	}
	params["limit"], params["offset"] = RegisterPage, (max(f.Page, 1)-1)*RegisterPage
	var list []RegisterRow
	err := app.DB().NewQuery("SELECT " + registerColumns + registerSource + where + f.order() + " LIMIT {:limit} OFFSET {:offset}").Bind(params).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("attempts at quiz %s: %w", quiz, err)
	}
	return list, total, nil
}

// SheetOf returns an attempt as those who run its course see it: right answers and feedback whatever its learner may see. It returns ErrOpen
// before it is submitted.
func SheetOf(app core.App, a *Attempt) (Result, error) {
	if !a.IsSubmitted() {
		return Result{}, fmt.Errorf("attempt %s: %w", a.Id, ErrOpen)
	}
	d, err := a.drawn()
	if err != nil {
		return Result{}, err
	}
	sheet, err := a.sheet(app, d)
	if err != nil {
		return Result{}, err
	}
	r := Result{Attempt: a, Score: a.Score(), Max: a.Max(), Percent: a.Percent(), Pass: d.Pass, Passed: a.Passed(),
		Waiting: a.Waiting(), Certainty: d.Certainty, Explained: true}
	err = r.fill(app, d, sheet)
	return r, err
}
