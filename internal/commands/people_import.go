package commands

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/peoplelist"
	"aula/internal/tables"
	"aula/internal/vault"
	"aula/organisations"
)

func (s *session) importPeople() *cobra.Command {
	ipa, dry := "", false
	c := &cobra.Command{
		Use: "import FILE.csv --organisation IPA", Short: s.locale.T("cli.people.import"), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return s.withVault(func(app core.App, v *vault.Vault) error { return s.runImportPeople(app, v, args[0], ipa, dry) })
		},
	}
	c.Flags().StringVar(&ipa, "organisation", "", s.locale.T("cli.people.organisation"))
	c.Flags().BoolVar(&dry, "dry-run", false, s.locale.T("cli.organisations.dry_run"))
	if err := c.MarkFlagRequired("organisation"); err != nil { // it is named two lines above
		panic(err)
	}
	return c
}

// runImportPeople exits with 1 if rows were wrong, and with 2 if the file is no list.
func (s *session) runImportPeople(app core.App, v *vault.Vault, path, ipa string, dry bool) error {
	o, err := organisations.FindByIPA(app, ipa)
	if errors.Is(err, organisations.ErrNoOrganisation) {
		return errors.New(s.locale.T("cli.people.no_organisation", "ipa", ipa))
	}
	if err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	list, err := accounts.ReadPeople(file, peoplelist.RoleWords())
	var fault *tables.Error
	if errors.As(err, &fault) {
		fmt.Fprintf(s.Out, "%s: %s\n", path, s.locale.T("table.problem."+fault.Code, "line", fault.Line))
		return exitErrors
	}
	if err != nil {
		return err
	}
	a := accounts.Importing{
		Organisation: o.Id, Called: o.Name(), Locale: s.locale.Tag(), Dry: dry, May: func(accounts.MembershipRole) bool { return true },
	}
	done, err := bringPeople(app, v, list, a)
	if err != nil {
		return err
	}
	return s.tellPeople(list, done, dry)
}

// bringPeople imports the list; what changes something is kept in the audit log.
func bringPeople(app core.App, v *vault.Vault, list *accounts.PeopleList, a accounts.Importing) (done accounts.Imported, err error) {
	if a.Dry {
		return accounts.ImportPeople(app, v, list, a)
	}
	err = audit.Do(app, audit.PeopleImported.On(audit.Organisation, a.Organisation).DoneBy(audit.Operator), func(tx core.App) (err error) {
		done, err = accounts.ImportPeople(tx, v, list, a)
		return err
	})
	return done, err
}

func (s *session) tellPeople(list *accounts.PeopleList, done accounts.Imported, dry bool) error {
	for _, p := range list.Problems {
		place := ""
		if p.Line > 0 {
			place = strconv.Itoa(p.Line)
		}
		fmt.Fprintf(s.Out, "  %s%s: %s\n", place, peoplelist.ColumnName(p.Column), peoplelist.Fault(s.locale, p))
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		key   string
		count int
	}{{"rows", list.Rows}, {"admitted", done.Admitted}, {"asked", done.Asked}, {"changed", done.Changed}, {"same", done.Same}} {
		fmt.Fprintf(table, "%s\t%d\n", s.locale.T("members.import_"+row.key), row.count)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if dry {
		s.say("organisations.outcome.dry_run")
	}
	if len(list.Problems) > 0 {
		return exitWarnings
	}
	return nil
}
