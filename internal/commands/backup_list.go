package commands

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"aula/internal/backups"
)

func (s *session) listBackups() *cobra.Command {
	var v depot
	c := &cobra.Command{
		Use: "list", Short: s.locale.T("cli.backup.list"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return s.tellProblem(s.runBackupList(&v), v.place, "") },
	}
	v.flags(s, c, "from")
	return c
}

// runBackupList shows what lies at the destination, whichever academy's it is.
func (s *session) runBackupList(v *depot) error {
	store, err := v.store(s)
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	list, err := backups.List(ctx, store, "")
	if err != nil {
		return err
	}
	if len(list) == 0 {
		s.say("cli.backup.none", "place", store.Place())
		return nil
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, column := range []string{"made", "size", "schema", "sealed", "file"} {
		fmt.Fprint(table, s.locale.T("cli.backup.column_"+column), "\t")
	}
	fmt.Fprintln(table)
	for _, b := range list {
		fmt.Fprintf(table, "%s\t%s MB\t%d\t%s\t%s\t\n", s.locale.DateTime(b.Made), s.megabytes(b.Size), b.Schema, s.yesNo(b.Sealed), b.File)
	}
	return table.Flush()
}

func (s *session) yesNo(yes bool) string {
	if yes {
		return s.locale.T("cli.backup.yes")
	}
	return s.locale.T("cli.backup.no")
}
