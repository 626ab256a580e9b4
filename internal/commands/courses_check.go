package commands

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/courses"
)

func (s *session) checkCourses() *cobra.Command {
	var only string
	c := &cobra.Command{
		Use: "check PATH...", Short: s.locale.T("cli.courses.check"), Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, paths []string) error { return s.runCheck(paths, only) },
	}
	c.Flags().StringVar(&only, "only", "", s.locale.T("cli.courses.only"))
	return c
}

// runCheck reads the courses and says what is wrong: exit status 0 clean, 1 warnings, 2 errors. It changes nothing.
func (s *session) runCheck(paths []string, only string) error {
	b, err := s.compose(paths, only)
	if err != nil {
		return errors.Join(err, b.close())
	}
	if err := s.relate(b); err != nil {
		return errors.Join(err, b.close())
	}
	s.report(b)
	return errors.Join(b.worst(), b.close())
}

// relate looks at the courses beside each other, and beside those of the data folder where there is one.
func (s *session) relate(b *batch) error {
	courses.CheckSlugs(b.manuscripts...)
	if !s.hasDatabase() {
		return courses.CheckRequires(nil, b.manuscripts...)
	}
	return s.withDatabase(func(app core.App) error { return courses.CheckRequires(app, b.manuscripts...) })
}
