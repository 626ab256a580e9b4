package commands

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts"
	"aula/internal/audit"
)

// resetFactors is for the only administrator, whom nobody in the academy can help.
func (s *session) resetFactors() *cobra.Command {
	return &cobra.Command{
		Use: "reset-factors MAILBOX", Short: s.locale.T("cli.people.reset_factors"), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if !s.hasDatabase() {
				return errors.New(s.locale.T("doctor.no_folder", "dir", s.Dir))
			}
			return s.withDatabase(func(app core.App) error { return s.resetFactorsOf(app, args[0]) })
		},
	}
}

func (s *session) resetFactorsOf(app core.App, mailbox string) error {
	p, err := accounts.FindByEmail(app, mailbox)
	if err == nil {
		err = accounts.ResetFactors(app, audit.Operator, p, accounts.ResetReasons[0])
	}
	switch {
	case errors.Is(err, accounts.ErrNoPerson):
		return errors.New(s.locale.T("cli.people.nobody", "mailbox", mailbox))
	case errors.Is(err, accounts.ErrNoFactor):
		return errors.New(s.locale.T("cli.people.no_factor", "mailbox", mailbox))
	case err != nil:
		return err
	}
	fmt.Fprintln(s.Out, s.locale.T("cli.people.factors_reset", "mailbox", mailbox))
	return nil
}
