package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/organisations"
)

// memberView is somebody as their organisation sees them: what it asked of them and what they finished there, never answers or marks.
type memberView struct {
	memberFrame
	Member      accounts.Member
	Assigned    []courses.Assignee
	Completions []certificates.Completion
	Hours       float64
	Year        yearView
	Now         time.Time
	MayEnd      bool
	Look        string // address from which the reader may look as them, empty if they may not
}

// yearView is how far somebody is on the way to the yearly hours.
type yearView struct {
	Year  int
	Meter hoursMeter
}

// yearOf adds up somebody's hours of the year of a moment.
func yearOf(name string, list []certificates.Completion, now time.Time) yearView {
	v := yearView{now.In(calendar.Zone).Year(), hoursMeter{Label: name}}
	for _, c := range list {
		if c.Completed().In(calendar.Zone).Year() == v.Year {
			v.Meter.Hours += c.Hours
		}
	}
	return v
}

// oneMember is the membership of the address, if it is the organisation's.
func oneMember(e *core.RequestEvent, o *organisations.Organisation) (accounts.Member, error) {
	m, err := accounts.FindMembership(e.App, e.Request.PathValue("membership"))
	if err != nil {
		return accounts.Member{}, err
	}
	if m.Organisation() != o.Id {
		return accounts.Member{}, accounts.ErrNoMembership
	}
	p, err := accounts.Find(e.App, m.User())
	return accounts.Member{Membership: m, Person: p}, err
}

func (s *site) showMember(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	m, err := oneMember(e, o)
	if err != nil {
		return err
	}
	l := s.locale(e)
	name := m.Name()
	v := memberView{memberFrame: s.newMemberFrame(e, o, name, "/people", Crumb{l.T("members.people"), peopleOf(o)}, Crumb{Title: name}), Member: m, Now: time.Now()}
	v.MayEnd = m.Until().IsZero() && mayEnd(e, o, m)
	if v.Look, err = lookAddress(e, m.Person); err != nil {
		return err
	}
	if !m.Waits() {
		if v.Assigned, _, err = courses.Assignments(e.App, courses.AssignmentFilter{Organisation: o.Id, User: m.User()}, v.Now); err != nil {
			return err
		}
		if v.Completions, _, v.Hours, err = certificates.Completions(e.App, certificates.CompletionFilter{Organisation: o.Id, User: m.User()}); err != nil {
			return err
		}
		v.Year = yearOf(name, v.Completions, v.Now)
	}
	return s.render(e, http.StatusOK, "member_show", &v)
}

// mayEnd tells whether the reader may end the membership: referents are named and removed by the centre.
func mayEnd(e *core.RequestEvent, o *organisations.Organisation, m accounts.Member) bool {
	if m.Role() == accounts.Referent {
		return actor(e).MayIn(accounts.NameReferents, o.Id)
	}
	return actor(e).MayIn(accounts.ManageMembers, o.Id)
}

func (s *site) endMembership(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.ManageMembers)
	if err != nil {
		return err
	}
	m, err := oneMember(e, o)
	if err != nil {
		return err
	}
	if !mayEnd(e, o, m) {
		return errNotAllowed
	}
	entry := audit.MembershipEnded.On(audit.Person, m.User(), "organisation", o.Id, "role", string(m.Role()))
	if err := accounts.Audited(e, entry, func() error { return accounts.Leave(e.App, m.Membership, time.Time{}) }); err != nil {
		return err
	}
	return back(e, withSaid(peopleOf(o), "membership_ended"))
}
