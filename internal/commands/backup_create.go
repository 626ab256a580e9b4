package commands

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/internal/audit"
	"aula/internal/backups"
	"aula/recordings"
)

func (s *session) createBackup() *cobra.Command {
	var v depot
	var keep string
	var without bool
	c := &cobra.Command{
		Use: "create", Short: s.locale.T("cli.backup.create"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return s.tellProblem(s.runCreate(&v, keep, without), v.place, "")
		},
	}
	v.flags(s, c, "to")
	c.Flags().StringVar(&keep, "keep", os.Getenv("AULA_BACKUP_KEEP"), s.locale.T("cli.backup.keep"))
	c.Flags().BoolVar(&without, "without-films", filmsStay(), s.locale.T("cli.backup.without_films"))
	return c
}

// filmsFor says which files of films a backup takes along, and how many films it leaves out.
func filmsFor(without bool) func(core.App) ([]backups.Film, int, error) {
	return func(app core.App) (films []backups.Film, left int, err error) {
		files, count, err := recordings.LessonFiles(app)
		if err != nil || without {
			return nil, count, err
		}
		for _, f := range files {
			films = append(films, backups.Film(f))
		}
		return films, 0, nil
	}
}

// filmsStay tells whether the environment says that backups go without films.
func filmsStay() bool {
	value := os.Getenv("AULA_BACKUP_WITHOUT_FILMS")
	yes, err := strconv.ParseBool(value)
	return value != "" && (yes || err != nil)
}

// runCreate makes a backup of the academy in the data folder, whether it is being served or not. It leaves the schema as
// it is: before an upgrade one wants the old one.
func (s *session) runCreate(v *depot, keep string, without bool) error {
	policy, err := backups.ParsePolicy(keep)
	if err != nil {
		return err
	}
	key, err := v.open()
	if err != nil {
		return err
	}
	if !s.hasDatabase() {
		return fmt.Errorf("%w: %s", backups.ErrNoAcademy, filepath.Join(s.Dir, "data.db"))
	}
	store, err := v.store(s)
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	app, err := s.bootstrap()
	if err != nil {
		return err
	}
	if err := operated(app, audit.BackupStarted.On(audit.Backup, "")); err != nil {
		return errors.Join(err, closeApp(app))
	}
	o := backups.Order{Dir: s.Dir, Program: s.Version, Store: store, Key: key}
	if o.Films, o.FilmsLeft, err = filmsFor(without)(app); err != nil {
		s.complain("cli.backup.films_unknown", "problem", err)
		o.FilmsLeft = max(1, o.FilmsLeft)
	}
	return errors.Join(s.create(ctx, app, o, policy), closeApp(app))
}

func (s *session) create(ctx context.Context, app core.App, o backups.Order, policy backups.Policy) error {
	m, err := backups.Make(ctx, app, o)
	if err != nil {
		return err
	}
	s.say("cli.backup.created", "file", m.File, "place", o.Store.Place(), "megabytes", s.megabytes(m.Size),
		"rows", s.locale.Number(float64(m.Sums.Rows())), "files", s.locale.Number(float64(len(m.Sums.Files))))
	if !m.Sealed {
		s.say("cli.backup.unsealed")
	}
	if m.Manifest.Remote {
		s.say("cli.backup.remote")
	}
	if m.Manifest.FilmsLeft > 0 {
		s.say("cli.backup.films_left", "count", m.Manifest.FilmsLeft)
	}
	for _, path := range m.Sums.Gone {
		s.say("cli.backup.gone", "path", path)
	}
	if !app.HasTable(backups.Collection) {
		return nil
	}
	removed, err := backups.Sweep(ctx, app, o.Store, m.Academy, policy)
	for _, file := range removed {
		s.say("cli.backup.removed", "file", file)
	}
	return err
}
