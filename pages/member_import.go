package pages

import (
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/tables"
	"aula/locales"
	"aula/organisations"
)

// memberImportView is the form that brings a list in, and what became of it.
type memberImportView struct {
	memberFrame
	Problem string // with the file as a whole
	Read    bool   // a list was read
	Dry     bool
	Rows    int
	Done    accounts.Imported
	Faults  []rowFault
	More    int // faults that are not shown
}

// rowFault is what is wrong with a row, in the reader's language.
type rowFault struct {
	Line        int
	Column      string // as spreadsheets call it: "C"
	Value, Text string
}

// faultsShown bounds the report: whoever brings the wrong file needs no ten thousand lines to see it.
const faultsShown = 100

func (s *site) newMemberImport(e *core.RequestEvent, o *organisations.Organisation) *memberImportView {
	l := s.locale(e)
	return &memberImportView{memberFrame: s.newMemberFrame(e, o, l.T("members.import"), "/people", Crumb{l.T("members.people"), peopleOf(o)}, Crumb{Title: l.T("members.import")})}
}

func (s *site) showMemberImport(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.ManageMembers)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "member_import", s.newMemberImport(e, o))
}

// importMembers reads the list and brings it in, or says what would become of it.
func (s *site) importMembers(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.ManageMembers)
	if err != nil {
		return err
	}
	l, v := s.locale(e), s.newMemberImport(e, o)
	file, _, err := e.Request.FormFile("list")
	if err != nil {
		v.Problem = l.T("members.import_no_file")
		return s.render(e, http.StatusUnprocessableEntity, "member_import", v)
	}
	defer file.Close()
	list, err := accounts.ReadPeople(file, roleWords())
	var fault *tables.Error
	if errors.As(err, &fault) {
		v.Problem = l.T("table.problem."+fault.Code, "line", fault.Line)
		return s.render(e, http.StatusUnprocessableEntity, "member_import", v)
	}
	if err != nil {
		return err
	}
	may := func(r accounts.MembershipRole) bool { return mayGive(e, o, r) }
	v.Dry = e.Request.FormValue("act") != "import"
	bring := func() (err error) {
		v.Done, err = accounts.ImportPeople(e.App, e.Auth.Id, o.Id, o.Name(), l.Tag(), list, may, v.Dry)
		return err
	}
	if !v.Dry {
		imports, entry := bring, audit.PeopleImported.On(audit.Organisation, o.Id)
		bring = func() error { return accounts.Audited(e, entry, imports) }
	}
	if err := bring(); err != nil {
		return err
	}
	v.Read, v.Rows = true, list.Rows
	for i, p := range list.Problems {
		if i == faultsShown {
			v.More = len(list.Problems) - faultsShown
			break
		}
		v.Faults = append(v.Faults, faultOf(l, p))
	}
	return s.render(e, http.StatusOK, "member_import", v)
}

func faultOf(l *locales.Locale, p accounts.RowProblem) rowFault {
	f := rowFault{Line: p.Line, Value: shorten(p.Value, 60)}
	if p.Column > 0 {
		f.Column = columnName(p.Column)
	}
	column := ""
	if p.Field != "" {
		column = l.T("members.column_" + p.Field)
	}
	switch code, of := strings.CutPrefix(p.Code, "table_"); {
	case of:
		f.Text = l.T("table.problem."+code, "line", p.Line)
	case l.Has("members.problem." + p.Code):
		f.Text = l.T("members.problem."+p.Code, "column", column, "line", p.Other)
	default:
		f.Text = column + ": " + l.T("account.problem."+p.Code, "least", accounts.ShortestPassword)
	}
	return f
}

// columnName is what spreadsheets call the column with this number, from 1.
func columnName(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// roleWords are the words for roles in every language, so that a list serves whoever exported it.
func roleWords() map[string]accounts.MembershipRole {
	words := map[string]accounts.MembershipRole{}
	for _, r := range accounts.MembershipRoles {
		words[string(r)] = r
		for _, tag := range locales.Languages {
			words[strings.ToLower(locales.For(tag).T("member_role."+string(r)))] = r
		}
	}
	return words
}
