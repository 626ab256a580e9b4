package commands

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/courses"
)

func (s *session) exportCourse() *cobra.Command {
	return &cobra.Command{
		Use: "export SLUG DIR", Short: s.locale.T("cli.courses.export"), Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return s.runExport(args[0], args[1]) },
	}
}

// runExport gives a course's folder back, byte for byte.
func (s *session) runExport(slug, dir string) error {
	if !s.hasDatabase() {
		return errors.New(s.locale.T("cli.courses.no_data", "dir", s.Dir))
	}
	return s.withDatabase(func(app core.App) error {
		n, err := courses.Export(app, slug, dir)
		switch {
		case errors.Is(err, courses.ErrNotFound):
			return errors.New(s.locale.T("cli.courses.unknown", "slug", slug))
		case errors.Is(err, courses.ErrNotEmpty):
			return errors.New(s.locale.T("cli.courses.not_empty", "dir", dir))
		case err != nil:
			return err
		}
		fmt.Fprintln(s.Out, s.locale.T("cli.courses.exported", "slug", slug, "dir", dir, "count", n))
		return nil
	})
}
