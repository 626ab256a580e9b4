package commands

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/privacy"
)

func (s *session) privacy() *cobra.Command {
	c := &cobra.Command{
		Use: "privacy", Short: s.locale.T("cli.privacy"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(s.retention())
	return c
}

func (s *session) retention() *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use: "retention", Short: s.locale.T("cli.privacy.retention"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return s.runRetention(dry) },
	}
	c.Flags().BoolVar(&dry, "dry-run", false, s.locale.T("cli.privacy.dry_run"))
	return c
}

// runRetention does what the nightly job does, or only counts what it would do.
func (s *session) runRetention(dry bool) error {
	return s.withDatabase(func(app core.App) error {
		act := privacy.Expire
		if dry {
			act = privacy.Tonight
		}
		list, err := act(app, time.Now())
		if err != nil {
			return err
		}
		for _, d := range list {
			s.say("cli.privacy.class", "class", s.locale.T("retention."+d.Class), "days", d.Chosen, "count", d.Rows)
		}
		if dry {
			s.say("cli.privacy.nothing_done")
		}
		return nil
	})
}
