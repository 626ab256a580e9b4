package commands

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// lookAtAudit finds a log of what people with power did that is not as it was written, and says its head otherwise.
func lookAtAudit(app core.App) ([]finding, error) {
	if !app.HasTable(audit.Collection) {
		return nil, nil // lookAtSchema says that steps are missing
	}
	report, err := audit.Verify(app)
	if err != nil {
		return nil, err
	}
	var found []finding
	if report.Unguarded {
		found = append(found, finding{warning, "audit_unguarded", nil})
	}
	switch b := report.Broken; {
	case b != nil:
		found = append(found, finding{fault, "audit_broken", []any{"seq", b.Seq}})
	case report.Entries > 0:
		found = append(found, finding{note, "audit_whole", []any{"count", report.Entries, "head", report.Head}})
	}
	return found, nil
}
