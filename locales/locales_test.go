package locales

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// pluralForms are the forms that CLDR asks of each language.
var pluralForms = map[string][]string{
	"it": {"many", "one", "other"}, "en": {"one", "other"}, "de": {"one", "other"}, "fr": {"many", "one", "other"},
	"sl": {"few", "one", "other", "two"},
}

func readAreas(t *testing.T, lang string) map[string]map[string]any {
	t.Helper()
	names, err := fs.Glob(files, lang+"/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	areas := map[string]map[string]any{}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]any{}
		if err := toml.Unmarshal(content, &texts); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		areas[path.Base(name)] = texts
	}
	return areas
}

func TestEveryTextIsThereInEveryLanguageWithTheSamePlaceholders(t *testing.T) {
	italian := readAreas(t, "it")
	for _, lang := range Languages[1:] {
		other := readAreas(t, lang)
		for area, texts := range italian {
			for key, text := range texts {
				translated, ok := other[area][key]
				if !ok {
					t.Errorf("%s/%s lacks %q", lang, area, key)
					continue
				}
				if a, b := namesIn(text), namesIn(translated); !slices.Equal(a, b) {
					t.Errorf("%s/%s %q has placeholders %v, Italian has %v", lang, area, key, b, a)
				}
			}
		}
		for area, texts := range other {
			for key := range texts {
				if _, ok := italian[area][key]; !ok {
					t.Errorf("%s/%s has %q, which Italian lacks", lang, area, key)
				}
			}
		}
	}
}

func TestNoTextIsWrittenTwice(t *testing.T) {
	for _, lang := range Languages {
		seen := map[string]string{}
		for area, texts := range readAreas(t, lang) {
			for key := range texts {
				if other, twice := seen[key]; twice {
					t.Errorf("%s: %q is in %s and in %s: one of them is never read", lang, key, area, other)
				}
				seen[key] = area
			}
		}
	}
}

func TestEveryPluralHasTheFormsOfItsLanguage(t *testing.T) {
	for _, lang := range Languages {
		for area, texts := range readAreas(t, lang) {
			for key, text := range texts {
				forms, ok := text.(map[string]any)
				if !ok {
					continue
				}
				var got []string
				for form := range forms {
					got = append(got, form)
				}
				slices.Sort(got)
				if !slices.Equal(got, pluralForms[lang]) {
					t.Errorf("%s/%s %q has forms %v, want %v", lang, area, key, got, pluralForms[lang])
				}
			}
		}
	}
}

func namesIn(text any) []string {
	seen := map[string]bool{}
	var read func(any)
	read = func(v any) {
		switch v := v.(type) {
		case string:
			for _, m := range placeholder.FindAllStringSubmatch(v, -1) {
				seen[m[1]] = true
			}
		case map[string]any:
			for _, form := range v {
				read(form)
			}
		}
	}
	read(text)
	var names []string
	for name := range seen {
		if name != "count" { // one and two may leave the number out
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func TestDatesAndNumbersAreWrittenAsEachLanguageDoes(t *testing.T) {
	day := time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)
	rows := []struct{ lang, date, clock, number string }{
		{"it", "22 novembre 2026", "9:30", "12.345,5"},
		{"en", "22 November 2026", "9:30", "12,345.5"},
		{"de", "22. November 2026", "9:30", "12.345,5"},
		{"fr", "22 novembre 2026", "9:30", "12\u202f345,5"},
		{"sl", "22. november 2026", "9.30", "12.345,5"},
	}
	for _, row := range rows {
		l := For(row.lang)
		if got := l.Date(day); got != row.date {
			t.Errorf("%s date %q, want %q", row.lang, got, row.date)
		}
		if got := l.Clock(day); got != row.clock {
			t.Errorf("%s clock %q, want %q", row.lang, got, row.clock)
		}
		if got := l.Number(12345.5); got != row.number {
			t.Errorf("%s number %q, want %q", row.lang, got, row.number)
		}
	}
	if got := For("fr").Month(day); got != "Novembre" {
		t.Errorf("month %q", got)
	}
	if got := For("it").Number(2026); got != "2026" {
		t.Errorf("four digits are written together: %q", got)
	}
}

func TestTheReadersLanguageIsMatched(t *testing.T) {
	rows := []struct{ header, want string }{
		{"", "it"}, {"de-AT,de;q=0.9", "de"}, {"ja", "it"}, {"fr-CH, en;q=0.5", "fr"}, {"sl", "sl"}, {"nonsense;;;", "it"},
	}
	for _, row := range rows {
		if got := Match(row.header); got != row.want {
			t.Errorf("Match(%q) = %q, want %q", row.header, got, row.want)
		}
	}
}

func TestAnUnknownKeyShowsItself(t *testing.T) {
	if got := For("it").T("no.such.key"); !strings.Contains(got, "no.such.key") {
		t.Errorf("got %q", got)
	}
}

func TestATextWithoutFormsIsTheSameForEveryCount(t *testing.T) {
	for _, count := range []any{1, 2, 1.5} {
		if got := For("it").T("cli.audit.entries", "count", count, "first", "a", "last", "b"); !strings.HasPrefix(got, "Operazioni: ") {
			t.Errorf("%v: %q", count, got)
		}
	}
}

func TestTheCountChoosesThePluralForm(t *testing.T) {
	rows := []struct {
		lang  string
		count any
		want  string
	}{
		{"it", 1, "1 minuto"}, {"it", 2, "2 minuti"}, {"it", 1.5, "1,5 minuti"}, {"it", "3", "3 minuti"},
		{"sl", 1, "1 minuta"}, {"sl", 2, "2 minuti"}, {"sl", 3, "3 minute"}, {"sl", 5, "5 minut"},
		{"fr", 0, "0 minute"}, {"en", 1, "1 minute"},
	}
	for _, row := range rows {
		if got := For(row.lang).T("me.minutes", "count", row.count); got != row.want {
			t.Errorf("%s %v: %q, want %q", row.lang, row.count, got, row.want)
		}
	}
}
