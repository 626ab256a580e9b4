package commands

import (
	"errors"

	"github.com/spf13/cobra"

	"aula/internal/audit"
)

// Exit statuses of audit verify: 0 the chain is whole.
const (
	exitBroken       exit = 1
	exitNoAuditThere exit = 2 // the log cannot be read, or the head is none
)

func (s *session) verifyAudit() *cobra.Command {
	var heads []string
	c := &cobra.Command{
		Use: "verify", Short: s.locale.T("cli.audit.verify"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return s.runVerifyAudit(heads) },
	}
	c.Flags().StringSliceVar(&heads, "head", nil, s.locale.T("cli.audit.head"))
	return c
}

// runVerifyAudit reads the whole log, changes nothing, and says whether it is as it was written.
func (s *session) runVerifyAudit(heads []string) error {
	var noted []audit.Head
	for _, text := range heads {
		h, err := audit.ParseHead(text)
		if err != nil {
			s.complain("cli.audit.no_head", "head", text)
			return exitNoAuditThere
		}
		noted = append(noted, h)
	}
	report, err := s.auditReport(noted)
	if err != nil {
		s.complain("cli.audit.unreadable", "dir", s.Dir, "error", err)
		return exitNoAuditThere
	}
	if report.Entries == 0 {
		s.say("cli.audit.empty")
	} else {
		s.say("cli.audit.entries", "count", report.Entries, "first", s.locale.DateTime(report.First), "last", s.locale.DateTime(report.Last))
		s.say("cli.audit.head_is", "head", report.Head)
	}
	if report.Unguarded {
		s.say("cli.audit.unguarded")
	}
	if b := report.Broken; b != nil {
		s.say("cli.audit.broken", "seq", b.Seq, "why", s.locale.T("cli.audit.why_"+string(b.Why)))
		return exitBroken
	}
	s.say("cli.audit.whole")
	return nil
}

// auditReport opens the folder as it is: whoever verifies makes nothing and brings nothing up to date.
func (s *session) auditReport(noted []audit.Head) (audit.Report, error) {
	if !s.hasDatabase() {
		return audit.Report{}, errors.New("data.db: no such file")
	}
	app, err := s.bootstrap()
	if err != nil {
		return audit.Report{}, err
	}
	defer func() { _ = closeApp(app) }() // nothing was written
	return audit.Verify(app, noted...)
}
