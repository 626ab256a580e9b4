package commands

import "github.com/spf13/cobra"

func (s *session) organisations() *cobra.Command {
	c := &cobra.Command{
		Use: "organisations", Short: s.locale.T("cli.organisations"), RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(s.importOrganisations())
	return c
}
