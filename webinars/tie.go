package webinars

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Tie is a course's key that at least one webinar is tied to.
type Tie struct {
	Key     string `db:"course_key"`
	Percent int    `db:"percent"` // the highest that one of the webinars says
	Minutes int    `db:"minutes"` // the longest that one of them is planned to last
}

// TiesOf are the keys of a course that webinars which were not cancelled are tied to.
func TiesOf(app core.App, course string) (ties []Tie, err error) {
	err = app.DB().Select("course_key", "max(percent) AS percent", "max(minutes) AS minutes").From(Collection).
		Where(dbx.NewExp("[[course]] = {:course} AND [[course]] != '' AND [[state]] != 'cancelled'", dbx.Params{"course": course})).
		GroupBy("course_key").OrderBy("course_key").All(&ties)
	if err != nil {
		return nil, fmt.Errorf("webinars tied to course %s: %w", course, err)
	}
	return ties, nil
}
