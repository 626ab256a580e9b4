package organisations_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/organisations"
)

func day(d int) time.Time { return time.Date(2026, 5, d, 0, 0, 0, 0, time.UTC) }

func TestPeriodsThatShareAMomentOverlap(t *testing.T) {
	open := func(from int) organisations.Period { return organisations.Period{From: day(from)} }
	until := func(from, until int) organisations.Period {
		return organisations.Period{From: day(from), Until: day(until)}
	}
	rows := []struct {
		name string
		a, b organisations.Period
		want bool
	}{
		{"one after the other", until(1, 5), until(5, 9), false},
		{"by a day", until(1, 6), until(5, 9), true},
		{"one within the other", until(1, 9), until(3, 4), true},
		{"both open", open(1), open(9), true},
		{"one open that begins as the other ends", until(1, 5), open(5), false},
		{"one open that began before", until(5, 9), open(1), true},
		{"far apart", until(1, 2), open(9), false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if row.a.Overlaps(row.b) != row.want || row.b.Overlaps(row.a) != row.want {
				t.Errorf("want %v, either way round", row.want)
			}
		})
	}
}

func TestWhoMayBelongToWhichUnion(t *testing.T) {
	app := testapp.New(t)
	id := map[string]string{}
	for ipa, kind := range map[string]string{"c_in": "comune", "c_free": "comune", "c_gone": "comune", "riviera": "unione", "brenta": "unione", "cm": "metropolitan_city", "ulss": "other"} {
		id[ipa] = testapp.Organisation(t, app, ipa, map[string]any{"kind": kind}).Id
	}
	if err := organisations.AddMember(app, id["riviera"], id["c_in"], organisations.Period{From: day(5), Until: day(10)}); err != nil {
		t.Fatal(err)
	}
	if err := organisations.Retire(app, id["c_gone"], day(1)); err != nil {
		t.Fatal(err)
	}
	period := func(from, until int) organisations.Period {
		return organisations.Period{From: day(from), Until: day(until)}
	}
	rows := []struct {
		name, union, comune string
		p                   organisations.Period
		want                error
	}{
		{"a comune", "riviera", "c_free", organisations.Period{From: day(1)}, nil},
		{"a body that is no comune", "riviera", "ulss", organisations.Period{From: day(1)}, organisations.Problems{{Field: "comune", Code: "no_comune"}}},
		{"a union in a union", "riviera", "brenta", organisations.Period{From: day(1)}, organisations.Problems{{Field: "comune", Code: "no_comune"}}},
		{"a union in itself", "riviera", "riviera", organisations.Period{From: day(1)}, organisations.Problems{{Field: "comune", Code: "no_comune"}}},
		{"a comune has no members", "c_free", "c_in", organisations.Period{From: day(1)}, organisations.Problems{{Field: "union", Code: "no_union"}}},
		{"twice at once", "riviera", "c_in", period(9, 20), organisations.Problems{{Field: "comune", Code: "member_already"}}},
		{"in two unioni at once", "brenta", "c_in", period(1, 6), organisations.Problems{{Field: "comune", Code: "member_elsewhere"}}},
		{"in a unione and a metropolitan city", "cm", "c_in", organisations.Period{From: day(1)}, nil},
		{"in another unione afterwards", "brenta", "c_in", period(10, 12), nil},
		{"back again", "riviera", "c_in", organisations.Period{From: day(12)}, nil},
		{"from no day", "riviera", "c_free", organisations.Period{}, organisations.Problems{{Field: "from", Code: "required"}}},
		{"until before it begins", "riviera", "c_free", period(9, 8), organisations.Problems{{Field: "until", Code: "until"}}},
		{"a comune that is retired", "riviera", "c_gone", organisations.Period{From: day(1)}, organisations.ErrRetired},
		{"nobody", "riviera", "nobody", organisations.Period{From: day(1)}, organisations.ErrNoOrganisation},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			comune := id[row.comune]
			err := organisations.AddMember(app, id[row.union], comune, row.p)
			var got, want organisations.Problems
			if errors.As(row.want, &want) {
				if errors.As(err, &got); !slices.Equal(got, want) {
					t.Errorf("got %v", err)
				}
			} else if !errors.Is(err, row.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWhoLeftAUnionStaysInItsHistory(t *testing.T) {
	app := testapp.New(t)
	union := testapp.Organisation(t, app, "u_ccc", map[string]any{"kind": "unione"}).Id
	left, stays := testapp.Organisation(t, app, "c_aaa").Id, testapp.Organisation(t, app, "c_bbb").Id
	for _, comune := range []string{left, stays} {
		if err := organisations.AddMember(app, union, comune, organisations.Period{From: day(1)}); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := organisations.UnionHistory(app, left)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	if err := organisations.EndMember(app, union, rows[0].Id, day(1)); !errors.As(err, new(organisations.Problems)) {
		t.Errorf("left before it came: %v", err)
	}
	if err := organisations.EndMember(app, "another", rows[0].Id, day(9)); !errors.Is(err, organisations.ErrNoOrganisation) {
		t.Errorf("by another union: %v", err)
	}
	if err := organisations.EndMember(app, union, rows[0].Id, day(9)); err != nil {
		t.Fatal(err)
	}
	if now, err := organisations.MembersOf(app, union, day(9)); err != nil || !slices.Equal(now, []string{stays}) {
		t.Errorf("now %v, %v", now, err)
	}
	all, err := organisations.MemberHistory(app, union)
	if err != nil || len(all) != 2 || all[0].Comune() != stays || !all[1].Period().Until.Equal(day(9)) {
		t.Errorf("history %v, %v", all, err)
	}
	if err := organisations.RemoveMember(app, union, all[1].Id); err != nil {
		t.Fatal(err)
	}
	if all, _ := organisations.MemberHistory(app, union); len(all) != 1 {
		t.Error("a mistake that was taken back is still there")
	}
}
