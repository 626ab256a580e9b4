package commands

import "github.com/spf13/cobra"

func (s *session) people() *cobra.Command {
	c := &cobra.Command{Use: "people", Short: s.locale.T("cli.people"), RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(s.importPeople(), s.resetFactors())
	return c
}
