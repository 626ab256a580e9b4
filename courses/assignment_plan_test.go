package courses_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/courses"
)

// A course has as many enrolments as people were asked to finish it: who read them all for each would take minutes.
func TestAnAssignmentFindsItsEnrolmentByItsLearner(t *testing.T) {
	app, here, _, course, user := staffed(t)
	assigns(t, app, courses.Assigning{Organisation: here, Course: course, By: "b", Users: []string{user}})
	var asked []string
	db := app.ConcurrentDB().(*dbx.DB)
	db.QueryLogFunc = func(_ context.Context, _ time.Duration, query string, _ *sql.Rows, _ error) {
		asked = append(asked, query)
	}
	for _, act := range []func() error{
		func() error {
			_, _, err := courses.Assignments(app, courses.AssignmentFilter{Organisation: here, State: courses.AssignmentLate, Page: 1}, time.Now())
			return err
		},
		func() error { _, err := courses.Unfinished(app, here, nil); return err },
	} {
		if err := act(); err != nil {
			t.Fatal(err)
		}
	}
	db.QueryLogFunc = nil
	joined := 0
	for _, query := range asked {
		if !strings.Contains(query, "enrolments") || strings.Contains(query, "lessons") {
			continue
		}
		joined++
		var steps []struct {
			Detail string `db:"detail"`
		}
		if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + query).All(&steps); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, s := range steps {
			found = found || strings.Contains(s.Detail, "idx_enrolments_learner (user=? AND course=?")
		}
		if !found {
			t.Errorf("%s\n%v", query, steps)
		}
	}
	if joined != 3 {
		t.Errorf("%d queries join enrolments, want 3: %v", joined, asked)
	}
}
