package notifications_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/internal/testapp"
	"aula/notifications"
)

// Each index costs a notice a page to write, so there are few: what is asked of a person's notices uses that of the person, and neither the
// rows of others nor, to count, the person's own are read.
func TestWhatIsAskedOfAPersonsNoticesReadsNoOthers(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	tell(t, app, answered(ada, "q"))
	var asked []string
	for _, builder := range []dbx.Builder{app.ConcurrentDB(), app.NonconcurrentDB()} {
		db := builder.(*dbx.DB)
		db.QueryLogFunc = func(_ context.Context, _ time.Duration, q string, _ *sql.Rows, _ error) { asked = append(asked, q) }
		db.ExecLogFunc = func(_ context.Context, _ time.Duration, q string, _ sql.Result, _ error) { asked = append(asked, q) }
	}
	plansOf := func(act func() error) (plans []string) {
		asked = nil
		if err := act(); err != nil {
			t.Fatal(err)
		}
		for _, q := range asked {
			var steps []struct {
				Detail string `db:"detail"`
			}
			if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + q).All(&steps); err != nil {
				t.Fatalf("%v: %s", err, q)
			}
			for _, s := range steps {
				if strings.Contains(s.Detail, " notices") {
					plans = append(plans, s.Detail)
				}
			}
		}
		return plans
	}
	for _, row := range []struct {
		name, index string
		act         func() error
	}{
		{"how many are unread", "COVERING INDEX idx_notices_person", func() error { _, err := notifications.CountUnread(app, ada); return err }},
		{"the list", "COVERING INDEX idx_notices_person", func() error { _, _, err := notifications.List(app, ada, 1); return err }},
		{"all are read", "INDEX idx_notices_person", func() error { return notifications.MarkAllRead(app, ada) }},
		{"one thing stops", "INDEX idx_notices_person", func() error { return notifications.StopAbout(app, ada, "course:x") }},
	} {
		plans := plansOf(row.act)
		if len(plans) == 0 || !strings.Contains(strings.Join(plans, "\n"), row.index) {
			t.Errorf("%s: no %s in\n%s", row.name, row.index, strings.Join(plans, "\n"))
		}
		for _, p := range plans {
			if strings.HasPrefix(p, "SCAN") {
				t.Errorf("%s: %s", row.name, p)
			}
		}
	}
}
