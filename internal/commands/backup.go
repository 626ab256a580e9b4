package commands

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"aula/internal/backups"
)

func (s *session) backup() *cobra.Command {
	c := &cobra.Command{Use: "backup", Short: s.locale.T("cli.backup"), RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(s.createBackup(), s.listBackups(), s.restoreBackup(), s.drillBackup())
	return c
}

// depot is where backups lie and what opens them, as the command line and the environment say.
type depot struct {
	place string // --to, --from, AULA_BACKUP_TO
	key   string // --key, AULA_BACKUP_KEY
	file  string // the backup that find has found
}

// flags adds the flags that most of the commands share.
func (v *depot) flags(s *session, c *cobra.Command, name string) {
	c.Flags().StringVar(&v.place, name, os.Getenv("AULA_BACKUP_TO"), s.locale.T("cli.backup."+name))
	c.Flags().StringVar(&v.key, "key", os.Getenv("AULA_BACKUP_KEY"), s.locale.T("cli.backup.key"))
}

func (v *depot) store(s *session) (backups.Store, error) {
	return backups.OpenStore(v.place, backups.Spool(s.Dir), os.Getenv)
}

// open is the key that was given: a file, the input, or a passphrase from the environment, where no list of processes
// shows it.
func (v *depot) open() (backups.Key, error) {
	switch v.key {
	case "":
	case "-": // the user whose academy it is need not be able to read the file
		return backups.ReadKey(os.Stdin)
	default:
		return backups.OpenKey(v.key)
	}
	if phrase := os.Getenv("AULA_BACKUP_PASSPHRASE"); phrase != "" {
		return backups.Passphrase(phrase)
	}
	return backups.Key{}, nil
}

// find is the backup that an argument names: "latest", a path, an address of an object store, or a name at the
// destination.
func (v *depot) find(ctx context.Context, s *session, argument string) (store backups.Store, file string, err error) {
	defer func() { v.file = file }()
	switch {
	case argument == "latest":
		store, err := v.store(s)
		if err != nil {
			return nil, "", err
		}
		latest, err := backups.Latest(ctx, store, "")
		return store, latest.File, err
	case strings.HasPrefix(argument, "s3://"):
		cut := strings.LastIndex(argument, "/")
		store, err := backups.OpenStore(argument[:cut], backups.Spool(s.Dir), os.Getenv)
		return store, argument[cut+1:], err
	}
	if _, err := os.Stat(argument); err != nil && v.place != "" && !strings.ContainsRune(argument, filepath.Separator) {
		store, err := v.store(s)
		return store, argument, err
	}
	store, err = backups.OpenStore(filepath.Dir(argument), "", os.Getenv)
	return store, filepath.Base(argument), err
}

// tellProblem says what went wrong with a backup, where, and what to do. What nobody foresaw is told as it is.
func (s *session) tellProblem(err error, place, file string) error {
	code := backups.Code(err)
	if err == nil || code == "other" {
		return err
	}
	values := []any{"place", cmp.Or(place, "–"), "dir", s.Dir, "file", cmp.Or(file, "–"), "detail", err.Error()}
	fmt.Fprintln(s.Err, s.locale.T("backup.problem."+code, values...))
	fmt.Fprintln(s.Err, "  "+s.locale.T("backup.problem."+code+"_remedy", values...))
	return exit(1)
}

// interruptible ends when the operator or the system wants the command to end.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// megabytes is a size as people read it.
func (s *session) megabytes(bytes int64) string { return s.locale.Number(float64(bytes/100_000) / 10) }
