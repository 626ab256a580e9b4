package organisations_test

import (
	"errors"
	"testing"

	"aula/internal/testapp"
	"aula/organisations"
)

func TestWhatWasSaidLastOfAServiceCountsAndTheRestStays(t *testing.T) {
	app := testapp.New(t)
	comune := testapp.Organisation(t, app, "c_aaa").Id
	steps := []struct {
		service organisations.Service
		state   organisations.Adoption
		note    string
		rows    int // that are kept of the service afterwards
	}{
		{organisations.Cloud, organisations.NotAdopted, "", 0}, // as if nothing had been said
		{organisations.Cloud, organisations.Planned, "bando PNRR", 1},
		{organisations.Cloud, organisations.Planned, " bando PNRR ", 1},
		{organisations.Cloud, organisations.Planned, "bando chiuso", 2},
		{organisations.Site, organisations.Adopted, "", 1},
		{organisations.Cloud, organisations.NotAdopted, "", 3},
	}
	for i, s := range steps {
		if err := organisations.SayState(app, comune, s.service, s.state, s.note, "staff"); err != nil {
			t.Fatal(err)
		}
		list, err := organisations.StateHistory(app, comune, s.service)
		if err != nil || len(list) != s.rows {
			t.Errorf("step %d: %d rows, want %d, %v", i, len(list), s.rows, err)
		}
		now, err := organisations.StatesOf(app, comune)
		if err != nil || s.rows > 0 && now[s.service].State() != s.state {
			t.Errorf("step %d: %v, %v", i, now[s.service], err)
		}
	}
}

func TestWhatIsWrongWithAState(t *testing.T) {
	app := testapp.New(t)
	comune, gone := testapp.Organisation(t, app, "c_aaa").Id, testapp.Organisation(t, app, "c_bbb", map[string]any{"retired": day(1)}).Id
	if err := organisations.SayState(app, comune, "fax", "broken", "a\nb", "staff"); len(problemsOf(err)) != 3 {
		t.Errorf("got %v", err)
	}
	if err := organisations.SayState(app, gone, organisations.Cloud, organisations.Adopted, "", "staff"); !errors.Is(err, organisations.ErrRetired) {
		t.Errorf("of a retired body: %v", err)
	}
}

func problemsOf(err error) (p organisations.Problems) {
	errors.As(err, &p)
	return p
}
