package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/internal/backups"
)

func (s *session) drillBackup() *cobra.Command {
	var v depot
	c := &cobra.Command{
		Use: "drill [FILE|latest]", Short: s.locale.T("cli.backup.drill"), Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			argument := "latest"
			if len(args) > 0 {
				argument = args[0]
			}
			err := s.runDrill(&v, argument)
			return s.tellProblem(err, v.place, cmp.Or(v.file, argument))
		},
	}
	v.flags(s, c, "from")
	return c
}

// runDrill brings a backup back into a temporary folder, compares what is there with what the backup says, opens it
// as the program would, and says how it went.
func (s *session) runDrill(v *depot, argument string) error {
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
	err = s.drill(ctx, store, file, key)
	passed := err == nil
	if passed || errors.Is(err, backups.ErrDamaged) || errors.Is(err, backups.ErrCut) || errors.Is(err, backups.ErrNotBackup) {
		err = errors.Join(err, s.noteDrill(store, file, passed)) // a wrong key says nothing about the backup
	}
	if passed && err == nil {
		s.say("cli.backup.drill_passed", "file", file)
	}
	return err
}

func (s *session) drill(ctx context.Context, store backups.Store, file string, key backups.Key) (err error) {
	temp, err := os.MkdirTemp("", "aula-drill-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	archive, err := store.Open(ctx, file)
	if err != nil {
		return err
	}
	defer archive.Close()
	dir := filepath.Join(temp, "academy")
	var opened []any
	done, err := backups.Restore(ctx, archive, backups.Revival{
		Dir: dir, Key: key,
		Finish: func(dir string, _ backups.Manifest) (err error) {
			opened, err = s.tryOut(dir)
			return err
		},
	})
	if done.Found.Tables != nil {
		s.tellDrill(done, s.living(ctx))
	}
	if err == nil {
		s.say("cli.backup.drill_opened", opened...)
	}
	return err
}

// tryOut opens a restored academy as the program does, and counts what people would find.
func (s *session) tryOut(dir string) (found []any, err error) {
	in := *s
	in.Dir = dir
	err = in.withDatabase(func(app core.App) error {
		all, err := courses.All(app, "")
		if err != nil {
			return err
		}
		if err := examineKeys(app); err != nil {
			return fmt.Errorf("%w: %w", backups.ErrDamaged, err)
		}
		people, err := app.CountRecords(accounts.Collection)
		if err != nil {
			return err
		}
		keys := 0
		if anchors, err := certificates.KeysOf(dir).Anchors(); err == nil {
			keys = len(anchors)
		}
		found = []any{"people", s.locale.Number(float64(people)), "courses", s.locale.Number(float64(len(all))), "keys", keys}
		return nil
	})
	return found, err
}

// living is what the academy in the data folder says of itself now, if there is one.
func (s *session) living(ctx context.Context) map[string]int64 {
	rows := map[string]int64{}
	if !s.hasDatabase() {
		return rows
	}
	now, err := backups.Look(ctx, s.Dir)
	if err != nil {
		return rows
	}
	for _, t := range now.Tables {
		rows[t.Name] = t.Rows
	}
	return rows
}

// tellDrill prints one line a table: rows in the backup, rows restored, whether they are the same, and rows now.
func (s *session) tellDrill(done backups.Revived, now map[string]int64) {
	there := map[string]backups.Table{}
	for _, t := range done.Found.Tables {
		there[t.Name] = t
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, column := range []string{"table", "rows", "restored", "same", "now"} {
		fmt.Fprint(table, s.locale.T("cli.backup.column_"+column), "\t")
	}
	fmt.Fprintln(table)
	for _, t := range done.Sums.Tables {
		today := "–"
		if n, known := now[t.Name]; known {
			today = s.locale.Number(float64(n))
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t\n", t.Name, s.locale.Number(float64(t.Rows)), s.locale.Number(float64(there[t.Name].Rows)),
			s.yesNo(there[t.Name] == t), today)
	}
	_ = table.Flush() // to a terminal
	s.say("cli.backup.drill_files", "count", len(done.Sums.Files))
	s.say("cli.backup.drill_now")
}

// noteDrill lets the academy know, if it lives in the data folder.
func (s *session) noteDrill(store backups.Store, file string, passed bool) error {
	if !s.hasDatabase() {
		return nil
	}
	app, err := s.bootstrap()
	if err != nil {
		return err
	}
	if !app.HasTable(backups.Collection) {
		return closeApp(app)
	}
	return errors.Join(backups.Drilled(app, store.Place(), file, passed), closeApp(app))
}
