package courses_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aula/courses"
	"aula/internal/testapp"
)

func TestRememberedAssignmentsAreThoseThatTheDatabaseFinds(t *testing.T) {
	app := testapp.New(t)
	h := testapp.NewHistory(t, app, 1)
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	pages := 0
	agree := func(after string, f courses.AssignmentFilter) {
		t.Helper()
		want, count, err := courses.Assignments(app, f, now)
		if err != nil {
			t.Fatal(err)
		}
		var got []courses.Assignee
		for f.Page = 1; ; f.Page++ {
			list, total, err := courses.Assignments(app, f, now)
			if err != nil || total != count {
				t.Fatalf("after %q, %+v: %d in all, want %d, %v", after, f, total, count, err)
			}
			if len(list) == 0 {
				break
			}
			got = append(got, list...)
		}
		pages = max(pages, f.Page-1)
		if !slices.Equal(got, want) {
			t.Fatalf("after %q, %+v:\n%v\nwant\n%v", after, f, got, want)
		}
	}
	states := []string{courses.AssignmentOpen, courses.AssignmentLate, courses.AssignmentDone, courses.AssignmentWithdrawn}
	words := []string{"ROSSI", "rossi de", "è", "È", "_", "%", "nobody", " "}
	for step := range 450 {
		after := fmt.Sprint(step, " ", h.Step())
		for _, organisation := range h.Organisations {
			agree(after, courses.AssignmentFilter{Organisation: organisation})
			if step%3 == 0 { // what is remembered holds or does not: how it is chosen from differs less often
				agree(after, courses.AssignmentFilter{Organisation: organisation, State: states[step%4]})
				agree(after, courses.AssignmentFilter{Organisation: organisation, State: states[step/8%4], Words: words[step%8]})
			}
		}
	}
	if pages < 2 {
		t.Errorf("%d pages at most: nothing was turned", pages)
	}
}
