package webinars

import (
	"strings"
	"testing"

	"aula/internal/testapp"
)

// What hundreds ask at once reads no row but those that it answers with.
func TestWhoAsksForASeatIsFoundByIndexes(t *testing.T) {
	app := testapp.New(t)
	for name, row := range map[string]struct{ query, index string }{
		"a person": {personIn, "idx_webinar_registrations_user (user=? AND webinar=?)"},
		"a guest":  {guestIn, "idx_webinar_registrations_email (email=? AND webinar=?)"},
	} {
		var plan string
		var steps []struct {
			Detail string `db:"detail"`
		}
		explained := "EXPLAIN QUERY PLAN " + strings.NewReplacer("= ? AND", "= 'x' AND", "w.id = ?", "w.id = 'y'").Replace(row.query)
		if err := app.DB().NewQuery(explained).All(&steps); err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			plan += s.Detail + "\n"
		}
		for _, want := range []string{row.index, "COVERING INDEX idx_webinar_registrations_queue (webinar=? AND state=?)"} {
			if !strings.Contains(plan, want) {
				t.Errorf("%s: no %s in\n%s", name, want, plan)
			}
		}
		if strings.Contains(plan, "SCAN w") || strings.Contains(plan, "SCAN r") || strings.Contains(plan, "SCAN t") {
			t.Errorf("%s: a table is scanned\n%s", name, plan)
		}
	}
}
