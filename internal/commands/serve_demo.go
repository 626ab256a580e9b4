package commands

import (
	"fmt"
	"path/filepath"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/federation"
	"aula/accounts/spid"
	"aula/internal/demo"
)

// prepareDemo sends the mails of a demo into a folder, and lets it be read where it listens today; call it before the hooks are wired.
func (s *session) prepareDemo() {
	if s.Demo {
		s.URL = s.publicAddress()
	}
	if s.Demo && s.MailDir == "" {
		s.MailDir = filepath.Join(s.Dir, demo.MailFolder)
	}
}

// fillDemo makes the demo academy and tells people and scripts about it as soon as it listens. A folder that is served without being a
// demo is none, whatever it was.
func (s *session) fillDemo(app core.App) error {
	if !s.Demo {
		return demo.Forget(s.Dir)
	}
	academy, err := demo.Fill(app, s.publicAddress())
	if err != nil {
		return fmt.Errorf("%s: %w", s.locale.T("cli.serve.demo_refused", "dir", s.Dir), err)
	}
	if err := demo.Introduce(app, s.Vault, s.publicAddress()+demo.SPIDPath); err != nil {
		return err
	}
	provider := sync.OnceValues(func() (*demo.IdentityProvider, error) { // its key takes a while
		at := s.publicAddress()
		return demo.NewIdentityProvider(at+demo.SPIDPath, at+federation.AssertionsPath, at+federation.LogoutPath, time.Now)
	})
	s.Federation.Demo = sync.OnceValues(func() (spid.Provider, error) {
		p, err := provider()
		if err != nil {
			return spid.Provider{}, err
		}
		return p.Provider()
	})
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Any(demo.SPIDPath+"/{path...}", func(e *core.RequestEvent) error {
			p, err := provider()
			if err != nil {
				return err
			}
			p.ServeHTTP(e.Response, e.Request)
			return nil
		})
		if err := se.Next(); err != nil { // from here on the port is ours
			return err
		}
		if err := academy.Write(s.Dir); err != nil {
			return err
		}
		return s.tellDemo(academy)
	})
	return nil
}

// tellDemo prints who can come in, and where mails are.
func (s *session) tellDemo(a demo.Academy) error {
	fmt.Fprintln(s.Out, s.locale.T("cli.serve.demo_ready"))
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, account := range a.Accounts {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", s.locale.T("cli.role."+account.Role), account.Email, account.Password)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(s.Out, s.locale.T("cli.serve.demo_mails", "dir", s.MailDir))
	return err
}
