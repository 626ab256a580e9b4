package commands

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/certificates"
	"aula/hours"
	"aula/internal/documents"
)

// Exit statuses of verify: 0 wholly signed by the academy or the given issuer, whether it still holds or not.
const (
	exitNotGenuine exit = 1
	exitUnreadable exit = 2 // the file, or what it is to be held against
)

func (s *session) verifyCertificate() *cobra.Command {
	var issuer string
	c := &cobra.Command{
		Use: "verify FILE.pdf", Short: s.locale.T("cli.certificates.verify"), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, paths []string) error { return s.runVerify(paths[0], issuer) },
	}
	c.Flags().StringVar(&issuer, "issuer", "", s.locale.T("cli.certificates.issuer"))
	return c
}

// runVerify says whether a PDF is genuine and, where the register is at hand, whether it still holds.
func (s *session) runVerify(path, issuer string) error {
	content, err := readDocument(path)
	if err != nil {
		s.complain("cli.verify.unreadable", "file", path)
		return exitUnreadable
	}
	anchors, err := s.anchors(issuer)
	if err != nil {
		return err
	}
	signature, err := documents.Verify(content, anchors)
	switch {
	case errors.Is(err, documents.ErrUnreadable):
		s.complain("cli.verify.unreadable", "file", path)
		return exitUnreadable
	case errors.Is(err, documents.ErrNotSigned):
		s.say("cli.verify.not_signed")
		return exitNotGenuine
	case errors.Is(err, documents.ErrOtherSigner):
		s.say("cli.verify.other_signer")
		return exitNotGenuine
	case err != nil:
		s.say("cli.verify.altered")
		return exitNotGenuine
	}
	s.say("cli.verify.genuine", "signer", signature.Certificate.Subject.CommonName, "date", s.locale.DateTime(signature.Signed))
	return s.lookUp(content, issuer != "")
}

// readDocument reads no more of a file than Verify would.
func readDocument(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, documents.MaxFile+1))
}

// anchors are the certificates to hold the signature against: those of a PEM file, or the academy's own.
func (s *session) anchors(issuer string) ([]*x509.Certificate, error) {
	if issuer != "" {
		anchors, err := documents.ReadAnchors(issuer)
		if err != nil {
			s.complain("cli.verify.issuer_unreadable", "file", issuer)
			return nil, exitUnreadable
		}
		return anchors, nil
	}
	keys := certificates.KeysOf(s.Dir)
	anchors, err := keys.Anchors()
	if err != nil {
		s.complain("cli.verify.no_keys", "folder", keys.Folder)
		return nil, exitUnreadable
	}
	return anchors, nil
}

// lookUp says what the register knows of a genuine file. Another issuer's files are not in this register.
func (s *session) lookUp(content []byte, foreign bool) error {
	if !s.hasDatabase() {
		s.say("cli.verify.unchecked")
		return nil
	}
	return s.withDatabase(func(app core.App) error {
		c, err := certificates.FindByDigest(app, fmt.Sprintf("%x", sha256.Sum256(content)))
		switch {
		case errors.Is(err, certificates.ErrNotFound):
			return s.lookUpStatement(app, content, foreign)
		case err != nil:
			return err
		}
		return s.sayStanding(app, c)
	})
}

// lookUpStatement says what the register of statements knows of a genuine file that is no certificate.
func (s *session) lookUpStatement(app core.App, content []byte, foreign bool) error {
	statement, err := hours.FindStatementByDigest(app, fmt.Sprintf("%x", sha256.Sum256(content)))
	switch {
	case errors.Is(err, hours.ErrNoStatement) && foreign:
		s.say("cli.verify.unchecked")
		return nil
	case errors.Is(err, hours.ErrNoStatement):
		s.say("cli.verify.unregistered")
		return nil
	case err != nil:
		return err
	}
	f := statement.Facts()
	s.say("cli.verify.statement", "number", statement.Number(), "name", f.Name(), "year", f.Year, "hours", s.locale.Number(hours.InHours(f.Minutes())))
	newer, err := statement.Newer(app)
	if errors.Is(err, hours.ErrNoStatement) {
		return nil
	}
	if err == nil {
		s.say("cli.verify.statement_newer", "number", newer.Number(), "date", s.locale.Date(newer.Issued()))
	}
	return err
}

func (s *session) sayStanding(app core.App, c *certificates.Certificate) error {
	f := c.Facts()
	if c.Holds() {
		s.say("cli.verify.valid", "number", c.Number(), "name", f.Name(), "course", f.Course)
		if last := f.LastDay(); !last.IsZero() {
			s.say("cli.verify.until", "date", s.locale.Date(last))
		}
		return nil
	}
	links, err := certificates.LinksOf(app, c)
	if err != nil {
		return err
	}
	why := s.locale.T("verify.ended."+string(c.State()), "date", s.locale.Date(c.Ended()), "number", links.ReplacedBy)
	s.say("cli.verify.ended", "number", c.Number(), "why", why)
	return nil
}

func (s *session) say(key string, values ...any) { fmt.Fprintln(s.Out, s.locale.T(key, values...)) }
func (s *session) complain(key string, values ...any) {
	fmt.Fprintln(s.Err, s.locale.T(key, values...))
}
