package quizzes

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// States of a regrade.
const (
	RegradeCounting   = "counting"   // finds out what would change
	RegradeProposed   = "proposed"   // waits for somebody's yes
	RegradeCommitting = "committing" // changes the attempts, some at a time
	RegradeCommitted  = "committed"
	RegradeDropped    = "dropped"
)

var (
	// ErrRegrading says that the quiz is being marked again already.
	ErrRegrading = errors.New("quiz is being marked again")
	// ErrNotProposed says that a regrade does not wait for a decision: somebody took it, or it is still counting.
	ErrNotProposed = errors.New("regrade does not wait for a decision")
)

// Regrade marks a quiz's submitted attempts again by the newest versions of their questions: it counts what would change, waits for a
// person's yes, and then changes them. What people marked by hand stays. What an attempt was asked and answered never changes.
type Regrade struct{ core.BaseRecordProxy }

func newRegrade(r *core.Record) *Regrade {
	g := &Regrade{}
	g.SetProxyRecord(r)
	return g
}

func (g *Regrade) Quiz() string         { return g.GetString("quiz") }
func (g *Regrade) By() string           { return g.GetString("by") }
func (g *Regrade) State() string        { return g.GetString("state") }
func (g *Regrade) Attempts() int        { return g.GetInt("attempts") } // to look at, or to change
func (g *Regrade) Done() int            { return g.GetInt("done") }     // of them so far
func (g *Regrade) Started() time.Time   { return g.GetDateTime("created").Time() }
func (g *Regrade) Committed() time.Time { return g.GetDateTime("committed").Time() }

// Summary is what a regrade changes.
func (g *Regrade) Summary() (RegradeSummary, error) {
	var s RegradeSummary
	if err := g.UnmarshalJSONField("summary", &s); err != nil {
		return s, fmt.Errorf("summary of regrade %s: %w", g.Id, err)
	}
	return s, nil
}

// RegradeSummary is what marking again would change, the largest change first.
type RegradeSummary struct {
	Looked  int            `json:"looked"`
	Changed []Difference   `json:"changed"`
	Unfit   map[string]int `json:"unfit"` // answers that the new version of a question cannot read, by its key; they stay as they were

	By map[string]string `json:"by,omitempty"` // the version to mark by for each that was asked: what is shown is what is committed
}

// Difference is what marking again changes of one attempt.
type Difference struct {
	Attempt   string  `json:"attempt"`
	User      string  `json:"user"` // empty when that person has gone
	Number    int     `json:"number"`
	Before    float64 `json:"before"` // percent
	After     float64 `json:"after"`
	WasPassed bool    `json:"was_passed"`
	IsPassed  bool    `json:"is_passed"`
}

// size orders differences: passing first, then how far the percentage moves.
func (d Difference) size() float64 {
	size := math.Abs(d.After - d.Before)
	if d.WasPassed != d.IsPassed {
		size += 1000
	}
	return size
}

// Count tells how many attempts change: up, down, newly passed, passed no more.
func (s RegradeSummary) Count() (up, down, gained, lost int) {
	for _, d := range s.Changed {
		switch {
		case d.After > d.Before:
			up++
		case d.After < d.Before:
			down++
		}
		switch {
		case d.IsPassed && !d.WasPassed:
			gained++
		case d.WasPassed && !d.IsPassed:
			lost++
		}
	}
	return up, down, gained, lost
}

// remarker marks attempts by other versions of what they were asked.
type remarker struct {
	by    map[string]string // by the version that was asked: the one to mark by, itself where there is no later one
	fixed bool              // by is what was proposed: what it does not name stays as it is
	unfit map[string]int
}

// newRemarker finds the newest versions as it goes.
func newRemarker() *remarker { return &remarker{by: map[string]string{}, unfit: map[string]int{}} }

// asProposed marks as the regrade's summary says, whatever has become of the questions since.
func (s RegradeSummary) asProposed() *remarker {
	r := newRemarker()
	if s.By != nil {
		r.by, r.fixed = s.By, true
	}
	return r
}

// versionFor is the version by which the answer to another one is marked.
func (r *remarker) versionFor(app core.App, asked string) (string, error) {
	if by, known := r.by[asked]; known {
		return by, nil
	}
	if r.fixed {
		return asked, nil
	}
	by, err := newestOf(app, asked)
	if err != nil {
		return "", err
	}
	r.by[asked] = by
	return by, nil
}

// newestOf is the newest version of the question that a version is of: itself where it is that, or is no more.
func newestOf(app core.App, version string) (newest string, err error) {
	err = app.DB().NewQuery(`SELECT n.id FROM questions q JOIN questions n ON n.quiz = q.quiz AND n.key = q.key WHERE q.id = {:id}
		ORDER BY n.version DESC LIMIT 1`).Bind(dbx.Params{"id": version}).Row(&newest)
	if errors.Is(err, sql.ErrNoRows) {
		return version, nil
	}
	if err != nil {
		return "", fmt.Errorf("newest version of question %s: %w", version, err)
	}
	return newest, nil
}

// successor returns what was asked and what it is marked by now. It returns ErrNotFound where nothing else than what was asked marks it.
func (r *remarker) successor(app core.App, asked string) (older, newer Question, id string, err error) {
	if id, err = r.versionFor(app, asked); err != nil {
		return older, newer, id, err
	}
	if id == asked {
		return older, newer, id, ErrNotFound
	}
	if older, err = meaningOf(app, asked); err != nil {
		return older, newer, id, err
	}
	newer, err = meaningOf(app, id)
	return older, newer, id, err
}

// again marks one attempt and tells whether that changes anything.
func (r *remarker) again(app core.App, a *Attempt) (marks []mark, changed bool, err error) {
	if marks, err = a.marks(); err != nil {
		return nil, false, err
	}
	given, err := a.Given()
	if err != nil {
		return nil, false, err
	}
	for i, m := range marks {
		older, newer, id, err := r.successor(app, m.ID)
		if errors.Is(err, ErrNotFound) || err == nil && (newer.Type == Essay || older.Type != newer.Type) {
			continue
		}
		if err != nil {
			return nil, false, err
		}
		raw, answered := given[m.ID]
		if !answered {
			raw = json.RawMessage("null")
		}
		answer, err := ReadAnswer(newer, raw)
		if err != nil {
			r.unfit[older.Key]++
			continue
		}
		p := posed{id: m.ID, question: newer, answer: answer, certain: m.Sure > 0, sure: m.Sure}
		again := p.mark()
		if again.Score != m.Score || again.Max != m.Max || again.Grade != m.Grade {
			again.By = id
			marks[i], changed = again, true
		}
	}
	return marks, changed, nil
}

// regrade marks one attempt again in place, and tells whether that made a difference and which. It saves nothing.
func (r *remarker) regrade(app core.App, a *Attempt) (d Difference, changed bool, err error) {
	marks, changed, err := r.again(app, a)
	if err != nil || !changed {
		return d, false, err
	}
	d = Difference{Attempt: a.Id, User: a.User(), Number: a.Number(), Before: a.Percent(), WasPassed: a.Passed()}
	if err := a.settleAgain(marks); err != nil {
		return d, false, err
	}
	a.Set("regraded", types.NowDateTime())
	d.After, d.IsPassed = a.Percent(), a.Passed()
	return d, true, nil
}

func sortDifferences(all []Difference) {
	slices.SortStableFunc(all, func(a, b Difference) int {
		switch x, y := a.size(), b.size(); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
}
