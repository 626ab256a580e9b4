package privacy_test

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/privacy"
)

func counts(t *testing.T, list []privacy.Due) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, d := range list {
		if d.Rows > 0 {
			all[d.Class] = d.Rows
		}
	}
	return all
}

// aged makes everything about the person so many days older, in the rows of one table.
func aged(t *testing.T, app core.App, table, column string, days int) {
	t.Helper()
	at := time.Now().AddDate(0, 0, -days).UTC().Format("2006-01-02 15:04:05.000Z")
	if _, err := app.DB().Update(table, dbx.Params{column: at}, nil).Execute(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsOverIsCountedThenTakenAndNoted(t *testing.T) {
	l := newLife(t)
	l.onlyTheirs("notices", "person")
	guest := l.adds("webinar_registrations", map[string]any{"webinar": l.first("webinars"), "name": "Ugo Verdi", "email": "ugo@example.org", "state": "registered"})
	came := l.adds("webinar_attendances", map[string]any{"webinar": l.first("webinars"), "person": "r" + guest, "registration": guest, "name": "Ugo Verdi", "seconds": 60})
	school := l.adds("class_card_desks", map[string]any{"edition": l.first("editions"), "minors": true, "vouches": "guardian", "voucher": "Ada Verdi"})
	now := time.Now()
	if list, err := privacy.Tonight(l.app, now); err != nil || len(counts(t, list)) > 0 {
		t.Fatalf("of today nothing is over: %v, %v", counts(t, list), err)
	}
	for _, row := range []struct {
		table, column string
		days          int
	}{{"webinars", "ended", 400}, {"notices", "created", 366}, {"lesson_questions", "answered", 731}, {"webinar_questions", "at", 1}, {"editions", "until", 400}} {
		aged(t, l.app, row.table, row.column, row.days)
	}
	list, err := privacy.Tonight(l.app, now)
	want := counts(t, list)
	if err != nil || want["notices"] == 0 || want["messages"] != 2 || want["guests"] != 1 || want["vouchers"] != 1 || want["questions"] != 1 || want["presences"] != 0 {
		t.Fatalf("%v, %v", want, err)
	}
	if n, _ := l.app.CountRecords("webinar_messages"); n != 2 {
		t.Error("counting took something")
	}
	taken, err := privacy.Expire(l.app, now)
	if err != nil {
		t.Fatal(err)
	}
	for class, n := range want {
		if counts(t, taken)[class] != n {
			t.Errorf("%s: %d, counted %d", class, counts(t, taken)[class], n)
		}
	}
	if n, _ := l.app.CountRecords("webinar_messages"); n != 0 {
		t.Errorf("%d messages stay", n)
	}
	r, err := l.app.FindRecordById("webinar_registrations", guest)
	if err != nil || r.GetString("name") != "" || r.GetString("email") != "" {
		t.Errorf("the guest's seat counts without name: %v, %v", r, err)
	}
	for table, id := range map[string]string{"webinar_attendances": came, "class_card_desks": school} {
		r, err := l.app.FindRecordById(table, id)
		if err != nil || r.GetString("name") != "" || r.GetString("voucher") != "" {
			t.Errorf("%s still names somebody: %v, %v", table, r, err)
		}
	}
	if list, err := privacy.Tonight(l.app, now); err != nil || len(counts(t, list)) > 0 {
		t.Errorf("afterwards %v are over, %v", counts(t, list), err)
	}
	if _, err := privacy.Expire(l.app, now); err != nil {
		t.Fatal(err)
	}
	testapp.Audited(t, l.app, audit.System, audit.DataExpired) // once: the second time there was nothing
}

func TestTheCentreChoosesWithinBounds(t *testing.T) {
	l := newLife(t)
	l.onlyTheirs("notices", "person")
	aged(t, l.app, "notices", "created", 60)
	choose := func(class string, days int) error {
		return l.app.RunInTransaction(func(tx core.App) error { return privacy.Choose(tx, class, days) })
	}
	for _, row := range []struct {
		class string
		days  int
		want  error
	}{{"notices", 29, privacy.ErrDays}, {"notices", 20_000, privacy.ErrDays}, {"presences", 89, privacy.ErrDays}, {"weather", 30, privacy.ErrNoRule}, {"notices", 45, nil}, {"notices", 50, nil}} {
		if err := choose(row.class, row.days); !errors.Is(err, row.want) {
			t.Errorf("%s %d: %v", row.class, row.days, err)
		}
	}
	list, err := privacy.Tonight(l.app, time.Now())
	if err != nil || counts(t, list)["notices"] == 0 || list[0].Chosen != 50 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestManyThatAreOverAreTakenInTurns(t *testing.T) {
	app := testapp.New(t)
	p := testapp.Person(t, app, "learner")
	_, err := app.DB().NewQuery(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
		INSERT INTO notices (id, person, kind, created, mail) SELECT printf('n%014d', i), {:person}, 'x', '2020-01-01 00:00:00.000Z', '' FROM n`).
		Bind(dbx.Params{"person": p.Id}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	taken, err := privacy.Expire(app, time.Now())
	if err != nil || counts(t, taken)["notices"] != 2500 {
		t.Errorf("%v, %v", counts(t, taken), err)
	}
}

// onlyTheirs leaves in a table what is about the person: whoever runs the academy was told of what they did.
func (l *life) onlyTheirs(table, field string) {
	l.Helper()
	if _, err := l.app.DB().Delete(table, dbx.NewExp("[["+field+"]] != {:me}", dbx.Params{"me": l.user.Id})).Execute(); err != nil {
		l.Fatal(err)
	}
}
