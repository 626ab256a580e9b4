package commands

import (
	"fmt"
	"net/url"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// offerSetup prints the one-time link by which the first administrator comes in, while there is none. Each start
// prints a new one and ends those before.
func (s *session) offerSetup(app core.App) error {
	needed, err := accounts.SetupNeeded(app)
	if err != nil || !needed || s.Demo {
		return err
	}
	token, err := accounts.NewSetupToken(app)
	if err != nil {
		return err
	}
	// The address of this machine, not the public one: that may not lead here yet.
	fmt.Fprintln(s.Out, s.locale.T("cli.setup", "url", s.Own+"/setup?token="+url.QueryEscape(token)))
	return nil
}
