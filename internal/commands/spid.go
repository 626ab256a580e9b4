package commands

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts/federation"
	"aula/accounts/spid"
	"aula/certificates"
	"aula/internal/audit"
	"aula/internal/vault"
)

// spidCommands are about SPID's identity providers, and what the academy is to them.
func (s *session) spidCommands() *cobra.Command {
	c := &cobra.Command{Use: "spid", Short: s.locale.T("cli.spid"), RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(s.importProviders(), s.listProviders(), s.printMetadata(), s.printSPIDLog())
	return c
}

func (s *session) importProviders() *cobra.Command {
	return &cobra.Command{
		Use: "import FILE.xml", Short: s.locale.T("cli.spid.import"), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return s.runImportProviders(args[0]) },
	}
}

func (s *session) runImportProviders(path string) error {
	file, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return s.withDatabase(func(app core.App) error {
		var out federation.Outcome
		err := app.RunInTransaction(func(tx core.App) (err error) {
			if out, err = federation.Import(tx, file); err != nil {
				return err
			}
			return audit.Write(tx, audit.ProvidersChanged.On(audit.Centre, "", "what", "imported", "added", fmt.Sprint(out.Added), "changed", fmt.Sprint(out.Changed)).
				DoneBy(audit.Operator))
		})
		var wrong federation.FileError
		switch {
		case errors.Is(err, spid.ErrNoProvider):
			return fmt.Errorf("%s: %s", path, s.locale.T("spid.file_no_provider"))
		case errors.As(err, &wrong):
			return fmt.Errorf("%s: %s", path, s.locale.T("spid.file_wrong", "reason", wrong.Error()))
		case err != nil:
			return err
		}
		s.say("cli.spid.imported", "added", out.Added, "changed", out.Changed, "same", out.Same)
		return nil
	})
}

func (s *session) listProviders() *cobra.Command {
	return &cobra.Command{
		Use: "providers", Short: s.locale.T("cli.spid.providers"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return s.withDatabase(func(app core.App) error {
				all, err := (&federation.Office{}).Providers(app)
				if err != nil {
					return err
				}
				table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
				for _, p := range all {
					fmt.Fprintf(table, "%s\t%s\t%s\n", p.Name, p.EntityID, s.locale.Date(p.CertificateEnds()))
				}
				if len(all) == 0 {
					s.say("spid.providers_none")
				}
				return table.Flush()
			})
		},
	}
}

func (s *session) printMetadata() *cobra.Command {
	return &cobra.Command{
		Use: "metadata", Short: s.locale.T("cli.spid.metadata"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return s.withDatabase(func(app core.App) error {
				now := time.Now()
				us, err := (&federation.Office{Folder: certificates.KeysOf(app.DataDir()).Folder}).Service(app, now)
				if errors.Is(err, federation.ErrNotReady) {
					return fmt.Errorf("%s: %w", s.locale.T("cli.spid.not_ready"), err)
				}
				if err != nil {
					return err
				}
				document, err := us.Metadata(now)
				if err != nil {
					return err
				}
				_, err = s.Out.Write(append(document, '\n'))
				return err
			})
		},
	}
}

// printSPIDLog writes the log that AgID's rules demand, opened: one exchange a line, as JSON.
func (s *session) printSPIDLog() *cobra.Command {
	c := &cobra.Command{Use: "log", Short: s.locale.T("cli.spid.log"), Args: cobra.NoArgs}
	from, to := "", ""
	c.Flags().StringVar(&from, "from", "", s.locale.T("cli.spid.log_from"))
	c.Flags().StringVar(&to, "to", "", s.locale.T("cli.spid.log_to"))
	c.RunE = func(*cobra.Command, []string) error {
		first, err := s.day(from, time.Time{})
		if err != nil {
			return err
		}
		last, err := s.day(to, time.Now())
		if err != nil {
			return err
		}
		return s.withVault(func(app core.App, v *vault.Vault) error { return s.runSPIDLog(app, v, first, last.AddDate(0, 0, 1)) })
	}
	return c
}

// day reads a date of the command line.
func (s *session) day(text string, otherwise time.Time) (time.Time, error) {
	if text == "" {
		return otherwise, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return at, errors.New(s.locale.T("cli.spid.log_day", "day", text))
	}
	return at, nil
}

func (s *session) runSPIDLog(app core.App, v *vault.Vault, from, until time.Time) error {
	if err := operated(app, audit.DataExported.On(audit.Log, "", "what", "spid_log")); err != nil {
		return err
	}
	lines := json.NewEncoder(s.Out)
	return federation.Exchanges(app, v, from, until, func(x federation.Exchange) error {
		return lines.Encode(map[string]string{
			"at": x.At.UTC().Format(time.RFC3339), "provider": x.Provider, "question": x.Question, "outcome": x.Outcome, "address": x.Address,
			"request": string(x.Request), "response": string(x.Response),
		})
	})
}
