package certificates_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/certificates"
	"aula/internal/testapp"
)

func TestRememberedCompletionsAreThoseThatTheDatabaseFinds(t *testing.T) {
	app := testapp.New(t)
	h := testapp.NewHistory(t, app, 2)
	pages := 0
	agree := func(after string, f certificates.CompletionFilter) {
		t.Helper()
		want, count, sum, err := certificates.Completions(app, f)
		if err != nil {
			t.Fatal(err)
		}
		var got []certificates.Completion
		for f.Page = 1; ; f.Page++ {
			list, total, hours, err := certificates.Completions(app, f)
			if err != nil || total != count || math.Abs(hours-sum) > 1e-9 {
				t.Fatalf("after %q, %+v: %d of %v h in all, want %d of %v, %v", after, f, total, hours, count, sum, err)
			}
			if len(list) == 0 {
				break
			}
			got = append(got, list...)
		}
		pages = max(pages, f.Page-1)
		if !slices.Equal(got, want) {
			t.Fatalf("after %q, %+v:\n%v\nwant\n%v", after, f, got, want)
		}
	}
	year := time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC)
	sorts := []string{"", "name", "-name", "course", "-course", "completed", "hours", "-hours"}
	words := []string{"ROSSI", "rossi de", "è", "È", "_", "%", "nobody", " "}
	for step := range 450 {
		after := fmt.Sprint(step, " ", h.Step())
		for _, organisation := range h.Organisations {
			agree(after, certificates.CompletionFilter{Organisation: organisation, Sort: sorts[step%8]})
		}
		if step%3 == 0 { // what is remembered holds or does not: how it is chosen from differs less often
			organisation := h.Organisations[step%2]
			agree(after, certificates.CompletionFilter{Organisation: organisation, Sort: sorts[step/8%8], Words: words[step%8], From: year})
			agree(after, certificates.CompletionFilter{Organisation: organisation, To: year})
			agree(after, certificates.CompletionFilter{Organisation: organisation, Ends: year, Sort: []string{"ends", "-ends", ""}[step/3%3]})
		}
	}
	if pages < 2 {
		t.Errorf("%d pages at most: nothing was turned", pages)
	}
}

// Whoever has left is somebody else's to remind.
func TestCertificatesThatEndAreOfThoseWhoAreStillThere(t *testing.T) {
	app, organisation := people(t, map[string]float64{"Alberti": 4, "Bruni": 4})
	if _, err := app.DB().Update("courses", dbx.Params{"certificate": true}, nil).Execute(); err != nil {
		t.Fatal(err)
	}
	enrolments, err := app.FindRecordsByFilter("enrolments", "cycle = 1", "", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	soon := time.Now().AddDate(0, 0, 20).Format("2006-01-02")
	for i, e := range enrolments {
		testapp.Save(t, app, certificates.Collection, map[string]any{"user": e.GetString("user"), "enrolment": e.Id, "code": fmt.Sprint(i), "number": fmt.Sprint("2026/00000", i),
			"state": "valid", "issued": time.Now(), "facts": types.JSONRaw(`{"attended":4,"expires":"` + soon + `"}`)})
	}
	if _, err := app.DB().NewQuery("DELETE FROM enrolments WHERE cycle = 2").Execute(); err != nil {
		t.Fatal(err)
	}
	names := func(page int) (list []string) {
		t.Helper()
		all, _, _, err := certificates.Completions(app, certificates.CompletionFilter{Organisation: organisation, Ends: time.Now().AddDate(0, 0, 60), Sort: "name", Page: page})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			list = append(list, c.Family)
		}
		return list
	}
	for step, want := range [][]string{{"Alberti", "Bruni"}, {"Bruni"}} {
		for page := range 2 { // the file, and the page that is remembered
			if got := names(page); !slices.Equal(got, want) {
				t.Errorf("step %d, page %d: %v, want %v", step, page, got, want)
			}
		}
		p, err := accounts.FindByEmail(app, "alberti@example.org")
		if err != nil {
			t.Fatal(err)
		}
		all, err := accounts.MembershipsOf(app, p.Id)
		if err != nil {
			t.Fatal(err)
		}
		if step == 0 {
			if err := accounts.Leave(app, all[0], time.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
}
