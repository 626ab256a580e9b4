package demo

import (
	"testing"

	"aula/accounts"
	"aula/internal/testapp"
)

func TestTheDemosAccountsDoWithoutASecondFactorWhileTheDemoRuns(t *testing.T) {
	app := testapp.New(t)
	if _, err := Fill(app, "http://127.0.0.1:8090"); err != nil {
		t.Fatal(err)
	}
	for _, p := range cast {
		person, err := accounts.FindByEmail(app, p.email)
		if err != nil {
			t.Fatal(err)
		}
		if state, err := accounts.FactorOf(app, person.Record); state != accounts.FactorFree || err != nil {
			t.Errorf("%s: %d, %v", p.email, state, err)
		}
	}
	accounts.ExemptFromFactor(app) // as if the folder were served without --demo
	if without, _, err := accounts.CountWithoutFactor(app); without < 3 || err != nil {
		t.Errorf("%d of the cast must have one, %v", without, err)
	}
}
