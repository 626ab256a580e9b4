package commands

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts"
	"aula/certificates"
	"aula/internal/vault"
)

func (s *session) keys() *cobra.Command {
	c := &cobra.Command{Use: "keys", Short: s.locale.T("cli.keys"), RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(s.listKeys(), s.rotateKey())
	return c
}

func (s *session) listKeys() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: s.locale.T("cli.keys.list"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return s.withVault(s.runKeyList) },
	}
}

// withVault opens the data folder, which must hold an academy, and its keys.
func (s *session) withVault(act func(core.App, *vault.Vault) error) error {
	if !s.hasDatabase() {
		return errors.New(s.locale.T("doctor.no_folder", "dir", s.Dir))
	}
	return s.withDatabase(func(app core.App) error {
		v, err := s.openVault(app)
		if err != nil {
			return err
		}
		return act(app, v)
	})
}

// openVault opens the keys of personal data. They are made where nothing is sealed yet; where something is, one that is missing or
// another academy's is refused: a new one would open nothing, and what it seals would be lost when the old one comes back.
func (s *session) openVault(app core.App) (*vault.Vault, error) {
	samples, err := accounts.SealedSamples(app)
	if err != nil {
		return nil, err
	}
	v, err := vault.Open(certificates.KeysOf(app.DataDir()).Folder, samples...)
	if key := keyProblem(err); key != "" {
		return nil, fmt.Errorf("%s\n  %s", s.locale.T("doctor."+key, "error", err), s.locale.T("doctor."+key+"_remedy"))
	}
	return v, err
}

// examineKeys tells whether the keys in the folder open what is sealed in the database. It changes nothing.
func examineKeys(app core.App) error {
	samples, err := accounts.SealedSamples(app)
	if err != nil {
		return err
	}
	return vault.Examine(certificates.KeysOf(app.DataDir()).Folder, samples...)
}

// keyProblem is the key of what is said of keys that do not open what is sealed, "" for other errors.
func keyProblem(err error) string {
	switch {
	case errors.Is(err, vault.ErrMissing):
		return "keys_missing"
	case errors.Is(err, vault.ErrSealed):
		return "keys_foreign"
	case errors.Is(err, vault.ErrKeyFile):
		return "keys_unusable"
	}
	return ""
}

// runKeyList shows each version of each key, and how many rows need it.
func (s *session) runKeyList(app core.App, v *vault.Vault) error {
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, column := range []string{"purpose", "what", "version", "made", "rows"} {
		fmt.Fprint(table, s.locale.T("cli.keys.column_"+column), "\t")
	}
	fmt.Fprintln(table)
	for _, purpose := range vault.Purposes {
		versions, err := v.Versions(purpose)
		if err != nil {
			return err
		}
		rows, err := sealedBy(app, purpose)
		if err != nil {
			return err
		}
		for _, k := range versions {
			fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\t\n", purpose, s.locale.T("cli.keys.purpose_"+purpose), k.Number, s.locale.DateTime(k.Made), s.locale.Number(float64(rows[k.Number])))
		}
	}
	return table.Flush()
}

// sealedBy counts the rows that need each version.
func sealedBy(app core.App, purpose string) (map[int]int, error) {
	count := map[int]int{}
	for _, sealed := range accounts.SealedFor(purpose) {
		rows, err := sealed.SealedBy(app)
		if err != nil {
			return nil, err
		}
		for version, n := range rows {
			count[version] += n
		}
	}
	return count, nil
}
