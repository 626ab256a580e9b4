package courses

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

func index(t *testing.T, app core.App, rows ...[4]string) {
	t.Helper()
	for _, row := range rows {
		_, err := app.DB().Insert("course_search", dbx.Params{"course": row[0], "lesson": row[1], "title": row[2], "body": row[3]}).Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestWordsAreFoundAsPeopleTypeThem(t *testing.T) {
	app := testapp.New(t)
	index(t, app,
		[4]string{"spid", "", "SPID e CIE", "Entra nei servizi pubblici con la tua identità digitale"},
		[4]string{"spid", "livelli", "I livelli di sicurezza", "Il secondo livello chiede un codice usa e getta"},
		[4]string{"excel", "", "Fogli di calcolo", "Somme, medie e città in ordine. Un cenno all'identità."},
	)
	for _, c := range []struct{ name, words, want string }{
		{"accents left out", "identita", "spid: excel:"},
		{"accents typed", "città", "excel:"},
		{"beginning of a word", "sicur", "spid:livelli"},
		{"capitals", "SPID", "spid:"},
		{"all the words", "identità digitale", "spid:"},
		{"any word where none has all", "codice motocicletta", "spid:livelli"},
		{"apostrophes divide", "dell'identità", "spid: excel:"},
		{"title before text", "livelli", "spid:livelli"},
		{"no such word", "motocicletta", ""},
		{"operators are words", `NEAR("spid" * -title:) {`, "spid:"},
		{"quotes alone", `"""`, ""},
		{"nothing", "   ", ""},
		{"not UTF-8", "sp\xffid", "spid:"},
	} {
		hits, err := Search(app, c.words)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, h := range hits {
			got = append(got, h.Course+":"+h.Lesson)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %q", c.name, got, c.want)
		}
	}
}

func TestTheExcerptMarksWhatWasFound(t *testing.T) {
	app := testapp.New(t)
	index(t, app, [4]string{"spid", "", "SPID", "Entra con la tua <identità> digitale"})
	hits, err := Search(app, "identita")
	if err != nil || len(hits) != 1 {
		t.Fatalf("got %v, %v", hits, err)
	}
	want := []Piece{{"Entra con la tua <", false}, {"identità", true}, {"> digitale", false}}
	for i, p := range hits[0].Excerpt {
		if p != want[i] {
			t.Errorf("piece %d is %v, want %v", i, p, want[i])
		}
	}
}

func FuzzTerms(f *testing.F) {
	f.Add(`"spid" OR x*`)
	f.Add("a'b\x00c")
	app := testapp.New(f)
	f.Fuzz(func(t *testing.T, words string) {
		if _, err := Search(app, words); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	})
}
