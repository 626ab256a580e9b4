package commands

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/backups"
)

const (
	staleBackup = 8 * 24 * time.Hour // without a plan
	lateBackup  = 6 * time.Hour      // after the moment that was planned
)

// lookAtBackups finds an academy that nobody could bring back.
func lookAtBackups(app core.App) ([]finding, error) {
	if !app.HasTable(backups.Collection) {
		return nil, nil // lookAtSchema says that steps are missing
	}
	runs, err := backups.Runs(app, 100)
	if err != nil {
		return nil, err
	}
	var last, ended *backups.Run
	for _, r := range runs {
		if ended == nil && (r.State() == backups.Done || r.State() == backups.Failed) {
			ended = r
		}
		if last == nil && r.State() == backups.Done {
			last = r
		}
	}
	if last == nil && ended == nil {
		return []finding{{warning, "backup_none", nil}}, nil
	}
	var found []finding
	if ended.State() == backups.Failed {
		good := "–"
		if last != nil {
			good = last.Began().Format(time.DateTime)
		}
		found = append(found, finding{fault, "backup_failed", []any{"date", ended.Began().Format(time.DateTime), "error", ended.Detail(), "last", good}})
	}
	if last != nil {
		found = append(found, lookAtLast(last)...)
	}
	return found, nil
}

// lookAtLast judges the newest good backup.
func lookAtLast(last *backups.Run) (found []finding) {
	due := last.Began().Add(staleBackup)
	if planned := last.Next(); !planned.IsZero() {
		due = planned.Add(lateBackup)
	}
	if time.Now().After(due) {
		found = append(found, finding{fault, "backup_old", []any{"date", last.Began().Format(time.DateTime)}})
	}
	if last.Drill() == "failed" {
		found = append(found, finding{fault, "backup_drill_failed", []any{"file", last.File(), "date", last.Drilled().Format(time.DateOnly)}})
	}
	return found
}
