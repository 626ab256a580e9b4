package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

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

// remarker marks attempts by the newest versions of what they were asked.
type remarker struct {
	app    core.App
	newest map[string]*newer // by the id of the version that was asked
	unfit  map[string]int
}

// newer is the version by which answers to an older one are marked; its id is empty where the older one is the newest.
type newer struct {
	key string
	id  string
	question,
	older Question
}

func newRemarker(app core.App) *remarker {
	return &remarker{app: app, newest: map[string]*newer{}, unfit: map[string]int{}}
}

// of finds the version to mark by, nil where the one that was asked is the newest, or is no more.
func (r *remarker) of(asked string) (*newer, error) {
	if n, known := r.newest[asked]; known {
		return n, nil
	}
	n, err := newerThan(r.app, asked)
	if err != nil {
		return nil, err
	}
	r.newest[asked] = n
	return n, nil
}

// newerThan is nil where no later version of the question with another meaning is asked now.
func newerThan(app core.App, asked string) (*newer, error) {
	found, err := versionsByID(app, []string{asked})
	if err != nil || found[asked] == nil {
		return nil, err
	}
	old := found[asked]
	all, err := newestVersions(app, old.Quiz())
	if err != nil {
		return nil, err
	}
	latest := all[old.Key()]
	if latest == nil || latest.Id == old.Id {
		return nil, nil
	}
	n := &newer{key: old.Key(), id: latest.Id}
	if n.question, err = latest.Question(); err != nil {
		return nil, err
	}
	n.older, err = old.Question()
	return n, err
}

// again marks one attempt and tells whether that changes anything.
func (r *remarker) again(a *Attempt) (marks []mark, changed bool, err error) {
	if marks, err = a.marks(); err != nil {
		return nil, false, err
	}
	given, err := a.Given()
	if err != nil {
		return nil, false, err
	}
	for i, m := range marks {
		n, err := r.of(m.ID)
		if err != nil {
			return nil, false, err
		}
		if n == nil || n.question.Type == Essay || n.older.Type != n.question.Type {
			continue
		}
		raw, answered := given[m.ID]
		if !answered {
			raw = json.RawMessage("null")
		}
		answer, err := ReadAnswer(n.question, raw)
		if err != nil {
			r.unfit[n.key]++
			continue
		}
		again := posed{id: m.ID, question: n.question, answer: answer, certain: m.Sure > 0, sure: m.Sure}.mark()
		if again.Score != m.Score || again.Max != m.Max || again.Grade != m.Grade {
			again.By = n.id
			marks[i], changed = again, true
		}
	}
	return marks, changed, nil
}

// regrade marks one attempt again in place; the difference is nil where there is none. It saves nothing.
func (r *remarker) regrade(a *Attempt) (*Difference, error) {
	marks, changed, err := r.again(a)
	if err != nil || !changed {
		return nil, err
	}
	d := &Difference{Attempt: a.Id, User: a.User(), Number: a.Number(), Before: a.Percent(), WasPassed: a.Passed()}
	if err := a.settle(marks); err != nil {
		return nil, err
	}
	a.Set("regraded", types.NowDateTime())
	d.After, d.IsPassed = a.Percent(), a.Passed()
	return d, nil
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
