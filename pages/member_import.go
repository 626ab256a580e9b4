package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/peoplelist"
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
	list, err := readPeople(e)
	if err == nil && list.HasTaxCodes() { // who brings many codes learns which of them are known
		err = accounts.Take(e.App, accounts.TryTaxList, e.Auth.Id, e.RealIP())
		if err == nil {
			err = list.TakeCodes(e.App, o.Id)
		}
	}
	if err != nil {
		f := filled()
		status, err := blameList(e, l, f, err)
		if err != nil {
			return err
		}
		v.Problem = f.Problem("list")
		return s.render(e, status, "member_import", v)
	}
	a := accounts.Importing{By: e.Auth.Id, Organisation: o.Id, Called: o.Name(), Locale: l.Tag(), Dry: e.Request.FormValue("act") != "import",
		May: func(r accounts.MembershipRole) bool { return mayGive(e, o, r) }}
	if v.Done, err = s.bringPeople(e, list, a); err != nil {
		return err
	}
	v.Read, v.Dry, v.Rows = true, a.Dry, list.Rows
	for _, p := range list.Problems[:min(len(list.Problems), faultsShown)] {
		v.Faults = append(v.Faults, faultOf(l, p))
	}
	v.More = len(list.Problems) - len(v.Faults)
	return s.render(e, http.StatusOK, "member_import", v)
}

// readPeople reads the list that a form brings.
func readPeople(e *core.RequestEvent) (*accounts.PeopleList, error) {
	file, _, err := e.Request.FormFile("list")
	if err != nil {
		return nil, errNoList
	}
	defer file.Close()
	return accounts.ReadPeople(file, peoplelist.RoleWords())
}

var errNoList = errors.New("no list was chosen")

// blameList says what is wrong with a list as a whole; what is not about it comes back.
func blameList(e *core.RequestEvent, l *locales.Locale, f *form, err error) (status int, other error) {
	var fault *tables.Error
	switch {
	case errors.Is(err, errNoList):
		f.say(l, "list", l.T("members.import_no_file"))
	case errors.As(err, &fault):
		f.say(l, "list", l.T("table.problem."+fault.Code, "line", fault.Line))
	default:
		return f.take(e, l, err, "list")
	}
	return http.StatusUnprocessableEntity, nil
}

// bringPeople imports a list; what changes something is kept in the audit log.
func (s *site) bringPeople(e *core.RequestEvent, list *accounts.PeopleList, a accounts.Importing) (done accounts.Imported, err error) {
	bring := func() (err error) {
		done, err = accounts.ImportPeople(e.App, s.options.Vault, list, a)
		return err
	}
	if a.Dry {
		err = bring()
	} else {
		err = accounts.Audited(e, audit.PeopleImported.On(audit.Organisation, a.Organisation), bring)
	}
	return done, err
}

func faultOf(l *locales.Locale, p accounts.RowProblem) rowFault {
	return rowFault{Line: p.Line, Column: peoplelist.ColumnName(p.Column), Value: shorten(p.Value, 60), Text: peoplelist.Fault(l, p)}
}
