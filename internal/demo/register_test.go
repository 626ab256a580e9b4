package demo_test

import (
	"testing"
	"time"

	"aula/classes"
	"aula/hooks"
	"aula/internal/demo"
	"aula/internal/testapp"
)

func TestTheDemoHasAClassWithAClosedRegisterAndOneToClose(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	if _, err := demo.Fill(app, "http://127.0.0.1:8090"); err != nil {
		t.Fatal(err)
	}
	r, err := app.FindFirstRecordByData(classes.Collection, "title", "Il pomeriggio, in sala consiliare")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := classes.SessionsOf(app, r.Id)
	if err != nil || len(sessions) != 2 || !sessions[0].Closed() || sessions[1].Closed() || time.Now().Before(sessions[1].Until()) {
		t.Fatalf("%v, %v", sessions, err)
	}
	measured, err := classes.Attendance(app, classes.Of(r))
	if err != nil {
		t.Fatal(err)
	}
	came := 0
	for _, m := range measured {
		if m.Present == time.Hour {
			came++
		}
	}
	rows, err := classes.PresencesAt(app, sessions[0].Id)
	if err != nil || len(measured) != 4 || came != 3 || len(rows) != 3 || rows[0].Channel() != classes.ByHand || rows[1].Channel() != classes.OnPaper {
		t.Errorf("%d of %d came, %v, %v", came, len(measured), rows, err)
	}
}
