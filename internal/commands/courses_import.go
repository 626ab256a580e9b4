package commands

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts"
	"aula/courses"
	"aula/internal/markup"
)

// importFlags are those of import.
type importFlags struct {
	only, owner   string
	draft, dryRun bool
}

func (s *session) importCourses() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use: "import PATH...", Short: s.locale.T("cli.courses.import"), Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, paths []string) error { return s.runImport(paths, f) },
	}
	c.Flags().StringVar(&f.only, "only", "", s.locale.T("cli.courses.only"))
	c.Flags().StringVar(&f.owner, "owner", "", s.locale.T("cli.courses.owner"))
	c.Flags().BoolVar(&f.draft, "draft", false, s.locale.T("cli.courses.draft"))
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, s.locale.T("cli.courses.dry_run"))
	return c
}

// errNotDone ends the transaction of a dry run.
var errNotDone = errors.New("dry run")

// runImport stores the courses, all or none. Courses with errors are not stored: exit status 2.
func (s *session) runImport(paths []string, f importFlags) error {
	b, err := s.compose(paths, f.only)
	if err != nil {
		return errors.Join(err, b.close())
	}
	err = s.withDatabase(func(app core.App) error {
		courses.CheckSlugs(b.manuscripts...)
		if err := courses.CheckRequires(app, b.manuscripts...); err != nil {
			return err
		}
		s.report(b)
		if faulty(b) {
			fmt.Fprintln(s.Err, s.locale.T("cli.courses.not_imported"))
			return exitErrors
		}
		return s.storeAll(app, b, f)
	})
	return errors.Join(err, b.close())
}

func faulty(b *batch) bool {
	for _, m := range b.manuscripts {
		if m.Count(markup.Error) > 0 {
			return true
		}
	}
	return len(b.refusals) > 0
}

func (s *session) storeAll(app core.App, b *batch, f importFlags) error {
	o := courses.ImportOptions{Draft: f.draft, DryRun: f.dryRun, Progress: s.progress()}
	if f.owner != "" {
		owner, err := s.findOwner(app, f.owner)
		if err != nil {
			return err
		}
		o.Owner = owner.Id
	}
	var done []*courses.Changes
	err := app.RunInTransaction(func(tx core.App) error {
		for _, m := range b.manuscripts {
			changes, err := courses.Import(tx, m, o)
			if err != nil {
				return s.explain(err, m)
			}
			done = append(done, changes)
		}
		if f.dryRun {
			return errNotDone
		}
		return nil
	})
	s.endProgress()
	if err != nil && !errors.Is(err, errNotDone) {
		return err
	}
	for _, changes := range done {
		s.tellChanges(changes, f.dryRun)
	}
	return nil
}

// findOwner finds who will own the courses: somebody who may.
func (s *session) findOwner(app core.App, email string) (*accounts.Person, error) {
	p, err := accounts.FindByEmail(app, email)
	if errors.Is(err, accounts.ErrNoPerson) {
		return nil, errors.New(s.locale.T("cli.courses.no_owner", "email", email))
	}
	if err != nil {
		return nil, err
	}
	if !accounts.Allowed(p.Record, accounts.ManageOwnCourses) {
		return nil, errors.New(s.locale.T("cli.courses.no_author", "email", email))
	}
	return p, nil
}

// explain puts a refusal of the import into words.
func (s *session) explain(err error, m *courses.Manuscript) error {
	if errors.Is(err, courses.ErrPublished) {
		return errors.New(s.locale.T("cli.courses.published", "slug", m.Slug))
	}
	return err
}
