package testapp

import (
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// Audited holds against the audit log which acts somebody did, one after the other, and that the log is whole.
func Audited(t testing.TB, app core.App, by string, want ...audit.Act) {
	t.Helper()
	var got []audit.Act
	err := audit.Each(app, audit.Filter{}, func(k audit.Kept) error {
		if k.By == by {
			got = append(got, k.Act)
		}
		return nil
	})
	slices.Reverse(got)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("the audit log says that %s did %v, want %v; %v", by, got, want, err)
	}
	if report, err := audit.Verify(app); err != nil || report.Broken != nil {
		t.Errorf("the audit log is not whole: %+v %v", report.Broken, err)
	}
}
