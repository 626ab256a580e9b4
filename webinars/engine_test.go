package webinars_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/testapp"
	"aula/webinars"
)

func TestTheEngineIsOfThePlanUntilTheRoomOpens(t *testing.T) {
	app := testapp.New(t)
	staff := testapp.Person(t, app, "staff")
	w, err := webinars.Create(app, staff.Id, aPlan())
	if err != nil || w.Engine() != webinars.ThisMachine {
		t.Fatalf("without a choice: %s %v", w.Engine(), err)
	}
	plan := aPlan()
	plan.Engine = "banana"
	wrong(t, app, w, plan, "engine_wrong")
	plan.Engine = webinars.LiveKit
	if w, err = webinars.Change(app, w.Id, w.Revision(), plan); err != nil || w.Engine() != webinars.LiveKit {
		t.Fatalf("before it opens: %v", err)
	}
	if err := webinars.OpenRoom(app, w.Id, plan.Start); err != nil {
		t.Fatal(err)
	}
	plan.Engine = webinars.ThisMachine
	wrong(t, app, w, plan, "engine_open")
	plan.Engine, plan.Title = webinars.LiveKit, "Altro titolo"
	if _, err = webinars.Change(app, w.Id, w.Revision(), plan); err != nil {
		t.Errorf("all else may change: %v", err)
	}
}

func wrong(t *testing.T, app core.App, w *webinars.Webinar, plan webinars.Plan, code string) {
	t.Helper()
	_, err := webinars.Change(app, w.Id, w.Revision(), plan)
	var problems accounts.Problems
	if !errors.As(err, &problems) || !slices.Contains(problems, accounts.Problem{Field: "engine", Code: code}) {
		t.Errorf("%s: %v", code, err)
	}
}
