package audit_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"aula/internal/audit"
	"aula/internal/testapp"
)

func TestEntriesAreFoundByWhatTheyTell(t *testing.T) {
	app := testapp.New(t)
	write(t, app,
		audit.RoleChanged.On(audit.Person, "ada", "to", "staff").DoneBy("ugo"),
		audit.CertificateRevoked.On(audit.Certificate, "c1").DoneBy("ada"),
		audit.CertificateRevoked.On(audit.Certificate, "c2").DoneBy("ugo"),
		audit.Entry{By: "ugo", As: "ada", For: "comune", Act: audit.DataExported, On: audit.Object{Kind: audit.Course, ID: "ada"}},
	)
	for i, day := range []string{"2026-01-01 10:00:00.000Z", "2026-01-02 10:00:00.000Z", "2026-01-03 10:00:00.000Z", "2026-01-04 10:00:00.000Z"} {
		breakIn(t, app, fmt.Sprintf("UPDATE audit_entries SET at = '%s' WHERE seq = %d", day, i+1))
	}
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	for _, row := range []struct {
		name   string
		filter audit.Filter
		want   []int64
	}{
		{"all, the newest first", audit.Filter{}, []int64{4, 3, 2, 1}},
		{"an act", audit.Filter{Act: audit.CertificateRevoked}, []int64{3, 2}},
		{"a kind", audit.Filter{Kind: audit.Person}, []int64{1}},
		{"a thing", audit.Filter{Kind: audit.Certificate, Object: "c2"}, []int64{3}},
		{"what somebody did or what was done to them", audit.Filter{People: []string{"ada"}}, []int64{4, 2, 1}},
		{"two people", audit.Filter{People: []string{"ada", "ugo"}}, []int64{4, 3, 2, 1}},
		{"nobody whom it names", audit.Filter{People: []string{"eva"}}, nil},
		{"from a day", audit.Filter{From: day(3)}, []int64{4, 3}},
		{"to a day", audit.Filter{Until: day(3)}, []int64{2, 1}},
		{"both, and an act", audit.Filter{From: day(2), Until: day(4), Act: audit.CertificateRevoked, People: []string{"ugo"}}, []int64{3}},
		{"the older ones", audit.Filter{Before: 3}, []int64{2, 1}},
	} {
		list, more, err := audit.List(app, row.filter)
		var got []int64
		for _, k := range list {
			got = append(got, k.Seq)
		}
		if err != nil || more || !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %v, want %v; %v", row.name, got, row.want, err)
		}
	}
	list, _, err := audit.List(app, audit.Filter{})
	want := audit.Kept{Entry: audit.Entry{By: "ugo", Act: audit.RoleChanged, On: audit.Object{Kind: audit.Person, ID: "ada"}, Details: map[string]string{"to": "staff"}},
		Seq: 1, At: day(1).Add(10 * time.Hour)}
	if err != nil || !reflect.DeepEqual(list[3], want) {
		t.Errorf("%+v, want %+v", list[3], want)
	}
}

func TestManyEntriesComePageByPageAndAllAtOnce(t *testing.T) {
	app := testapp.New(t)
	write(t, app, entries(2*audit.Page+1)...)
	var turned, all []int64
	for f, more := (audit.Filter{}), true; more; {
		var list []audit.Kept
		var err error
		if list, more, err = audit.List(app, f); err != nil || len(list) == 0 || len(list) > audit.Page {
			t.Fatal(len(list), err)
		}
		for _, k := range list {
			turned, f.Before = append(turned, k.Seq), k.Seq
		}
	}
	err := audit.Each(app, audit.Filter{}, func(k audit.Kept) error {
		all = append(all, k.Seq)
		return nil
	})
	if err != nil || len(all) != 2*audit.Page+1 || all[0] != 2*audit.Page+1 || !reflect.DeepEqual(all, turned) {
		t.Errorf("%v and %v: %v", turned, all, err)
	}
}

func TestEveryListReadsAnIndex(t *testing.T) {
	app := testapp.New(t)
	for name, filter := range map[string]audit.Filter{
		"newest": {}, "older": {Before: 9}, "act": {Act: "x"}, "kind": {Kind: "x"}, "thing": {Kind: "x", Object: "y"}, "people": {People: []string{"a", "b"}},
		"days": {From: time.Now(), Until: time.Now()}, "all of them": {Act: "x", Kind: "x", People: []string{"a"}, From: time.Now(), Before: 9},
	} {
		q := audit.QueryOf(app, filter)
		var plan []struct{ Detail string }
		if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + q.SQL()).Bind(q.Params()).All(&plan); err != nil {
			t.Fatal(err)
		}
		for _, step := range plan {
			if strings.HasPrefix(step.Detail, "SCAN") && !strings.Contains(step.Detail, "USING INDEX") {
				t.Errorf("%s: %s", name, step.Detail)
			}
		}
	}
}
