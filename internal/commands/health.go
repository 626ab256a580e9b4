package commands

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

const healthPath = "/api/aula/health"

// health asks a running server how it does: exit status 0 well, 1 not. Containers have no other program to ask with.
func (s *session) health() *cobra.Command {
	address := ""
	c := &cobra.Command{
		Use: "health", Short: s.locale.T("cli.health"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return s.askHealth(address) },
	}
	c.Flags().StringVar(&address, "url", "http://"+defaultAddress, s.locale.T("cli.health.url"))
	return c
}

func (s *session) askHealth(address string) error {
	client := &http.Client{Timeout: 10 * time.Second}
	res, err := client.Get(strings.TrimRight(address, "/") + healthPath)
	if err != nil {
		return fmt.Errorf("ask %s: %w", address, err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return fmt.Errorf("ask %s: %w", address, err)
	}
	var answer struct {
		State  string
		Checks []struct{ Check, State, Error string }
	}
	if err := json.Unmarshal(content, &answer); err != nil || answer.State == "" {
		return fmt.Errorf("%s answered %s, which is no academy's answer", address, res.Status)
	}
	fmt.Fprintln(s.Out, s.locale.T("cli.health."+answer.State))
	for _, c := range answer.Checks {
		fmt.Fprintln(s.Out, strings.TrimRight(fmt.Sprintf("  %s: %s %s", s.nameOf(c.Check), s.locale.T("cli.health.check_"+c.State), c.Error), " "))
	}
	if res.StatusCode != http.StatusOK {
		return exit(1)
	}
	return nil
}

// nameOf is what a check is called; a later server may have one that this program does not know.
func (s *session) nameOf(check string) string {
	if key := "cli.health." + check; s.locale.Has(key) {
		return s.locale.T(key)
	}
	return check
}
