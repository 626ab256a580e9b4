package commands

import "github.com/spf13/cobra"

func (s *session) hours() *cobra.Command {
	c := &cobra.Command{Use: "hours", Short: s.locale.T("cli.hours"), RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(s.recomputeHours())
	return c
}
