package backups_test

import (
	"testing"
	"time"

	"aula/internal/backups"
	"aula/internal/testapp"
)

func TestWhenSomebodyShouldLookAtTheBackups(t *testing.T) {
	const day = 24 * time.Hour
	type run struct {
		state string
		began time.Duration // ago
		next  time.Duration // ago; 0: none was planned
		drill time.Duration // ago; 0: nobody has tried
	}
	rows := []struct {
		name           string
		runs           []run
		overdue, drill bool
	}{
		{"nobody has tried", nil, false, false},
		{"one is under way", []run{{"running", time.Minute, 0, 0}}, false, false},
		{"the first has failed", []run{{"failed", time.Hour, 0, 0}}, true, false},
		{"made yesterday, the next is due in an hour", []run{{"done", 23 * time.Hour, -time.Hour, day}}, false, false},
		{"the next is some hours late", []run{{"done", 29 * time.Hour, 5 * time.Hour, day}}, false, false},
		{"the next is missed", []run{{"done", 31 * time.Hour, 7 * time.Hour, day}}, true, false},
		{"missed, and tried again in vain", []run{{"failed", time.Hour, 0, 0}, {"done", 31 * time.Hour, 7 * time.Hour, day}}, true, false},
		{"made by hand a week ago", []run{{"done", 7 * day, 0, day}}, false, false},
		{"made by hand nine days ago", []run{{"done", 9 * day, 0, day}}, true, false},
		{"never brought back", []run{{"done", time.Hour, 0, 0}}, false, true},
		{"brought back last month", []run{{"done", time.Hour, 0, 0}, {"done", 31 * day, 0, 30 * day}}, false, false},
		{"brought back long ago", []run{{"done", time.Hour, 0, 0}, {"done", 90 * day, 0, 60 * day}}, false, true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			now := time.Now()
			for _, r := range row.runs {
				values := map[string]any{"state": r.state, "place": "/mnt", "began": now.Add(-r.began)}
				if r.next != 0 {
					values["next"] = now.Add(-r.next)
				}
				if r.drill != 0 {
					values["drill"], values["drilled"] = "passed", now.Add(-r.drill)
				}
				testapp.Save(t, app, backups.Collection, values)
			}
			s, err := backups.StandingOf(app)
			if err != nil {
				t.Fatal(err)
			}
			if s.Overdue(now) != row.overdue || s.DrillDue(now) != row.drill {
				t.Errorf("overdue %v, drill due %v", s.Overdue(now), s.DrillDue(now))
			}
		})
	}
}
