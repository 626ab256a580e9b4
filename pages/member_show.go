package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/hours"
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
	MayMove     bool // to another office
	MayInvite   bool // once more
	InviteLater bool // the last mail was sent less than a day ago
	Form        *form
	Offices     []string // of the organisation, to choose from
	Look        string   // address from which the reader may look as them, empty if they may not
}

// yearView is how far somebody is on the way to the yearly hours.
type yearView struct {
	Year  int
	Meter hoursMeter
}

// yearOf is how many hours the ledger has of a member in the year of a moment, in the organisation's employ.
func yearOf(app core.App, m accounts.Member, now time.Time) (yearView, error) {
	v := yearView{now.In(calendar.Zone).Year(), hoursMeter{Label: m.Name()}}
	sums, err := hours.MinutesOf(app, hours.TotalsFilter{Person: m.User(), Organisation: m.Organisation(), Year: v.Year})
	v.Meter.Hours = hours.InHours(sums[m.User()])
	return v, err
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
	o, m, err := theirMember(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	return s.renderMember(e, http.StatusOK, o, m, filled("office", m.Office()))
}

// theirMember is the organisation and the membership of the address, if the reader may do act to what is the organisation's.
func theirMember(e *core.RequestEvent, act accounts.Act) (*organisations.Organisation, accounts.Member, error) {
	o, err := theirs(e, act)
	if err != nil {
		return nil, accounts.Member{}, err
	}
	m, err := oneMember(e, o)
	return o, m, err
}

func (s *site) renderMember(e *core.RequestEvent, status int, o *organisations.Organisation, m accounts.Member, f *form) (err error) {
	l := s.locale(e)
	name := m.Name()
	v := memberView{memberFrame: s.newMemberFrame(e, o, name, "/people", Crumb{l.T("members.people"), peopleOf(o)}, Crumb{Title: name}), Member: m, Now: time.Now(), Form: f}
	v.MayEnd = (m.Until().IsZero() || m.Expired()) && mayEnd(e, o, m)
	v.MayInvite = m.Awaited() && o.Retired().IsZero() && mayEnd(e, o, m)
	v.InviteLater = v.Now.Before(m.InvitableFrom())
	if v.MayMove = m.Until().IsZero() && actor(e).MayIn(accounts.ManageMembers, o.Id); v.MayMove {
		if v.Offices, err = accounts.Offices(e.App, o.Id); err != nil {
			return err
		}
	}
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
		if v.Year, err = yearOf(e.App, m, v.Now); err != nil {
			return err
		}
	}
	return s.render(e, status, "member_show", &v)
}

// mayEnd tells whether the reader may end the membership: referents are named and removed by the centre.
func mayEnd(e *core.RequestEvent, o *organisations.Organisation, m accounts.Member) bool {
	if m.Role() == accounts.Referent {
		return actor(e).MayIn(accounts.NameReferents, o.Id)
	}
	return actor(e).MayIn(accounts.ManageMembers, o.Id)
}

func (s *site) endMembership(e *core.RequestEvent) error {
	o, m, err := theirMember(e, accounts.ManageMembers)
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
	if m.Waits() {
		return back(e, withSaid(peopleOf(o), "invitation_withdrawn"))
	}
	return back(e, withSaid(peopleOf(o), "membership_ended"))
}

// inviteAgain writes once more to who has not answered, or has not come yet.
func (s *site) inviteAgain(e *core.RequestEvent) error {
	o, m, err := theirMember(e, accounts.ManageMembers)
	if err != nil {
		return err
	}
	if !mayEnd(e, o, m) {
		return errNotAllowed
	}
	said := "invited_again"
	entry := audit.InvitationSent.On(audit.Person, m.User(), "organisation", o.Id, "role", string(m.Role()))
	err = accounts.Audited(e, entry, func() error { return accounts.InviteAgain(e.App, m, o.Name()) })
	switch {
	case errors.Is(err, accounts.ErrInvitedToday):
		said = "invited_today"
	case errors.Is(err, accounts.ErrNotAwaited):
		said = "not_awaited"
	case errors.Is(err, accounts.ErrMember):
		said = "invited_otherwise"
	case err != nil:
		return err
	}
	return back(e, withSaid(peopleOf(o)+"/"+m.Id, said))
}

// moveMember says in which office somebody works.
func (s *site) moveMember(e *core.RequestEvent) error {
	o, m, err := theirMember(e, accounts.ManageMembers)
	if err != nil {
		return err
	}
	f, before := typed(e, "office"), m.Office()
	address := peopleOf(o) + "/" + m.Id
	if f.Value("office") == before {
		return back(e, address)
	}
	entry := audit.MembershipChanged.On(audit.Person, m.User(), "organisation", o.Id, "what", "office")
	err = accounts.Audited(e, entry, func() error { return accounts.Move(e.App, m.Membership, f.Value("office")) })
	if errors.Is(err, accounts.ErrMembershipOver) {
		return back(e, address) // where it says so
	}
	if err != nil {
		status, err := f.take(e, s.locale(e), err, "office")
		if err != nil {
			return err
		}
		return s.renderMember(e, status, o, m, f)
	}
	return back(e, withSaid(address, "office_changed"))
}
