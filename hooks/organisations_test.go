package hooks_test

import (
	"errors"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/organisations"
)

func TestTheDashboardIsHeldToTheRulesOfOrganisations(t *testing.T) {
	app, _ := newServer(t)
	comune := testapp.Organisation(t, app, "c_l736")
	union := testapp.Organisation(t, app, "ucrivbr", map[string]any{"kind": "unione"})
	testapp.Save(t, app, "union_members", map[string]any{"union": union.Id, "comune": comune.Id, "from": time.Now()})
	comune.Set("tax_code", "12345678901")
	if err := app.Save(comune); !errors.As(err, new(organisations.Problems)) {
		t.Errorf("a wrong tax code was kept: %v", err)
	}
	if err := app.Delete(union); !errors.Is(err, organisations.ErrReferred) {
		t.Errorf("a union with members was deleted: %v", err)
	}
}
