package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/sheets"
	"aula/organisations"
)

type membersView struct {
	memberFrame
	People   []accounts.Member
	Table    tableView
	CSV, ODS string // addresses of the same list as a file
}

// What the list is narrowed to: a role, those who did not answer, or those who have left.
const (
	leftState    = "left"
	expiredState = "expired" // invitations
)

var memberStates = []string{string(accounts.Employee), string(accounts.Referent), string(accounts.Facilitator), expiredState, leftState}

func memberFilter(o *organisations.Organisation, q listing) accounts.MemberFilter {
	f := accounts.MemberFilter{Organisation: o.Id, Words: q.words(), Page: q.page()}
	switch state := q.state(memberStates...); state {
	case leftState:
		f.Left = true
	case expiredState:
		f.Expired = true
	default:
		f.Role = accounts.MembershipRole(state)
	}
	return f
}

func (s *site) listMembers(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	l, q := s.locale(e), listing{peopleOf(o), e.Request.URL.Query()}
	list, total, err := accounts.Members(e.App, memberFilter(o, q))
	if err != nil {
		return err
	}
	v := membersView{memberFrame: s.newMemberFrame(e, o, l.T("members.people"), "/people", Crumb{Title: l.T("members.people")}), People: list}
	v.Table = q.table(l, total, []column{{"members.name", "", false}, {"members.office", "", false}, {"account.role", "", false}, {"members.from", "", false}}, "",
		"members.state_", memberStates...)
	v.Table.turn(q, total, accounts.MembersPage)
	v.CSV, v.ODS = listing{peopleOf(o) + ".csv", q.query}.with("page", ""), listing{peopleOf(o) + ".ods", q.query}.with("page", "")
	return s.render(e, http.StatusOK, "member_list", &v)
}

// exportMembers sends the list as a file for spreadsheets, which can be imported again.
func (s *site) exportMembers(e *core.RequestEvent, file sheetFile) error {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Organisation, o.Id, "people"); err != nil {
		return err
	}
	l, f := s.locale(e), memberFilter(o, listing{"", e.Request.URL.Query()})
	file.announce(e.Response.Header(), "persone-"+o.IPA())
	out, err := file.begin(e.Response, l.T("members.people"), l)
	if err != nil {
		return err
	}
	var heads []sheets.Cell
	for _, key := range []string{"account.family_name", "account.given_name", "account.email", "members.office", "account.role", "members.from", "members.until"} {
		heads = append(heads, sheets.Text(l.T(key)))
	}
	err = out.Row(heads...)
	for page, total := 1, 1; err == nil && (page-1)*accounts.MembersPage < total; page++ {
		var list []accounts.Member
		f.Page = page
		list, total, err = accounts.Members(e.App, f)
		for _, m := range list {
			if err == nil {
				err = out.Row(memberCells(m, l.T("member_role."+string(m.Role())))...)
			}
		}
	}
	if err == nil {
		err = out.Close()
	}
	return whole(e, "people", o.Id, err)
}

func memberCells(m accounts.Member, role string) []sheets.Cell {
	family, given := m.Names()
	return []sheets.Cell{sheets.Text(family), sheets.Text(given), sheets.Text(m.Person.Email()), sheets.Text(m.Office()), sheets.Text(role),
		sheets.Text(calendar.FormatDay(m.From())), sheets.Text(calendar.FormatDay(m.Until()))}
}
