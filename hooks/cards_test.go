package hooks_test

import (
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/notifications"
)

// Whoever holds the class is told that its cards are guessed; where it names nobody, those who hold any.
func TestFacilitatorsAreToldOfGuessedCards(t *testing.T) {
	app, _ := post(t, nil)
	named, staff := testapp.Person(t, app, "learner", "named@example.org").Id, testapp.Person(t, app, "staff", "staff@example.org").Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	for _, row := range []struct {
		says         string
		facilitators []string
		told, spared string
	}{{"a named facilitator", []string{named}, named, staff}, {"nobody is named", nil, staff, named}} {
		t.Run(row.says, func(t *testing.T) {
			class := classes.Of(testapp.Save(t, app, classes.Collection, map[string]any{
				"course": course, "title": row.says, "state": "open", "assisted": true, "facilitators": row.facilitators,
				"from": "2026-01-01 00:00:00.000Z", "until": "2099-01-01 00:00:00.000Z",
			}))
			before := toldKinds(t, app, row.spared)
			made, err := classes.MakeCards(app, class, []classes.CardName{{}}, "x", "it")
			if err != nil {
				t.Fatal(err)
			}
			for _, alarm := range []classes.Alarm{{Edition: class, Card: made[0].Card}, {Edition: class}} {
				if err := app.RunInTransaction(func(tx core.App) error { return hooks.TellOfCards(tx, alarm) }); err != nil {
					t.Fatal(err)
				}
			}
			told := toldKinds(t, app, row.told)
			for _, kind := range []notifications.Kind{notifications.CardLocked, notifications.CardsTried} {
				if !slices.Contains(told, string(kind)) {
					t.Errorf("told of %v, not of %s", told, kind)
				}
			}
			if after := toldKinds(t, app, row.spared); len(after) != len(before) {
				t.Errorf("others are told of %v", after)
			}
		})
	}
}
