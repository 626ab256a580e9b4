package commands

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/courses"
	"aula/internal/markup"
	"aula/locales"
)

// Exit statuses of check, and of an import that is refused.
const (
	exitWarnings exit = 1
	exitErrors   exit = 2
)

func (s *session) courses() *cobra.Command {
	c := &cobra.Command{Use: "courses", Short: s.locale.T("cli.courses"), RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(s.checkCourses(), s.importCourses(), s.exportCourse(), s.listCourses())
	return c
}

// batch is the courses of one command, read and composed, and what holds their sources open.
type batch struct {
	manuscripts []*courses.Manuscript
	refusals    []courses.Finding
	trees       []*courses.Tree
}

func (b *batch) close() error {
	var err error
	for _, t := range b.trees {
		err = errors.Join(err, t.Close())
	}
	return err
}

// compose reads the courses at the paths: a folder, a zip or an https git address each, or only a folder within it.
func (s *session) compose(paths []string, only string) (*batch, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b := &batch{}
	for _, path := range paths {
		if err := b.read(ctx, path, only); err != nil {
			refusal, ok := courses.AsRefusal(err)
			if !ok {
				return b, fmt.Errorf("%s: %w", path, err)
			}
			f := refusal.Finding
			if f.Path == "" {
				f.Path = path
			}
			b.refusals = append(b.refusals, f)
		}
	}
	return b, nil
}

func (b *batch) read(ctx context.Context, path, only string) error {
	tree, err := courses.Read(ctx, path, courses.DefaultLimits())
	if err != nil {
		return err
	}
	b.trees = append(b.trees, tree)
	part, err := tree.Sub(only)
	if err != nil {
		return err
	}
	for _, one := range part.Split() {
		b.manuscripts = append(b.manuscripts, courses.Compose(one, courses.ComposeOptions{Label: locales.MarkupLabel}))
	}
	return nil
}

// worst is the exit status of what was found.
func (b *batch) worst() error {
	errs, warnings := len(b.refusals), 0
	for _, m := range b.manuscripts {
		errs += m.Count(markup.Error)
		warnings += m.Count(markup.Warning)
	}
	switch {
	case errs > 0:
		return exitErrors
	case warnings > 0:
		return exitWarnings
	}
	return nil
}

// withDatabase runs act on the academy in the data folder, wired like a serving one, so that what follows from an act follows.
func (s *session) withDatabase(act func(core.App) error) error {
	app, err := s.open()
	if err != nil {
		return err
	}
	if s.Wire != nil {
		s.Wire(app, s.Config)
	}
	return errors.Join(act(app), closeApp(app))
}

// hasDatabase tells whether the data folder holds an academy.
func (s *session) hasDatabase() bool {
	_, err := os.Stat(filepath.Join(s.Dir, "data.db"))
	return err == nil
}
