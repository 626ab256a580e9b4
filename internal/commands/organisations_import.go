package commands

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/internal/audit"
	"aula/internal/tables"
	"aula/organisations"
)

func (s *session) importOrganisations() *cobra.Command {
	var o organisations.ImportOptions
	c := &cobra.Command{
		Use: "import FILE.csv", Short: s.locale.T("cli.organisations.import"), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return s.runImportOrganisations(args[0], o) },
	}
	c.Flags().BoolVar(&o.DryRun, "dry-run", false, s.locale.T("cli.organisations.dry_run"))
	c.Flags().BoolVar(&o.Strict, "strict", false, s.locale.T("cli.organisations.strict"))
	c.Flags().StringVar(&o.Province, "province", "", s.locale.T("cli.organisations.province"))
	return c
}

// runImportOrganisations exits with 1 if rows were wrong, with 2 if nothing was imported because of it.
func (s *session) runImportOrganisations(path string, o organisations.ImportOptions) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return s.withDatabase(func(app core.App) error {
		o.Also = func(tx core.App, out *organisations.Outcome) error {
			return audit.Write(tx, audit.Entry{By: audit.Operator, Act: audit.OrganisationChanged, On: audit.Object{Kind: audit.Organisation},
				Details: map[string]string{"what": "imported", "added": strconv.Itoa(out.Added), "changed": strconv.Itoa(out.Changed)}})
		}
		out, err := organisations.Import(app, file, o)
		var wrong *tables.Error
		if errors.As(err, &wrong) {
			fmt.Fprintf(s.Out, "%s: %s\n", path, s.locale.T("table.problem."+wrong.Code))
			return exitErrors
		}
		if err != nil {
			return err
		}
		return s.tellImported(out, o)
	})
}

func (s *session) tellImported(out *organisations.Outcome, o organisations.ImportOptions) error {
	for _, p := range out.Wrong {
		where, args := p.Where()
		fmt.Fprintf(s.Out, "  %s: %s\n", s.locale.T(where, args...), s.locale.T(p.Key))
	}
	for _, row := range []struct {
		key   string
		count int
	}{{"added", out.Added}, {"changed", out.Changed}, {"same", out.Same}, {"apart", out.Apart}, {"wrong", len(out.Wrong)}} {
		if row.count > 0 {
			fmt.Fprintln(s.Out, s.locale.T("organisations.outcome."+row.key, "count", row.count))
		}
	}
	switch {
	case o.DryRun:
		fmt.Fprintln(s.Out, s.locale.T("organisations.outcome.dry_run"))
	case !out.Stored:
		fmt.Fprintln(s.Out, s.locale.T("organisations.outcome.not_stored"))
		return exitErrors
	}
	if len(out.Wrong) > 0 {
		return exitWarnings
	}
	return nil
}
