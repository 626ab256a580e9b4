package commands

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/backups"
)

// lookAtBackups finds an academy that nobody could bring back, or of which nobody has tried.
func lookAtBackups(app core.App) ([]finding, error) {
	if !app.HasTable(backups.Collection) {
		return nil, nil // lookAtSchema says that steps are missing
	}
	s, err := backups.StandingOf(app)
	if err != nil {
		return nil, err
	}
	if s.Ended == nil {
		return []finding{{warning, "backup_none", nil}}, nil
	}
	var found []finding
	if s.Ended.State() == backups.Failed {
		good := "–"
		if s.Good != nil {
			good = s.Good.Began().Format(time.DateTime)
		}
		found = append(found, finding{fault, "backup_failed", []any{"date", s.Ended.Began().Format(time.DateTime), "error", s.Ended.Detail(), "last", good}})
	}
	if s.Good == nil {
		return found, nil
	}
	if s.Overdue(time.Now()) {
		found = append(found, finding{fault, "backup_old", []any{"date", s.Good.Began().Format(time.DateTime)}})
	}
	switch d := s.Drilled; {
	case d != nil && d.Drill() == "failed":
		found = append(found, finding{fault, "backup_drill_failed", []any{"file", d.File(), "date", d.Drilled().Format(time.DateOnly)}})
	case s.DrillDue(time.Now()) && d != nil:
		found = append(found, finding{warning, "backup_drill_old", []any{"date", d.Drilled().Format(time.DateOnly)}})
	case s.DrillDue(time.Now()):
		found = append(found, finding{warning, "backup_drill_none", nil})
	}
	return found, nil
}
