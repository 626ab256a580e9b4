package quizzes

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Accommodation is what somebody is granted beyond the rules of a course's quizzes. It never says why. The zero value grants nothing.
type Accommodation struct {
	TimePercent int // more time, in percent of a quiz's limit
	Tries       int // more attempts, where they are limited
}

// Limit is a quiz's time limit for who has the accommodation; no limit stays none.
func (a Accommodation) Limit(minutes int) time.Duration {
	return time.Duration(minutes) * time.Minute * time.Duration(100+max(0, a.TimePercent)) / 100
}

// Attempts is how many attempts who has the accommodation may make; 0, without limit, stays that.
func (a Accommodation) Attempts(allowed int) int {
	if allowed == 0 {
		return 0
	}
	return allowed + max(0, a.Tries)
}

// AccommodationOf returns what the person is granted in the course, the zero value where that is nothing.
func AccommodationOf(app core.App, user, course string) (Accommodation, error) {
	return findAccommodation(app.DB().Select("time_percent", "tries").From("accommodations").
		Where(dbx.HashExp{"user": user, "course": course}))
}

// accommodationIn returns what the person of an enrolment is granted in its course.
func accommodationIn(app core.App, enrolment string) (Accommodation, error) {
	return findAccommodation(app.DB().Select("a.time_percent", "a.tries").From("enrolments e").
		InnerJoin("accommodations a", dbx.NewExp("[[a.user]] = [[e.user]] AND [[a.course]] = [[e.course]]")).
		Where(dbx.HashExp{"e.id": enrolment}))
}

func findAccommodation(q *dbx.SelectQuery) (Accommodation, error) {
	var a Accommodation
	err := q.Row(&a.TimePercent, &a.Tries)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Accommodation{}, fmt.Errorf("find accommodation: %w", err)
	}
	return a, nil
}
