package commands

import (
	"testing"

	"aula/accounts"
	"aula/internal/demo"
	"aula/internal/testapp"
)

// The demo's passwords are printed, and its cast comes in by them: that is no news. Without the demo's file it is.
func TestTheDoctorAsksNobodyOfADemoForASecondFactor(t *testing.T) {
	app := testapp.New(t)
	academy, err := demo.Fill(app, "http://127.0.0.1:8090")
	must(t, err)
	for _, row := range []struct {
		says string
		act  func() error
		want int
	}{
		{"a demo", func() error { return academy.Write(app.DataDir()) }, 0},
		{"what was one", func() error { return demo.Forget(app.DataDir()) }, 1},
		{"and has been for long", func() error { return demo.Forget(app.DataDir()) }, 1},
	} {
		must(t, row.act())
		accounts.ExemptFromFactor(app) // each look is a program of its own
		if got := findings(t, app, "factors"); len(got) != row.want {
			t.Errorf("%s: found %v", row.says, got)
		}
	}
}
