package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/organisations"
)

type memberNewView struct {
	memberFrame
	Form  *form
	Roles []accounts.MembershipRole // which the reader may give
}

func (s *site) newMember(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.ManageMembers)
	if err != nil {
		return err
	}
	return s.renderNewMember(e, http.StatusOK, o, filled("role", string(accounts.Employee)))
}

func (s *site) renderNewMember(e *core.RequestEvent, status int, o *organisations.Organisation, f *form) error {
	l := s.locale(e)
	v := memberNewView{memberFrame: s.newMemberFrame(e, o, l.T("members.add"), "/people", Crumb{l.T("members.people"), peopleOf(o)}, Crumb{Title: l.T("members.add")}), Form: f}
	for _, r := range accounts.MembershipRoles {
		if mayGive(e, o, r) {
			v.Roles = append(v.Roles, r)
		}
	}
	return s.render(e, status, "member_new", &v)
}

// mayGive tells whether the reader may take people in with a role: the centre alone says who answers for an organisation.
func mayGive(e *core.RequestEvent, o *organisations.Organisation, r accounts.MembershipRole) bool {
	return r != accounts.Referent || actor(e).MayIn(accounts.NameReferents, o.Id)
}

func (s *site) admitMember(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.ManageMembers)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "given_name", "family_name", "email", "office", "role")
	n := accounts.Newcomer{Given: f.Value("given_name"), Family: f.Value("family_name"), Email: f.Value("email"), Office: f.Value("office"),
		Role: accounts.MembershipRole(f.Value("role")), Locale: l.Tag()}
	if !mayGive(e, o, n.Role) {
		return errNotAllowed
	}
	var what accounts.Admission
	entry := audit.MembershipAdded.On(audit.Organisation, o.Id, "role", string(n.Role))
	err = accounts.Audited(e, entry, func() (err error) {
		var m *accounts.Membership
		if what, m, err = accounts.Admit(e.App, e.Auth.Id, o.Id, o.Name(), n); err == nil {
			entry.Details["person"] = m.User()
		}
		return err
	})
	if errors.Is(err, accounts.ErrMember) {
		f.say(l, "email", l.T("members.already"))
		return s.renderNewMember(e, http.StatusUnprocessableEntity, o, f)
	}
	if err != nil {
		status, err := f.take(e, l, err, "email")
		if err != nil {
			return err
		}
		return s.renderNewMember(e, status, o, f)
	}
	return back(e, withSaid(peopleOf(o), "member_"+string(what)))
}
