package commands

import "github.com/spf13/cobra"

func (s *session) certificates() *cobra.Command {
	c := &cobra.Command{
		Use: "certificates", Short: s.locale.T("cli.certificates"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(s.verifyCertificate())
	return c
}
