package commands

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/vault"
)

// resealAtOnce is how many rows are sealed anew while others wait to write: some 20 ms.
const resealAtOnce = 500

func (s *session) rotateKey() *cobra.Command {
	return &cobra.Command{
		Use: "rotate PURPOSE", Short: s.locale.T("cli.keys.rotate"), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			ctx, stop := interruptible()
			defer stop()
			return s.runRotate(ctx, args[0])
		},
	}
}

// runRotate makes a new version of a key, seals anew by it whatever the earlier ones have sealed, and drops them. The academy may be
// open meanwhile. Ended in the middle, by whatever, it goes on where it was when it is called again.
func (s *session) runRotate(ctx context.Context, purpose string) error {
	if !slices.Contains(vault.Purposes, purpose) {
		return errors.New(s.locale.T("cli.keys.unknown", "purpose", purpose, "purposes", strings.Join(vault.Purposes, ", ")))
	}
	return s.withVault(func(app core.App, v *vault.Vault) error {
		if err := operated(app, audit.KeysRotated.On(audit.Key, purpose)); err != nil {
			return err
		}
		if err := s.newVersion(v, purpose); err != nil {
			return err
		}
		if err := s.resealAll(ctx, app, v, purpose); err != nil {
			return err
		}
		dropped, err := accounts.DropVersions(app, v, purpose)
		if errors.Is(err, accounts.ErrStillSealed) {
			return errors.New(s.locale.T("cli.keys.again"))
		}
		for _, version := range dropped {
			s.say("cli.keys.dropped", "version", version)
		}
		return err
	})
}

// newVersion adds a version, unless a rotation that was ended has done so.
func (s *session) newVersion(v *vault.Vault, purpose string) error {
	versions, err := v.Versions(purpose)
	if err != nil {
		return err
	}
	if len(versions) > 1 {
		s.say("cli.keys.goes_on", "version", versions[len(versions)-1].Number)
		return nil
	}
	version, err := v.Advance(purpose)
	if err == nil {
		s.say("cli.keys.made", "version", version)
	}
	return err
}

// resealAll seals every row anew. Rows that do not open are named, and keep the earlier versions.
func (s *session) resealAll(ctx context.Context, app core.App, v *vault.Vault, purpose string) error {
	var faulty []string
	for _, sealed := range accounts.SealedFor(purpose) {
		total, err := sealed.Outdated(app, v)
		if err != nil {
			return err
		}
		for done, after := 0, ""; ; {
			if ctx.Err() != nil {
				return errors.New(s.locale.T("cli.keys.interrupted", "purpose", purpose))
			}
			step, err := sealed.Reseal(app, v, after, resealAtOnce)
			if err != nil {
				return err
			}
			if step.Rows == 0 {
				break
			}
			done, after, faulty = done+step.Rows, step.Last, append(faulty, step.Faulty...)
			s.say("cli.keys.progress", "done", s.locale.Number(float64(done)), "total", s.locale.Number(float64(max(done, total))))
		}
	}
	if len(faulty) > 0 {
		return errors.New(s.locale.T("cli.keys.faulty", "rows", strings.Join(faulty, ", ")))
	}
	return nil
}
