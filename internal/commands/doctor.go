package commands

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"
)

// finding is what an examination found: a key under "doctor.", its values, and how bad it is. The text of
// KEY says what is wrong, that of KEY_remedy what to do.
type finding struct {
	severity severity
	key      string
	values   []any
}

type severity int

const (
	note    severity = 0 // nothing is wrong: somebody else must know it
	warning severity = 1 // the exit status that it leads to
	fault   severity = 2
)

// examination is one thing that the doctor looks at. It changes nothing.
type examination struct {
	name string // key under "doctor.look."
	look func(core.App) ([]finding, error)
}

// examinations are in the order in which somebody would mend things.
var examinations = []examination{
	{"folder", lookAtFolder}, {"schema", lookAtSchema}, {"assets", lookAtAssets}, {"people", lookAtPeople}, {"factors", lookAtFactors},
	{"centre", lookAtCentre}, {"address", lookAtAddress}, {"network", lookAtNetwork}, {"mail", lookAtMail}, {"key", lookAtKey}, {"keys", lookAtKeys},
	{"clock", lookAtClock}, {"jobs", lookAtJobs}, {"backups", lookAtBackups}, {"films", lookAtFilms},
	{"spid", lookAtSPID},
	{"audit", lookAtAudit},
}

func (s *session) doctor() *cobra.Command {
	var elsewhere liveKitFlags
	var cards cnsFlags
	c := &cobra.Command{
		Use: "doctor", Short: s.locale.T("cli.doctor"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) (err error) {
			if s.LiveKit, err = elsewhere.read(s); err != nil {
				return err
			}
			if s.CNS, err = cards.read(s); err != nil {
				return err
			}
			return s.examine()
		},
	}
	elsewhere.add(s, c.Flags())
	cards.add(s, c.Flags())
	return c
}

// examine says what is missing or misconfigured and how to mend it: exit status 0 nothing, 1 warnings, 2 faults.
func (s *session) examine() error {
	if _, err := os.Stat(filepath.Join(s.Dir, "data.db")); err != nil {
		s.tell(finding{fault, "no_folder", []any{"dir", s.Dir}})
		return exit(fault)
	}
	app, err := s.bootstrap()
	if err != nil {
		return err
	}
	defer func() { _ = closeApp(app) }() // nothing was written
	worst := severity(0)
	all := slices.Clone(examinations)
	if s.LiveKit != nil {
		all = append(all, examination{"livekit", lookAtLiveKit(s.LiveKit)})
	}
	if s.CNS != nil {
		all = append(all, examination{"cards", lookAtCards(s.CNS)})
	}
	for _, e := range all {
		found, err := e.look(app)
		if err != nil {
			found = append(found, finding{fault, "not_examined", []any{"what", s.locale.T("doctor.look." + e.name), "error", err.Error()}})
		}
		if len(found) == 0 {
			fmt.Fprintln(s.Out, s.locale.T("doctor.good", "what", s.locale.T("doctor.look."+e.name)))
		}
		for _, f := range found {
			worst = max(worst, f.severity)
			s.tell(f)
		}
	}
	if worst > 0 {
		return exit(worst)
	}
	return nil
}

func (s *session) tell(f finding) {
	kind := "doctor.fault"
	switch f.severity {
	case note:
		kind = "doctor.good"
	case warning:
		kind = "doctor.warning"
	}
	fmt.Fprintln(s.Out, s.locale.T(kind, "what", s.locale.T("doctor."+f.key, f.values...)))
	fmt.Fprintln(s.Out, "  "+s.locale.T("doctor."+f.key+"_remedy", f.values...))
}
