package organisations_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/organisations"
)

func TestAnOrganisationIsFoundByItsCodeHoweverItIsWritten(t *testing.T) {
	app := testapp.New(t)
	made := testapp.Organisation(t, app, "c_l736")
	for _, code := range []string{"c_l736", "C_L736", " c_l736\n"} {
		o, err := organisations.FindByIPA(app, code)
		if err != nil || o.Id != made.Id {
			t.Errorf("%q: %v, %v", code, o, err)
		}
	}
	if _, err := organisations.FindByIPA(app, "c_x000"); !errors.Is(err, organisations.ErrNoOrganisation) {
		t.Errorf("unknown code: %v", err)
	}
	if _, err := organisations.Find(app, "nobody"); !errors.Is(err, organisations.ErrNoOrganisation) {
		t.Errorf("unknown id: %v", err)
	}
}

func TestTheListIsNarrowedByWordsKindAndState(t *testing.T) {
	app := testapp.New(t)
	testapp.Organisation(t, app, "c_aaa", map[string]any{"name": "Comune di Mira"})
	testapp.Organisation(t, app, "c_bbb", map[string]any{"name": "comune di Dolo"})
	testapp.Organisation(t, app, "c_ccc", map[string]any{"name": "Comune di Stra", "retired": time.Now()})
	testapp.Organisation(t, app, "u_ddd", map[string]any{"name": "Unione della Riviera", "kind": "unione"})
	rows := []struct {
		name string
		f    organisations.Filter
		want []string
	}{
		{"all that are served, by name whatever its letters", organisations.Filter{}, []string{"c_bbb", "c_aaa", "u_ddd"}},
		{"words of the name", organisations.Filter{Words: "di mira"}, []string{"c_aaa"}},
		{"the code", organisations.Filter{Words: "U_D"}, []string{"u_ddd"}},
		{"one kind", organisations.Filter{Kind: organisations.Unione}, []string{"u_ddd"}},
		{"a kind that there is not narrows nothing", organisations.Filter{Kind: "x"}, []string{"c_bbb", "c_aaa", "u_ddd"}},
		{"those that are retired", organisations.Filter{Retired: true}, []string{"c_ccc"}},
		{"beyond the last page", organisations.Filter{Page: 2}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			list, _, err := organisations.List(app, row.f)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range list {
				got = append(got, o.IPA())
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestWhoBelongsToAUnionAtAMoment(t *testing.T) {
	app := testapp.New(t)
	union := testapp.Organisation(t, app, "u_riv", map[string]any{"kind": "unione"})
	stays, left, comes := testapp.Organisation(t, app, "c_aaa"), testapp.Organisation(t, app, "c_bbb"), testapp.Organisation(t, app, "c_ccc")
	for _, m := range []struct {
		comune      *core.Record
		from, until any
	}{{stays, day(1), nil}, {left, day(1), day(10)}, {comes, day(10), nil}} {
		testapp.Save(t, app, "union_members", map[string]any{"union": union.Id, "comune": m.comune.Id, "from": m.from, "until": m.until})
	}
	rows := []struct {
		name string
		at   time.Time
		want []string
	}{
		{"before anybody", day(1).Add(-time.Second), nil},
		{"at the first moment", day(1), []string{stays.Id, left.Id}},
		{"until the last", day(10).Add(-time.Millisecond), []string{stays.Id, left.Id}},
		{"who leaves is out as another comes in", day(10), []string{stays.Id, comes.Id}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, err := organisations.MembersOf(app, union.Id, row.at)
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			slices.Sort(row.want)
			if !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
			for _, id := range got {
				if unions, err := organisations.UnionsOf(app, id, row.at); err != nil || !slices.Equal(unions, []string{union.Id}) {
					t.Errorf("unions of %s: %v, %v", id, unions, err)
				}
			}
		})
	}
}
