package courses

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/areas"
	"aula/internal/database"
)

// QuizMinutes is how long a quiz takes where a course's hours are shared among its parts.
const QuizMinutes = 10

// Work is what somebody has done of a course, and what that gives.
type Work struct {
	User, Course, Title string
	Edition             string // its id; empty: self-study
	Hours               float64
	Area                areas.Area
	Compulsory          bool
	Completed           time.Time // zero while it is not
	Portions            []Portion // what the newest revision asks for, in order
	Met                 []Fulfilled
}

// Portion is a requirement with how long it takes: presence 0, whoever ties webinars and classes to the course knows it.
type Portion struct {
	Requirement
	Title   string // of the lesson or quiz
	Minutes int
}

// Fulfilled is a requirement that was met.
type Fulfilled struct {
	Requirement string
	At          time.Time
	evidence    string
}

// Evidence returns one of the values on which it was met; "" where that is none or no text.
func (f Fulfilled) Evidence(name string) string {
	var all map[string]any
	_ = json.Unmarshal([]byte(f.evidence), &all) // Fulfil wrote it
	text, _ := all[name].(string)
	return text
}

// Everybody who hands in a quiz waits for these queries, so they are written plainly and read nothing that is long.
const (
	workQuery = `SELECT coalesce(e.user, ''), e.course, e.edition, e.completed, c.title, c.hours, c.area, c.compulsory, c.complete
		FROM enrolments e JOIN courses c ON c.id = e.course WHERE e.id = ?`
	partsQuery = `SELECT 'lesson', key, title, minutes, position FROM lessons WHERE course = ? AND retired = FALSE
		UNION ALL SELECT 'quiz', key, title, 0, 0 FROM quizzes WHERE course = ? AND retired = FALSE ORDER BY 5`
	metQuery = "SELECT requirement, created, evidence FROM fulfilments WHERE enrolment = ? ORDER BY created, rowid"
)

// WorkOf reads what an enrolment has met and what its course gives. It returns ErrNotEnrolled where there is none.
func WorkOf(app core.App, enrolment string) (*Work, error) {
	w := &Work{}
	var completed types.DateTime
	var area string
	var complete sql.NullString
	err := database.Row(app.ConcurrentDB(), workQuery, []any{enrolment},
		&w.User, &w.Course, &w.Edition, &completed, &w.Title, &w.Hours, &area, &w.Compulsory, &complete)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotEnrolled
	}
	if err == nil {
		w.Completed, w.Area = completed.Time(), areaOr(area)
		err = w.read(app, enrolment, complete.String)
	}
	if err != nil {
		return nil, fmt.Errorf("work of enrolment %s: %w", enrolment, err)
	}
	return w, nil
}

func (w *Work) read(app core.App, enrolment, complete string) error {
	rule, err := readRule(complete)
	if err != nil {
		return err
	}
	var keys []string
	parts := map[string]Portion{}
	err = database.Each(app.ConcurrentDB(), partsQuery, []any{w.Course, w.Course}, func(scan func(...any) error) error {
		var p Portion
		var position float64
		if err := scan(&p.Kind, &p.Key, &p.Title, &p.Minutes, &position); err != nil {
			return err
		}
		if p.Kind == LessonKind {
			keys = append(keys, p.Key)
		} else {
			p.Minutes = QuizMinutes
		}
		parts[p.String()] = p
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range rule.Requirements(keys) {
		p, known := parts[r.String()]
		if !known && r.Kind == QuizKind {
			p.Minutes = QuizMinutes
		}
		p.Requirement = r
		w.Portions = append(w.Portions, p)
	}
	return database.Each(app.ConcurrentDB(), metQuery, []any{enrolment}, func(scan func(...any) error) error {
		var f Fulfilled
		var at types.DateTime
		var evidence sql.NullString
		err := scan(&f.Requirement, &at, &evidence)
		f.At, f.evidence = at.Time(), evidence.String
		w.Met = append(w.Met, f)
		return err
	})
}

// Portion is the one that a requirement is about, without a length where the course asks for it no more.
func (w *Work) Portion(requirement string) Portion {
	for _, p := range w.Portions {
		if p.String() == requirement {
			return p
		}
	}
	r, _ := ParseRequirement(requirement) // the zero one is none
	return Portion{Requirement: r}
}
