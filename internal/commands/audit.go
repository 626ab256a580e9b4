package commands

import "github.com/spf13/cobra"

func (s *session) audit() *cobra.Command {
	c := &cobra.Command{
		Use: "audit", Short: s.locale.T("cli.audit"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(s.verifyAudit())
	return c
}
