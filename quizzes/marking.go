package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Decisions about marking an answer.
var (
	ErrMarked    = errors.New("answer is already marked")
	ErrNotMarked = errors.New("answer is not marked yet")
	ErrHeld      = errors.New("somebody else is marking the answer")
	ErrOwnPart   = errors.New("answer waits for another person's mark") // who asks has given theirs
	ErrChanged   = errors.New("mark was changed in another window")
)

// Rounds of marking. Later ones are changes, each with its reason.
const (
	firstRound  = 1
	secondRound = 2 // by another person, who does not see the first
	lastRound   = 3 // settles what the first two disagree about
)

// HoldFor is how long opening an answer keeps it from others.
const HoldFor = 15 * time.Minute

// Bounds of what a marker writes, in characters.
const (
	CommentAtMost = 8000
	ReasonAtMost  = 500
)

// Marking is what one person gave to one answer in one round; a draft until it is final. A draft that its writer left, and
// whose place somebody else took, is kept in a round below 1 until the answer is marked.
type Marking struct{ core.BaseRecordProxy }

func newMarking(r *core.Record) *Marking {
	m := &Marking{}
	m.SetProxyRecord(r)
	return m
}

// MarkingOfRecord reads a record of the collection as a marking.
func MarkingOfRecord(r *core.Record) *Marking { return newMarking(r) }

func (m *Marking) Attempt() string  { return m.GetString("attempt") }
func (m *Marking) Question() string { return m.GetString("question") } // id of the version
func (m *Marking) Round() int       { return m.GetInt("round") }
func (m *Marking) Marker() string   { return m.GetString("marker") } // empty when that person has gone
func (m *Marking) Score() float64   { return m.GetFloat("score") }   // points, once it is final
func (m *Marking) Comment() string  { return m.GetString("comment") }
func (m *Marking) Reason() string   { return m.GetString("reason") } // of a change
func (m *Marking) Held() time.Time  { return m.GetDateTime("held").Time() }
func (m *Marking) Final() time.Time { return m.GetDateTime("final").Time() } // zero for a draft
func (m *Marking) IsFinal() bool    { return !m.GetDateTime("final").IsZero() }
func (m *Marking) IsChange() bool   { return m.Round() > lastRound }

// holds tells whether a draft keeps others away at a moment.
func (m *Marking) holds(now time.Time) bool {
	return !m.IsFinal() && m.Marker() != "" && m.Held().After(now)
}

// Given is what was judged.
func (m *Marking) Given() (Given, error) {
	var g Given
	if raw := m.GetString("criteria"); raw == "" || raw == "null" {
		return g, nil
	}
	if err := m.UnmarshalJSONField("criteria", &g); err != nil {
		return g, fmt.Errorf("criteria of marking %s: %w", m.Id, err)
	}
	return g, nil
}

// Given is what somebody judged of an answer: a level for each criterion of the rubric, or points where there is none.
type Given struct {
	Levels   map[string]int `json:"levels,omitempty"` // by the criterion's id: which of its levels
	Points   *float64       `json:"points,omitempty"`
	Revision int            `json:"revision,omitempty"` // how often it was saved
}

// Verdict is what a marker says about an answer, as it comes from a form.
type Verdict struct {
	Marker   string
	Attempt  string
	Question string // id of the version
	Given           // its revision is the one that the form was made from
	Comment  string
	Reason   string // of a change
}

// write puts a verdict into the row, as a draft or with its score.
func (m *Marking) write(v Verdict) error {
	v.Revision++
	packed, err := json.Marshal(v.Given)
	if err != nil {
		return fmt.Errorf("criteria of marking %s: %w", m.Id, err)
	}
	m.Set("criteria", types.JSONRaw(packed))
	m.Set("comment", v.Comment)
	m.Set("reason", v.Reason)
	return nil
}

func newMarkingOf(tx core.App, attempt, question string, round int) (*Marking, error) {
	collection, err := tx.FindCachedCollectionByNameOrId("markings")
	if err != nil {
		return nil, err
	}
	m := newMarking(core.NewRecord(collection))
	m.Set("attempt", attempt)
	m.Set("question", question)
	m.Set("round", round)
	return m, nil
}
