// Package hours is the ledger of training hours: what each person learned in which year, by what it was established, and in whose
// employ. Entries are only ever added; one that turns out wrong is taken back by a counter-entry. It asks nobody what happened: hooks
// tells it (hooks/hours.go).
package hours

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/areas"
)

// Decisions that a caller can take.
var (
	ErrNotFound = errors.New("no such entry of hours")
	ErrReversed = errors.New("entry of hours was taken back already")
	ErrCounter  = errors.New("a counter-entry is not taken back")
	ErrNoReason = errors.New("taking hours back needs a reason")
	ErrFact     = errors.New("entry of hours is not whole")
)

// Source is what gave the hours.
type Source string

// The sources.
const (
	Course  Source = "course" // the whole, or what was missing to it when it was completed
	Lesson  Source = "lesson"
	Quiz    Source = "quiz"
	Webinar Source = "webinar"
	Class   Source = "class"
	Outside Source = "outside" // training elsewhere, on a document
)

// Reasons that the academy itself gives; every other is a person's own words.
const (
	ReasonTakenBack = "taken_back" // what had been met turned out not to be
	ReasonRevoked   = "revoked"    // the certificate of the course was
	ReasonCourse    = "course"     // the course gives fewer hours than its parts did
	ReasonRegister  = "register"   // the register was corrected
	ReasonEmployer  = "employer"   // the employer on that day became known
)

// Fact is what gives somebody hours.
type Fact struct {
	Person       string // user's id
	Organisation string // that employed the person on the day; empty: Record finds it
	Day          time.Time
	Area         areas.Area
	Compulsory   bool
	Minutes      int // above 0
	Source       Source
	Key          string // what established it; the same again gives nothing more, unless it was taken back
	Title        string
	By           string            // user's id; empty: the academy's own registers
	Evidence     map[string]string // ids and numbers by which it can be looked up
}

// Entry is one line of the ledger.
type Entry struct {
	ID           string         `db:"id"`
	Person       string         `db:"person"`
	Organisation string         `db:"organisation"`
	Year         int            `db:"year"` // in the academy's time zone
	Earned       types.DateTime `db:"day"`
	Area         areas.Area     `db:"area"`
	Compulsory   bool           `db:"compulsory"`
	Minutes      int            `db:"minutes"` // below 0 in a counter-entry
	Source       Source         `db:"source"`
	Key          string         `db:"key"`
	Turn         int            `db:"turn"`     // how often the same had been established before
	Reverses     string         `db:"reverses"` // id of the entry that it takes back
	Reason       string         `db:"reason"`   // of a counter-entry
	By           string         `db:"by"`
	Title        string         `db:"title"`
	Proof        types.JSONRaw  `db:"evidence"`
	Written      types.DateTime `db:"created"`
	Reversed     bool           `db:"reversed"` // a counter-entry takes it back
}

// Day is when it was earned.
func (e Entry) Day() time.Time { return e.Earned.Time() }

// Created is when it was written.
func (e Entry) Created() time.Time { return e.Written.Time() }

// Holds tells whether it gives hours.
func (e Entry) Holds() bool { return e.Reverses == "" && !e.Reversed }

// Evidence is by what it can be looked up.
func (e Entry) Evidence() map[string]string {
	var m map[string]string
	_ = json.Unmarshal(e.Proof, &m) // Record wrote it
	return m
}

// fact is the entry as it was recorded.
func (e Entry) fact() Fact {
	return Fact{
		Person: e.Person, Organisation: e.Organisation, Day: e.Day(), Area: e.Area, Compulsory: e.Compulsory, Minutes: e.Minutes,
		Source: e.Source, Key: e.Key, Title: e.Title, By: e.By, Evidence: e.Evidence(),
	}
}
