package certificates_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

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
