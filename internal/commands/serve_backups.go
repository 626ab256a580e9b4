package commands

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/pflag"

	"aula/internal/backups"
)

// planFlags are the flags of serve that say which backups it makes by itself. Each has a variable of the environment,
// for systemd.
type planFlags struct {
	depot
	every, keep string
	without     bool
}

func (p *planFlags) add(s *session, f *pflag.FlagSet) {
	f.StringVar(&p.place, "backup-to", os.Getenv("AULA_BACKUP_TO"), s.locale.T("cli.serve.backup_to"))
	f.StringVar(&p.every, "backup-every", cmp.Or(os.Getenv("AULA_BACKUP_EVERY"), "24h"), s.locale.T("cli.serve.backup_every"))
	f.StringVar(&p.keep, "backup-keep", cmp.Or(os.Getenv("AULA_BACKUP_KEEP"), "7d 4w 12m"), s.locale.T("cli.serve.backup_keep"))
	f.BoolVar(&p.without, "backup-without-films", filmsStay(), s.locale.T("cli.backup.without_films"))
	f.StringVar(&p.key, "backup-key", os.Getenv("AULA_BACKUP_KEY"), s.locale.T("cli.serve.backup_key"))
}

// read turns the flags into the plan. A destination that is away now may be back when a backup is due; one that
// cannot be, or a key that cannot be used, keeps the academy from starting: nobody would notice at night.
func (p *planFlags) read(s *session) (err error) {
	plan := backups.Plan{To: p.place, Program: s.Version, Getenv: os.Getenv, Films: filmsFor(p.without)}
	if plan.To == "" {
		s.Backups = plan
		return nil
	}
	if plan.Every, err = time.ParseDuration(p.every); err != nil || plan.Every < 0 || plan.Every > 0 && plan.Every < time.Minute {
		return errors.New(s.locale.T("cli.serve.backup_every_wrong", "value", p.every))
	}
	if plan.Keep, err = backups.ParsePolicy(p.keep); err != nil {
		return errors.New(s.locale.T("cli.serve.backup_keep_wrong", "value", p.keep))
	}
	if plan.Key, err = p.open(); err != nil {
		return s.tellProblem(err, p.place, "")
	}
	if store, err := backups.OpenStore(plan.To, "", os.Getenv); err == nil {
		plan.To = store.Place() // wherever the program is started from later
	} else if errors.Is(err, backups.ErrPlace) {
		return s.tellProblem(err, p.place, "")
	}
	s.Backups = plan
	return nil
}

// hold keeps others from serving or replacing the data folder meanwhile.
func (s *session) hold() (release func(), err error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	release, err = backups.Hold(s.Dir)
	if errors.Is(err, backups.ErrServed) {
		return nil, errors.New(s.locale.T("cli.serve.held", "dir", s.Dir))
	}
	return release, err
}
