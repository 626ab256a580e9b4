package courses

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/database"
)

// States of assignments, to choose them by.
const (
	AssignmentOpen      = "open"
	AssignmentLate      = "late" // and not finished
	AssignmentDone      = "done"
	AssignmentWithdrawn = "withdrawn"
)

// Assignee is an assignment as the organisation sees it: how far the person is, and neither answers nor marks.
type Assignee struct {
	ID        string         `db:"id"`
	Enrolment string         `db:"enrolment"` // empty: there is none any more, or the assignment is taken back
	Lessons   int            // percent of those that the course asks for that are done; -1: it asks for none, or the assignment is taken back
	User      string         `db:"user"`
	Given     string         `db:"given_name"`
	Family    string         `db:"family_name"`
	Course    string         `db:"course"`
	Slug      string         `db:"slug"`
	Title     string         `db:"title"`
	Moment    types.DateTime `db:"due"`
	Done      types.DateTime `db:"completed"`
	Back      types.DateTime `db:"withdrawn"`
}

// Due is the last moment; zero: whenever.
func (a Assignee) Due() time.Time { return a.Moment.Time() }

// Completed is when the course was finished; zero while it is not.
func (a Assignee) Completed() time.Time { return a.Done.Time() }

// State is one of the states.
func (a Assignee) State(now time.Time) string {
	switch {
	case !a.Done.IsZero():
		return AssignmentDone
	case !a.Back.IsZero():
		return AssignmentWithdrawn
	case !a.Moment.IsZero() && now.After(a.Due()):
		return AssignmentLate
	}
	return AssignmentOpen
}

// AssignmentFilter chooses an organisation's assignments.
type AssignmentFilter struct {
	Organisation string
	User         string // id; empty: anybody
	State        string // empty: all that hold
	Words        string // in the name
	Page         int    // from 1; 0, or of one person: all of them
}

// enrolmentOfIt joins an assignment with its enrolment. The index of learners leaves out those who were deleted: a query that does not say so
// reads all of the course's enrolments for each assignment.
const enrolmentOfIt = "e.user = a.user AND e.user != '' AND e.course = a.course AND e.cycle = " + cycleOfIt

// cycleOfIt is the cycle that an assignment asks for: the first one that was not over when it was asked; if all were, the last.
const cycleOfIt = "(SELECT coalesce(min(CASE WHEN n.completed = '' OR n.completed >= a.asked THEN n.cycle END), max(n.cycle))" +
	" FROM enrolments n WHERE n.user = a.user AND n.user != '' AND n.course = a.course)"

// finishedIt is the condition that the course of an assignment was finished for who assigned it: what somebody does after it was taken back, as
// when they have left, is no longer the organisation's to know.
const finishedIt = "coalesce(e.completed != '' AND (a.withdrawn = '' OR e.completed <= a.withdrawn), 0)"

// Assignments returns assignments by day and name, and how many the filter lets through in all.
func Assignments(app core.App, f AssignmentFilter, now time.Time) (list []Assignee, total int, err error) {
	if f.Page == 0 || f.User != "" {
		list, err = assignees(app, f.where(now))
		return list, len(list), err
	}
	all, err := allAssigned.Of(app, f.Organisation)
	if err != nil {
		return nil, 0, err
	}
	ids := all.choose(f, now)
	first := min(offset(f.Page), int64(len(ids)))
	list, err = assignees(app, dbx.In("a.id", ids[first:min(first+ManagedPage, int64(len(ids)))]...))
	return list, len(ids), err
}

func assignees(app core.App, which dbx.Expression) (list []Assignee, err error) {
	err = assignmentQuery(app, which, "a.id", "a.user", "u.given_name", "u.family_name", "a.course", "c.slug", "c.title", "a.due", "a.withdrawn",
		"CASE WHEN a.withdrawn = '' THEN coalesce(e.id, '') ELSE '' END AS enrolment", "CASE WHEN "+finishedIt+" THEN e.completed ELSE '' END AS completed").All(&list)
	if err != nil {
		return nil, fmt.Errorf("read assignments: %w", err)
	}
	return list, countLessons(app, list)
}

// assignmentQuery selects assignments in the order in which they are listed.
func assignmentQuery(app core.App, which dbx.Expression, columns ...string) *dbx.SelectQuery {
	return app.DB().Select(columns...).From("assignments a").InnerJoin("users u", dbx.NewExp("u.id = a.user")).
		InnerJoin("courses c", dbx.NewExp("c.id = a.course")).LeftJoin("enrolments e", dbx.NewExp(enrolmentOfIt)).Where(which).
		OrderBy("(a.due = '')", "a.due", "lower(u.family_name)", "lower(u.given_name)", "a.id")
}

// Unfinished counts by person the courses that an organisation asks for and that they have not finished: of these people, of
// everybody if users is nil.
func Unfinished(app core.App, organisation string, users []string) (map[string]int, error) {
	var rows []struct {
		User  string `db:"user"`
		Count int    `db:"n"`
	}
	q := app.DB().Select("a.user", "count(*) AS n").From("assignments a").
		LeftJoin("enrolments e", dbx.NewExp(enrolmentOfIt)).
		Where(dbx.HashExp{"a.organisation": organisation, "a.withdrawn": ""}).AndWhere(dbx.NewExp("coalesce(e.completed, '') = ''")).
		GroupBy("a.user")
	if users != nil {
		which := make([]any, len(users))
		for i, u := range users {
			which[i] = u
		}
		q.AndWhere(dbx.In("a.user", which...))
	}
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("unfinished assignments of %s: %w", organisation, err)
	}
	counts := make(map[string]int, len(rows))
	for _, row := range rows {
		counts[row.User] = row.Count
	}
	return counts, nil
}

// AskedBy are the organisations that want somebody to finish a course, and have not taken it back.
func AskedBy(app core.App, user, course string) (organisations []string, err error) {
	err = app.DB().Select("organisation").From(assignments).Where(dbx.HashExp{"user": user, "course": course, "withdrawn": ""}).Column(&organisations)
	if err != nil {
		return nil, fmt.Errorf("who asked %s for course %s: %w", user, course, err)
	}
	return organisations, nil
}

func (f AssignmentFilter) where(now time.Time) dbx.Expression {
	all := []dbx.Expression{dbx.HashExp{"a.organisation": f.Organisation}}
	if f.User != "" {
		all = append(all, dbx.HashExp{"a.user": f.User})
	}
	const unfinished = "NOT " + finishedIt
	late := dbx.NewExp("a.due != '' AND a.due < {:now}", dbx.Params{"now": stored(now)})
	switch f.State {
	case AssignmentOpen:
		all = append(all, dbx.HashExp{"a.withdrawn": ""}, dbx.NewExp(unfinished), dbx.Not(late))
	case AssignmentLate:
		all = append(all, dbx.HashExp{"a.withdrawn": ""}, dbx.NewExp(unfinished), late)
	case AssignmentDone:
		all = append(all, dbx.NewExp(finishedIt))
	case AssignmentWithdrawn:
		all = append(all, dbx.NewExp("a.withdrawn != '' AND "+unfinished))
	default:
		all = append(all, dbx.HashExp{"a.withdrawn": ""})
	}
	for _, word := range strings.Fields(f.Words) {
		all = append(all, dbx.Or(database.Contains("u.family_name", word), database.Contains("u.given_name", word)))
	}
	return dbx.And(all...)
}
