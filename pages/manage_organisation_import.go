package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/tables"
	"aula/locales"
	"aula/organisations"
)

// organisationImportView is the form that takes a table, and what became of one.
type organisationImportView struct {
	manageFrame
	Form    *form
	Limit   int
	Outcome *organisations.Outcome
	DryRun  bool
	Rows    []tableRowView
	More    int // problems that are not listed
}

// tableRowView is what is wrong with a row, in the reader's words.
type tableRowView struct{ Place, Text string }

// problemsShown is how many problems of a table a page lists.
const problemsShown = 100

func (s *site) importView(e *core.RequestEvent, f *form) *organisationImportView {
	l := s.locale(e)
	title := l.T("organisations.import")
	frame := s.newManageFrame(e, title, managedOrganisations, Crumb{l.T("manage.organisations"), managedOrganisations}, Crumb{Title: title})
	return &organisationImportView{manageFrame: frame, Form: f, Limit: tableLimit >> 20}
}

func (s *site) askOrganisations(e *core.RequestEvent) error {
	return s.render(e, http.StatusOK, "manage_organisation_import", s.importView(e, &form{}))
}

// importOrganisations tries a table, or takes it over: the button decides. Wrong rows are told, and cost no others.
func (s *site) importOrganisations(e *core.RequestEvent) error {
	file, err := uploaded(e, "table")
	if err != nil {
		return err
	}
	f := typed(e, "province", "strict", "act")
	f.named = map[string]string{"table": "organisations.table"}
	v, l := s.importView(e, f), s.locale(e)
	if file == nil {
		f.say(l, "table", l.T("organisations.table_missing"))
		return s.render(e, http.StatusUnprocessableEntity, "manage_organisation_import", v)
	}
	content, err := file.Reader.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	v.DryRun = !f.Is("act", "import")
	v.Outcome, err = organisations.Import(e.App, content, organisations.ImportOptions{
		DryRun: v.DryRun, Strict: f.Is("strict", "yes"), Province: strings.TrimSpace(f.Value("province")), Also: noteImport(e),
	})
	var wrong *tables.Error
	if errors.As(err, &wrong) {
		f.say(l, "table", l.T("table.problem."+wrong.Code))
		return s.render(e, http.StatusUnprocessableEntity, "manage_organisation_import", v)
	}
	if err != nil {
		return err
	}
	v.list(l)
	return s.render(e, http.StatusOK, "manage_organisation_import", v)
}

// noteImport writes down who imported how much.
func noteImport(e *core.RequestEvent) func(core.App, *organisations.Outcome) error {
	return func(tx core.App, out *organisations.Outcome) error {
		return audit.Write(tx, audit.Entry{
			By: audit.By(e.Auth), Act: audit.OrganisationChanged, On: audit.Object{Kind: audit.Organisation},
			Details: map[string]string{"what": "imported", "added": strconv.Itoa(out.Added), "changed": strconv.Itoa(out.Changed)},
		})
	}
}

// list says what is wrong in words, of the first rows.
func (v *organisationImportView) list(l *locales.Locale) {
	shown := v.Outcome.Wrong[:min(len(v.Outcome.Wrong), problemsShown)]
	v.More = len(v.Outcome.Wrong) - len(shown)
	for _, p := range shown {
		where, args := p.Where()
		v.Rows = append(v.Rows, tableRowView{l.T(where, args...), l.T(p.Key)})
	}
}
