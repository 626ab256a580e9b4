package pages

import (
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
)

type assignmentsView struct {
	memberFrame
	Assigned []courses.Assignee
	Together []courses.AskedTogether // what can be taken back at once
	Table    tableView
	Now      time.Time
}

var assignmentStates = []string{courses.AssignmentOpen, courses.AssignmentLate, courses.AssignmentDone, courses.AssignmentWithdrawn}

func (s *site) listAssignments(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	l, q, now := s.locale(e), listing{organisationAddress(o) + "/assignments", e.Request.URL.Query()}, time.Now()
	f := courses.AssignmentFilter{Organisation: o.Id, State: q.state(assignmentStates...), Words: q.words(), Page: q.page()}
	list, total, err := courses.Assignments(e.App, f, now)
	if err != nil {
		return err
	}
	v := assignmentsView{memberFrame: s.newMemberFrame(e, o, l.T("members.assignments"), "/assignments", Crumb{Title: l.T("members.assignments")}), Assigned: list, Now: now}
	v.Table = q.table(l, total, []column{{"members.name", "", false}, {"members.course", "", false}, {"deadline.word", "", false}, {"members.lessons", "", false},
		{"manage.column_state", "", false}, {"webinar.acts", "", false}}, "", "members.assignment_", assignmentStates...)
	if v.Together, err = courses.AskedLately(e.App, o.Id); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "member_assignments", &v)
}

func (s *site) withdrawAssignment(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.AssignCourses)
	if err != nil {
		return err
	}
	a, err := courses.FindAssignment(e.App, e.Request.PathValue("assignment"))
	if err != nil {
		return err
	}
	if a.Organisation() != o.Id {
		return courses.ErrNoAssignment
	}
	entry := audit.AssignmentWithdrawn.On(audit.Course, a.Course(), "organisation", o.Id, "person", a.User())
	if err := accounts.Audited(e, entry, func() error { return courses.Unassign(e.App, a) }); err != nil {
		return err
	}
	return back(e, withSaid(organisationAddress(o)+"/assignments", "assignment_withdrawn"))
}

// withdrawTogether takes back all that one form asked for.
func (s *site) withdrawTogether(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.AssignCourses)
	if err != nil {
		return err
	}
	entry := audit.AssignmentWithdrawn.On(audit.Course, "", "organisation", o.Id)
	err = accounts.Audited(e, entry, func() error {
		course, count, err := courses.UndoAssign(e.App, courses.Batch{Organisation: o.Id, ID: e.Request.PathValue("batch")})
		if err == nil && count == 0 {
			err = courses.ErrNoAssignment
		}
		entry.On.ID, entry.Details["people"] = course, strconv.Itoa(count)
		return err
	})
	if err != nil {
		return err
	}
	return back(e, withSaid(organisationAddress(o)+"/assignments", "assignments_withdrawn"))
}
