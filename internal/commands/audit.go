package commands

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/internal/audit"
)

func (s *session) audit() *cobra.Command {
	c := &cobra.Command{
		Use: "audit", Short: s.locale.T("cli.audit"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(s.verifyAudit())
	return c
}

// operated keeps in the audit log what the operator does, if this academy has one yet: a command may leave the schema as it is.
func operated(app core.App, entry audit.Entry) error {
	if !app.HasTable(audit.Collection) {
		return nil
	}
	return audit.Do(app, entry.DoneBy(audit.Operator), func(core.App) error { return nil })
}
