package courses

import (
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Learning is one course of a person's own list.
type Learning struct {
	Enrolment string         `db:"id"`
	Course    string         `db:"course"`
	Slug      string         `db:"slug"`
	Title     string         `db:"title"`
	Hours     float64        `db:"hours"`
	State     string         `db:"state"`
	Percent   int            `db:"percent"`
	Cycle     int            `db:"cycle"` // from 1
	Rated     bool           `db:"rated"`
	Done      types.DateTime `db:"completed"`
	Touched   types.DateTime `db:"updated"`
	Moment    types.DateTime `db:"due"`
}

// Due is until when the course is to be finished; zero: no deadline.
func (l Learning) Due() time.Time { return l.Moment.Time() }

// Completed is when the course was finished; zero while it is not.
func (l Learning) Completed() time.Time { return l.Done.Time() }

// Finished tells whether the course was finished, if not in this cycle then in the one before.
func (l Learning) Finished() bool { return l.IsComplete() || l.Cycle > 1 }

// IsComplete tells whether the course was finished.
func (l Learning) IsComplete() bool { return !l.Done.IsZero() }

const learningQuery = `SELECT e.id, e.course, e.cycle, e.percent, e.rated, e.completed, e.updated, e.due, c.slug, c.title, c.hours, c.state
	FROM enrolments e JOIN courses c ON c.id = e.course
	WHERE e.user = {:user} ORDER BY e.updated DESC LIMIT `

// LearningOf returns the person's courses, the one worked on last first, at most limit.
func LearningOf(app core.App, user string, limit int) ([]Learning, error) {
	var list []Learning
	// A bound limit would make SQLite plan the query twice.
	err := app.DB().NewQuery(learningQuery + strconv.Itoa(limit)).Bind(dbx.Params{"user": user}).All(&list)
	if err != nil {
		return nil, fmt.Errorf("courses of person %s: %w", user, err)
	}
	return list, nil
}

// ByCourse keeps the newest cycle of each course.
func ByCourse(list []Learning) map[string]Learning {
	mine := make(map[string]Learning, len(list))
	for _, l := range list {
		if l.Cycle >= mine[l.Course].Cycle {
			mine[l.Course] = l
		}
	}
	return mine
}

// Next returns the lesson to go on with: the first one not done from the last one opened, then from the
// beginning; nil when every lesson is done.
func (o *Outline) Next(r Reading) *Lesson {
	last := 0
	for i, l := range o.Lessons {
		if l.Id == r.LastLesson {
			last = i
		}
	}
	for i := range o.Lessons {
		if l := o.Lessons[(last+i)%len(o.Lessons)]; !r.Done(l) {
			return l
		}
	}
	return nil
}
