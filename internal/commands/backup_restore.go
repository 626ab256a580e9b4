package commands

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/backups"
	"aula/recordings"
)

func (s *session) restoreBackup() *cobra.Command {
	var v depot
	var replace bool
	c := &cobra.Command{
		Use: "restore FILE|latest", Short: s.locale.T("cli.backup.restore"), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			err := s.runRestore(&v, args[0], replace)
			return s.tellProblem(err, v.place, cmp.Or(v.file, args[0]))
		},
	}
	v.flags(s, c, "from")
	c.Flags().BoolVar(&replace, "replace", false, s.locale.T("cli.backup.replace"))
	return c
}

// runRestore brings a backup back into the data folder, wholly or not at all, and forgets again whom the academy had
// forgotten since.
func (s *session) runRestore(v *depot, argument string, replace bool) error {
	ctx, stop := interruptible()
	defer stop()
	key, err := v.open()
	if err != nil {
		return err
	}
	store, file, err := v.find(ctx, s, argument)
	if err != nil {
		return err
	}
	people, err := backups.SharedErasures(ctx, store)
	if err != nil {
		return err
	}
	maps.Copy(people, backups.ForgottenIn(ctx, s.Dir))
	archive, err := store.Open(ctx, file)
	if err != nil {
		return err
	}
	defer archive.Close()
	erased, filmless := 0, []recordings.Filmless(nil)
	done, err := backups.Restore(ctx, archive, backups.Revival{
		Dir: s.Dir, Replace: replace, Key: key,
		Finish: func(dir string, _ backups.Manifest) error {
			var err error
			erased, filmless, err = s.finishRestore(ctx, dir, people)
			return err
		},
	})
	if err != nil {
		v.place = filepath.Dir(done.Place) // what cannot be written is there, beside the folder
		return err
	}
	s.tellRestored(done, erased)
	s.tellFilmless(filmless)
	return nil
}

// finishRestore brings the schema up to date, ends the sessions and erases again.
func (s *session) finishRestore(ctx context.Context, dir string, people map[string]time.Time) (erased int, filmless []recordings.Filmless, err error) {
	in := *s
	in.Dir = dir
	err = in.withDatabase(func(app core.App) error {
		if err := accounts.EndAllSessions(app); err != nil {
			return err
		}
		if err := operated(app, audit.BackupRestored.On(audit.Backup, "")); err != nil {
			return err
		}
		for id := range people {
			err := accounts.EraseAgain(ctx, app, id)
			switch {
			case errors.Is(err, accounts.ErrNoPerson):
			case err != nil:
				return err
			default:
				erased++
			}
		}
		if filmless, err = recordings.FilmlessLessons(app); err != nil { // a list is no reason to bring nothing back
			app.Logger().Error("which lessons have no film is not known", "error", err)
		}
		return nil
	})
	return erased, filmless, err
}

// tellFilmless says which lessons have no film now, and where their films belong.
func (s *session) tellFilmless(list []recordings.Filmless) {
	if len(list) == 0 {
		return
	}
	s.say("cli.backup.filmless", "count", len(list))
	for _, f := range list {
		s.say("cli.backup.filmless_one", "course", f.Course, "lesson", f.Lesson, "file", f.File)
	}
}

func (s *session) tellRestored(done backups.Revived, erased int) {
	m := done.Manifest
	s.say("cli.backup.restored", "dir", s.Dir, "date", s.locale.DateTime(m.Made), "program", m.Program,
		"rows", s.locale.Number(float64(done.Sums.Rows())), "files", s.locale.Number(float64(len(done.Sums.Files))))
	s.say("cli.backup.sessions_ended")
	s.say("cli.backup.erased_again", "count", erased)
	if m.Remote {
		s.say("cli.backup.remote")
	}
	for _, path := range done.Sums.Gone {
		s.say("cli.backup.gone", "path", path)
	}
	if done.Aside != "" {
		s.say("cli.backup.aside", "dir", done.Aside)
	}
}
