package commands

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/courses"
)

func (s *session) listCourses() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: s.locale.T("cli.courses.list"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return s.runList() },
	}
}

func (s *session) runList() error {
	if !s.hasDatabase() {
		return errors.New(s.locale.T("cli.courses.no_data", "dir", s.Dir))
	}
	return s.withDatabase(func(app core.App) error {
		all, err := courses.All(app, "")
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(s.Out, s.locale.T("cli.courses.none"))
			return nil
		}
		table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
		for _, column := range []string{"slug", "title", "state", "revision"} {
			fmt.Fprint(table, s.locale.T("cli.courses.column_"+column), "\t")
		}
		fmt.Fprintln(table)
		for _, c := range all {
			fmt.Fprintf(table, "%s\t%s\t%s\t%d\t\n", c.Slug(), c.Title(), s.locale.T("state."+c.State()), c.Revision())
		}
		return table.Flush()
	})
}
