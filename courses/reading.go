package courses

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Reading is how far one person is in a course, read with one query. The zero Reading is that of
// somebody who is not enrolled.
type Reading struct {
	Enrolment  string // its id; empty: not enrolled
	LastLesson string // id of the lesson where the person was last
	Rated      bool
	Asked      int // questions that the person put to the teacher; only OpenFor fills it
	Standing   Standing
	met        map[string]bool
}

// Enrolled tells whether there is an enrolment.
func (r Reading) Enrolled() bool { return r.Enrolment != "" }

// Done tells whether the lesson is marked as done.
func (r Reading) Done(l *Lesson) bool { return r.met[LessonKind+":"+l.Key()] }

// Passed tells whether the quiz was passed.
func (r Reading) Passed(q QuizRef) bool { return r.met[QuizKind+":"+q.Key] }

// ReadingOf returns how far the person is in the course of the outline. user may be empty: nobody.
func ReadingOf(app core.App, user string, o *Outline) (Reading, error) {
	if user == "" {
		return Reading{}, nil
	}
	var row struct {
		ID         string         `db:"id"`
		Completed  string         `db:"completed"`
		Rated      bool           `db:"rated"`
		LastLesson string         `db:"last_lesson"`
		Met        sql.NullString `db:"met"`
	}
	err := app.DB().NewQuery(`SELECT e.id, e.completed, e.rated, e.last_lesson,
		(SELECT group_concat(f.requirement, char(10)) FROM fulfilments f WHERE f.enrolment = e.id) AS met
		FROM enrolments e WHERE e.user = {:user} AND e.user != '' AND e.course = {:course} AND e.edition = ''
		ORDER BY e.cycle DESC LIMIT 1`).
		Bind(dbx.Params{"user": user, "course": o.Course.Id}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return Reading{}, nil
	}
	if err != nil {
		return Reading{}, fmt.Errorf("reading of course %s: %w", o.Course.Id, err)
	}
	r := Reading{Enrolment: row.ID, LastLesson: row.LastLesson, Rated: row.Rated, met: map[string]bool{}}
	for name := range strings.SplitSeq(row.Met.String, "\n") {
		r.met[name] = true
	}
	r.Standing = Judge(o.Required, r.met)
	if row.Completed != "" { // a later revision takes nothing back
		r.Standing = Standing{Percent: 100, Complete: true}
	}
	return r, nil
}
