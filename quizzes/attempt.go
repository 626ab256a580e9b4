package quizzes

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// States of an attempt.
const (
	stateOpen      = "open"
	stateSubmitted = "submitted"
)

// Attempt is one try of a person at a quiz. It keeps which versions it asked, in which order, and by which rules.
type Attempt struct{ core.BaseRecordProxy }

func newAttempt(r *core.Record) *Attempt {
	a := &Attempt{}
	a.SetProxyRecord(r)
	return a
}

func (a *Attempt) User() string         { return a.GetString("user") } // empty when that person has gone
func (a *Attempt) Quiz() string         { return a.GetString("quiz") }
func (a *Attempt) Enrolment() string    { return a.GetString("enrolment") }
func (a *Attempt) Number() int          { return a.GetInt("number") } // from 1
func (a *Attempt) IsSubmitted() bool    { return a.GetString("state") == stateSubmitted }
func (a *Attempt) Score() float64       { return a.GetFloat("score") }
func (a *Attempt) Max() float64         { return a.GetFloat("max") }
func (a *Attempt) Passed() bool         { return a.GetBool("passed") }
func (a *Attempt) Waiting() int         { return a.GetInt("waiting") } // answers that people have not marked yet
func (a *Attempt) Percent() float64     { return Percent(a.Score(), a.Max()) }
func (a *Attempt) Started() time.Time   { return a.GetDateTime("created").Time() }
func (a *Attempt) Saved() time.Time     { return a.GetDateTime("updated").Time() }
func (a *Attempt) Submitted() time.Time { return a.GetDateTime("submitted").Time() } // zero while it is open
func (a *Attempt) Regraded() time.Time  { return a.GetDateTime("regraded").Time() }  // when it was last marked again; zero: never
func (a *Attempt) Expires() time.Time   { return a.GetDateTime("expires").Time() }   // zero without a limit

// Expired tells whether the attempt's time is over at the given moment. Answers on their way may still come until Closes.
func (a *Attempt) Expired(now time.Time) bool {
	return !a.Expires().IsZero() && !now.Before(a.Expires())
}

// Closes is when no answer is taken any more: the end of the time and what is granted to answers on their way. Zero without a limit.
func (a *Attempt) Closes() (time.Time, error) {
	if a.Expires().IsZero() {
		return time.Time{}, nil
	}
	d, err := a.drawn()
	return a.Expires().Add(time.Duration(d.Grace) * time.Second), err
}

// over tells whether no answer is taken any more.
func (a *Attempt) over(now time.Time) (bool, error) {
	end, err := a.Closes()
	return !end.IsZero() && !now.Before(end), err
}

// drawn is what an attempt was asked and the rules that it was begun under.
type drawn struct {
	Pass         float64         `json:"pass"`
	Feedback     Moment          `json:"feedback"`
	FeedbackDate string          `json:"feedback_date,omitempty"`
	Limit        int             `json:"limit,omitempty"` // minutes, without what the person is granted
	Grace        int             `json:"grace,omitempty"` // seconds
	Bands        []Band          `json:"bands,omitempty"`
	Certainty    bool            `json:"certainty,omitempty"`
	SecondMarker bool            `json:"second_marker,omitempty"`
	Questions    []drawnQuestion `json:"questions"`
}

// drawnQuestion is one question's version and the order of its options.
type drawnQuestion struct {
	ID      string   `json:"id"`
	Options []string `json:"options,omitempty"`
}

func (d drawn) ids() []string {
	ids := make([]string, len(d.Questions))
	for i, q := range d.Questions {
		ids[i] = q.ID
	}
	return ids
}

func (d drawn) asks(id string) bool {
	for _, q := range d.Questions {
		if q.ID == id {
			return true
		}
	}
	return false
}

func (a *Attempt) drawn() (drawn, error) {
	var d drawn
	if err := a.UnmarshalJSONField("drawn", &d); err != nil {
		return d, fmt.Errorf("questions of attempt %s: %w", a.Id, err)
	}
	return d, nil
}

// Rules are the pass mark and the moment of feedback that the attempt was begun under.
func (a *Attempt) Rules() (pass float64, feedback Moment, err error) {
	d, err := a.drawn()
	return d.Pass, d.Feedback, err
}

// Given are the answers so far, by the ids of the questions.
func (a *Attempt) Given() (map[string]json.RawMessage, error) {
	answers := map[string]json.RawMessage{}
	return answers, a.readJSON("answers", &answers)
}

// Certainty is how sure the answers are, by the ids of the questions, as far as that was said.
func (a *Attempt) Certainty() (map[string]int, error) {
	certainty := map[string]int{}
	return certainty, a.readJSON("certainty", &certainty)
}

// Checked are the ids of the questions whose answers were checked and are fixed, in the order in which that was done.
func (a *Attempt) Checked() (ids []string, err error) { return ids, a.readJSON("checked", &ids) }

// readJSON reads a field that may be empty.
func (a *Attempt) readJSON(field string, into any) error {
	if raw := a.GetString(field); raw == "" || raw == "null" {
		return nil
	}
	if err := a.UnmarshalJSONField(field, into); err != nil {
		return fmt.Errorf("%s of attempt %s: %w", field, a.Id, err)
	}
	return nil
}

func (a *Attempt) setJSON(field string, v any) error {
	packed, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s of attempt %s: %w", field, a.Id, err)
	}
	a.Set(field, types.JSONRaw(packed))
	return nil
}

// CheckAttempt refuses with ErrImmutable to open a submitted attempt again, and to change what an attempt was asked, what a submitted
// one answered, or an answer that was checked.
func CheckAttempt(r *core.Record) error {
	before := r.Original()
	submitted := before.GetString("state") == stateSubmitted
	switch {
	case r.GetString("drawn") != before.GetString("drawn"),
		submitted && r.GetString("state") != stateSubmitted,
		submitted && r.GetString("answers") != before.GetString("answers"),
		submitted && r.GetString("certainty") != before.GetString("certainty"),
		submitted && r.GetString("checked") != before.GetString("checked"):
		return fmt.Errorf("attempt %s: %w", r.Id, ErrImmutable)
	}
	return newAttempt(r).keepsChecked(newAttempt(before))
}

// keepsChecked refuses to change or free an answer that was checked before.
func (a *Attempt) keepsChecked(before *Attempt) error {
	was, err := before.Checked()
	if err != nil || len(was) == 0 {
		return err
	}
	is, err := a.Checked()
	if err != nil {
		return err
	}
	old, err := before.Given()
	if err != nil {
		return err
	}
	now, err := a.Given()
	if err != nil {
		return err
	}
	for _, id := range was {
		if !slices.Contains(is, id) || string(old[id]) != string(now[id]) {
			return fmt.Errorf("question %s of attempt %s: %w", id, a.Id, ErrImmutable)
		}
	}
	return nil
}
