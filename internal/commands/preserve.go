package commands

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/internal/audit"
	"aula/privacy"
)

func (s *session) preserve() *cobra.Command {
	var year int
	c := &cobra.Command{
		Use: "preserve --year N FILE.zip", Short: s.locale.T("cli.preserve"), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, paths []string) error { return s.runPreserve(year, paths[0]) },
	}
	c.Flags().IntVar(&year, "year", 0, s.locale.T("cli.preserve.year"))
	return c
}

// runPreserve writes a year's package beside its name, reads it again, and only then gives it the name.
func (s *session) runPreserve(year int, path string) error {
	if year < 2000 || year > 9999 {
		return errors.New(s.locale.T("cli.preserve.which_year"))
	}
	return s.withDatabase(func(app core.App) error {
		packed, err := privacy.MakePackage(app, year, path)
		if err != nil {
			return err
		}
		if err := operated(app, audit.PackageMade.On(audit.Centre, "", "year", strconv.Itoa(year), "documents", strconv.Itoa(packed.Files))); err != nil {
			return errors.Join(fmt.Errorf("the package is there, and not in the audit log: %w", err), os.Remove(path))
		}
		s.say("cli.preserve.made", "file", path, "count", packed.Files, "year", year)
		return nil
	})
}
