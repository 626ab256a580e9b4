package commands

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
	"aula/internal/areas"
	"aula/internal/testapp"
)

func TestTheTotalsOfAYearAreRecomputedByCommand(t *testing.T) {
	data := testapp.Folder(t)
	s := &session{Config: Config{Dir: data}}
	within := func(do func(core.App) error) {
		t.Helper()
		if err := s.withDatabase(do); err != nil {
			t.Fatal(err)
		}
	}
	within(func(app core.App) error {
		return hours.Record(app, hours.Fact{Person: "ada", Organisation: "o", Day: time.Date(2025, 3, 1, 9, 0, 0, 0, time.UTC),
			Area: areas.Digital, Minutes: 90, Source: hours.Outside, Key: "outside:1"})
	})
	damage := func() {
		within(func(app core.App) error {
			_, err := app.DB().NewQuery("UPDATE hours_totals SET minutes = 7").Execute()
			return err
		})
	}
	for _, row := range []struct {
		name   string
		before func()
		args   []string
		status int
		says   string
	}{
		{"right", func() {}, []string{"--year", "2025"}, 0, "I totali del 2025 erano giusti: 1, in tutto 1,5 ore"},
		{"wrong", damage, []string{"--year", "2025"}, 1, "Totali del 2025 sbagliati: 1"},
		{"mended", func() {}, []string{"--year", "2025"}, 0, "1,5 ore"},
		{"a year without any", func() {}, []string{"--year", "2019"}, 0, "in tutto 0 ore"},
		{"no year", func() {}, []string{"--year", "x"}, 1, "invalid argument"},
	} {
		row.before()
		status, said := aula(t, append([]string{"hours", "recompute", "--dir", data}, row.args...)...)
		if status != row.status || !strings.Contains(said, row.says) {
			t.Errorf("%s: status %d: %s", row.name, status, said)
		}
	}
}
