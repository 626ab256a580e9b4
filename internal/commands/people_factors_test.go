package commands

import (
	"bytes"
	"strings"
	"testing"

	"aula/accounts"
	"aula/internal/testapp"
	"aula/locales"
)

func TestTheOperatorTakesALostSecondFactorAway(t *testing.T) {
	app := testapp.New(t)
	head := testapp.Person(t, app, "administrator")
	testapp.Save(t, app, "second_factors", map[string]any{"user": head.Id, "kind": "totp", "name": "Telefono"})
	var out bytes.Buffer
	s := &session{Program: Program{Out: &out}, locale: locales.For("it")}
	if err := s.resetFactorsOf(app, "nessuno@example.org"); err == nil || !strings.Contains(err.Error(), "nessuno@example.org") {
		t.Errorf("somebody who is not there: %v", err)
	}
	if err := s.resetFactorsOf(app, head.Email()); err != nil || !strings.Contains(out.String(), "registro") {
		t.Errorf("%v, %s", err, out.String())
	}
	if has, err := accounts.HasFactor(app, head.Id); has || err != nil {
		t.Errorf("has %v, %v", has, err)
	}
	if err := s.resetFactorsOf(app, head.Email()); err == nil || !strings.Contains(err.Error(), "non ha") {
		t.Errorf("twice: %v", err)
	}
}
