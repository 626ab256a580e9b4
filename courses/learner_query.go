package courses

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/database"
)

// Learner is somebody in a course as those who run the course see it: who, and where they are in their newest cycle. Whoever deleted the
// account has neither name nor mailbox.
type Learner struct {
	ID      string         `db:"id"`
	User    string         `db:"user"`
	Given   string         `db:"given_name"`
	Family  string         `db:"family_name"`
	Email   string         `db:"email"`
	Percent int            `db:"percent"`
	Lesson  string         `db:"lesson"` // title of the last one opened
	Begun   types.DateTime `db:"created"`
	Touched types.DateTime `db:"updated"`
	Done    types.DateTime `db:"completed"`
	Moment  types.DateTime `db:"due"`
	Own     bool           `db:"due_own"` // the deadline is not the course's
	Cycle   int            `db:"cycle"`   // from 1
	Before  types.DateTime `db:"before"`  // when the cycle before was finished
}

// Started is when the person enrolled.
func (l Learner) Started() time.Time { return l.Begun.Time() }

// Active is when the person did something in the course last.
func (l Learner) Active() time.Time { return l.Touched.Time() }

// Completed is when the course was finished; zero while it is not.
func (l Learner) Completed() time.Time { return l.Done.Time() }

// Due is until when the course is to be finished; zero: no deadline.
func (l Learner) Due() time.Time { return l.Moment.Time() }

// Late tells whether the course was finished after it was due.
func (l Learner) Late() bool { return Late(l.Completed(), l.Due()) }

// FinishedBefore is when somebody who does the course anew finished it last; zero: they do it for the first time.
func (l Learner) FinishedBefore() time.Time { return l.Before.Time() }

// IsComplete tells whether the course was finished.
func (l Learner) IsComplete() bool { return !l.Done.IsZero() }

// How far learners are, to choose them by.
const (
	LearnerOpen     = "open"
	LearnerFinished = "finished"
	LearnerIdle     = "idle" // enrolled, with nothing done yet
)

// LearnerFilter chooses and orders the learners of a course.
type LearnerFilter struct {
	State string // LearnerOpen, LearnerFinished, LearnerIdle; empty: all
	Words string // in the name or the mailbox
	Sort  string // name, percent, started, active, completed, due; with a leading "-" the other way round
	Page  int    // from 1; 0: all of them
}

var learnerOrder = map[string][]string{
	"name": {"lower(u.family_name)", "lower(u.given_name)"}, "percent": {"e.percent"}, "started": {"e.created"},
	"active": {"e.updated"}, "completed": {"e.completed"}, "due": {"(e.due = '')", "e.due"},
}

// ListLearners returns learners of a course, and how many the filter lets through in all.
func ListLearners(app core.App, course string, f LearnerFilter) ([]Learner, int, error) {
	where := learnersWhere(course, f)
	var total int
	err := app.DB().Select("count(*)").From("enrolments e").LeftJoin("users u", dbx.NewExp("u.id = e.user")).Where(where).Row(&total)
	if err != nil {
		return nil, 0, fmt.Errorf("count learners of course %s: %w", course, err)
	}
	q := app.DB().Select("e.id", "e.user", "coalesce(u.given_name, '') AS given_name", "coalesce(u.family_name, '') AS family_name",
		"coalesce(u.email, '') AS email", "e.percent", "coalesce(l.title, '') AS lesson", "e.created", "e.updated", "e.completed", "e.due", "e.due_own", "e.cycle",
		"coalesce(CASE WHEN e.cycle > 1 THEN (SELECT max(b.completed) FROM enrolments b WHERE b.[[user]] = e.[[user]] AND b.[[user]] != '' AND b.course = e.course AND b.cycle < e.cycle) END, '') AS before").
		From("enrolments e").LeftJoin("users u", dbx.NewExp("u.id = e.user")).LeftJoin("lessons l", dbx.NewExp("l.id = e.last_lesson")).
		Where(where).OrderBy(append(orderBy(learnerOrder, f.Sort, "name"), "e.id")...)
	if f.Page > 0 {
		q.Limit(ManagedPage).Offset(offset(f.Page))
	}
	var list []Learner
	if err := q.All(&list); err != nil {
		return nil, 0, fmt.Errorf("learners of course %s: %w", course, err)
	}
	return list, total, nil
}

// newestCycle leaves out the cycles that somebody has begun anew since.
const newestCycle = "NOT EXISTS (SELECT 1 FROM enrolments n WHERE n.[[user]] = e.[[user]] AND n.[[user]] != '' AND n.course = e.course AND n.cycle > e.cycle)"

func learnersWhere(course string, f LearnerFilter) dbx.Expression {
	where := dbx.And(dbx.HashExp{"e.course": course}, dbx.NewExp(newestCycle))
	switch f.State {
	case LearnerOpen:
		where = dbx.And(where, dbx.HashExp{"e.completed": ""}, dbx.NewExp("e.percent > 0"))
	case LearnerFinished:
		where = dbx.And(where, dbx.NewExp("e.completed != ''"))
	case LearnerIdle:
		where = dbx.And(where, dbx.HashExp{"e.completed": "", "e.percent": 0})
	}
	if f.Words != "" {
		where = dbx.And(where, dbx.Or(
			database.Contains("u.family_name", f.Words), database.Contains("u.given_name", f.Words), database.Contains("u.email", f.Words),
			database.Contains("(u.given_name || ' ' || u.family_name)", f.Words)))
	}
	return where
}

// UnderWay returns the ids of the people who are enrolled in the course and have not finished it.
func UnderWay(app core.App, course string) ([]string, error) {
	var people []string
	err := app.DB().Select("user").Distinct(true).From("enrolments").
		Where(dbx.NewExp("[[course]] = {:course} AND [[completed]] = '' AND [[user]] != ''", dbx.Params{"course": course})).Column(&people)
	if err != nil {
		return nil, fmt.Errorf("who is under way in course %s: %w", course, err)
	}
	return people, nil
}
