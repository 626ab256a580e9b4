package commands

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/hours"
	"aula/internal/calendar"
)

// exitDiffered is the exit status of hours recompute where totals were not what the entries say. They are now.
const exitDiffered exit = 1

func (s *session) recomputeHours() *cobra.Command {
	var year int
	c := &cobra.Command{
		Use: "recompute", Short: s.locale.T("cli.hours.recompute"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return s.withDatabase(func(app core.App) error { return s.runRecomputeHours(app, year) })
		},
	}
	c.Flags().IntVar(&year, "year", time.Now().In(calendar.Zone).Year(), s.locale.T("cli.hours.year"))
	return c
}

func (s *session) runRecomputeHours(app core.App, year int) error {
	sums, err := hours.Recompute(app, year)
	if err != nil {
		return err
	}
	if sums.Wrong > 0 {
		s.say("cli.hours.differed", "year", year, "totals", sums.Wrong)
		return exitDiffered
	}
	s.say("cli.hours.same", "year", year, "totals", sums.Kept, "hours", s.locale.Number(hours.InHours(sums.Minutes)))
	return nil
}
