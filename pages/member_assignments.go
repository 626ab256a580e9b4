package pages

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/organisations"
)

type assignmentsView struct {
	memberFrame
	Assigned []courses.Assignee
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
	v.Table = q.table(l, total, []column{{"members.name", "", false}, {"members.course", "", false}, {"deadline.word", "", false}, {"manage.column_progress", "", false},
		{"manage.column_state", "", false}, {"webinar.acts", "", false}}, "", "members.assignment_", assignmentStates...)
	return s.render(e, http.StatusOK, "member_assignments", &v)
}

type assignmentView struct {
	memberFrame
	Form    *form
	Courses []courseChoice
	Chosen  map[string]bool
	People  []accounts.Member
	Today   string
}

// peopleToAsk bounds how many people one form names; all of them are asked by another button.
const peopleToAsk = 500

func (s *site) newAssignment(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.AssignCourses)
	if err != nil {
		return err
	}
	return s.renderAssignment(e, http.StatusOK, o, filled("course", e.Request.URL.Query().Get("course"), "who", "all"), nil)
}

func (s *site) renderAssignment(e *core.RequestEvent, status int, o *organisations.Organisation, f *form, chosen []string) error {
	l := s.locale(e)
	v := assignmentView{memberFrame: s.newMemberFrame(e, o, l.T("members.assign"), "/assignments",
		Crumb{l.T("members.assignments"), organisationAddress(o) + "/assignments"}, Crumb{Title: l.T("members.assign")}), Form: f, Chosen: map[string]bool{}, Today: calendar.FormatDay(time.Now())}
	for _, id := range chosen {
		v.Chosen[id] = true
	}
	list, err := courses.All(e.App, courses.Published)
	if err != nil {
		return err
	}
	for _, c := range list {
		v.Courses = append(v.Courses, courseChoice{c.Id, c.Title()})
	}
	if v.People, err = accounts.PeopleToAsk(e.App, o.Id, peopleToAsk); err != nil {
		return err
	}
	return s.render(e, status, "member_assign", &v)
}

func (s *site) assignCourse(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.AssignCourses)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "course", "day", "who")
	chosen := e.Request.PostForm["person"]
	users, err := accounts.PeopleAmong(e.App, o.Id, chosen, f.Is("who", "all"))
	if err != nil {
		return err
	}
	a := courses.Assigning{Organisation: o.Id, Course: f.Value("course"), By: e.Auth.Id, Users: users}
	if f.Value("day") != "" {
		if a.Day, err = calendar.ParseDay(f.Value("day")); err != nil {
			f.say(l, "day", l.T("deadline.day_missing"))
		}
	}
	if len(users) == 0 {
		f.say(l, "who", l.T("members.nobody_chosen"))
	}
	if a.Course == "" {
		f.say(l, "course", l.T("members.course_missing"))
	}
	if f.Wrong() {
		return s.renderAssignment(e, http.StatusUnprocessableEntity, o, f, chosen)
	}
	entry := audit.CourseAssigned.On(audit.Course, a.Course, "organisation", o.Id, "people", strconv.Itoa(len(users)), "until", calendar.FormatDay(a.Day))
	err = accounts.Audited(e, entry, func() error {
		_, err := courses.Assign(e.App, a)
		return err
	})
	switch {
	case errors.Is(err, courses.ErrDeadlinePast):
		f.say(l, "day", l.T("deadline.day_past"))
	case errors.Is(err, courses.ErrNotPublished), errors.Is(err, courses.ErrNotFound):
		f.say(l, "course", l.T("members.course_missing"))
	case err != nil:
		return err
	default:
		return back(e, withSaid(organisationAddress(o)+"/assignments", "course_assigned"))
	}
	return s.renderAssignment(e, http.StatusUnprocessableEntity, o, f, chosen)
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
