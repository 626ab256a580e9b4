package locales

import (
	"fmt"
	"slices"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// TestEveryTextIsSaidAsTheLibraryWouldSayIt compares the short way with go-i18n's own for every text there is.
func TestEveryTextIsSaidAsTheLibraryWouldSayIt(t *testing.T) {
	counts := []any{0, 1, 2, 3, 4, 5, 11, 21, 101, 102, 1000, 1_000_000, "0.5", "1.5", "2"}
	for _, lang := range Languages {
		l := For(lang)
		if len(l.phrases) == 0 {
			t.Fatalf("%s has no phrases", lang)
		}
		for key, forms := range l.phrases {
			var names []string
			for _, p := range forms {
				names = append(names, p.names...)
			}
			for _, count := range counts {
				args, data, plural := []any{}, map[string]any{}, any(nil)
				for i, name := range names {
					value := any(fmt.Sprintf("<%d&>", i))
					data[name] = value
					if name == "count" {
						value, plural = count, count
						data[name] = l.Number(asFloat(count))
					}
					args = append(args, name, value)
				}
				want, err := l.localizer().Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: plural})
				if err != nil {
					want = "⟦" + key + "⟧"
				}
				if got := l.T(key, args...); got != want {
					t.Errorf("%s %s with %v: got %q, want %q", lang, key, args, got, want)
				}
			}
		}
	}
}

func TestAPhraseIsTakenApart(t *testing.T) {
	rows := []struct {
		text          string
		pieces, names []string
		ok            bool
	}{
		{"", []string{""}, nil, true},
		{"dal {{.from}} al {{ .to }}", []string{"dal ", " al ", ""}, []string{"from", "to"}, true},
		{"{{.a}}{{.b}}", []string{"", "", ""}, []string{"a", "b"}, true},
		{"{{if .a}}sì{{end}}", []string{"{{if .a}}sì{{end}}"}, nil, false},
	}
	for _, row := range rows {
		p, ok := readPhrase(row.text)
		if ok != row.ok || !slices.Equal(p.pieces, row.pieces) || !slices.Equal(p.names, row.names) {
			t.Errorf("readPhrase(%q) = %q, %q, %v", row.text, p.pieces, p.names, ok)
		}
	}
}

func BenchmarkT(b *testing.B) {
	l := For("it")
	b.Run("a count", func(b *testing.B) {
		for b.Loop() {
			l.T("certificate.hours.value", "count", "1.5")
		}
	})
	b.Run("two names", func(b *testing.B) {
		for b.Loop() {
			l.T("certificate.period.value", "from", "1", "to", "2")
		}
	})
}
