package documents

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"
)

func TestTextWrapsThenShrinksThenIsCut(t *testing.T) {
	style := Style{Size: 20, Least: 10, Leading: 1}
	rows := []struct {
		name  string
		text  string
		box   Box
		lines int
		size  float64
		cut   bool
	}{
		{"nothing takes no line", " \n ", Box{W: 100, H: 20}, 0, 20, false},
		{"a short text stays as it is", "Anna Rossi", Box{W: 100, H: 20}, 1, 20, false},
		{"a long one wraps", "Anna Maria Rossi di Montefeltro", Box{W: 60, H: 20}, 2, 20, false},
		{"a longer one shrinks", strings.Repeat("Anna Maria ", 10), Box{W: 100, H: 14}, 3, 13, false},
		{"one that does not fit in the least size is cut", strings.Repeat("Anna Maria ", 60), Box{W: 60, H: 14.2}, 4, 10, true},
		{"a word wider than the box shrinks before it is broken", "Donaudampfschifffahrtsgesellschaft", Box{W: 70, H: 20}, 1, 12.5, false},
		{"and is broken in the least size", strings.Repeat("W", 60), Box{W: 70, H: 20}, 3, 10, false},
		{"a box without height takes every line", strings.Repeat("Anna Maria ", 60), Box{W: 60}, 40, 20, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			lines, size := style.set(row.box, row.text)
			if len(lines) != row.lines || size != row.size {
				t.Errorf("%d lines of %v points, want %d of %v: %q", len(lines), size, row.lines, row.size, lines)
			}
			if got := strings.HasSuffix(strings.Join(lines, ""), ellipsis); got != row.cut {
				t.Errorf("cut %v, want %v: %q", got, row.cut, lines)
			}
		})
	}
}

func TestNoTextLeavesItsBox(t *testing.T) {
	style := Style{Size: 24, Least: 6}
	fits := func(text string, width, height uint8) bool {
		box := Box{W: 15 + float64(width), H: 4 + float64(height)}
		lines, size := style.set(box, text)
		for _, line := range lines {
			if float64(faces()[Regular].width(line))/em*size/pointsPerMM > box.W+0.01 {
				return false
			}
		}
		return len(lines) <= max(1, int(box.H/style.line(size)+0.01))
	}
	if err := quick.Check(fits, &quick.Config{MaxCount: 3000}); err != nil {
		t.Error(err)
	}
}

func TestWhatTheTypefaceLacksIsTransliterated(t *testing.T) {
	rows := []struct{ name, text, want string }{
		{"Italian", "Niccolò D’Àmico €", "Niccolò D’Àmico €"},
		{"Slovenian and Polish", "Črtomir Žižek, Łukasz", "Črtomir Žižek, Łukasz"},
		{"decomposed letters are composed", "Nicolo\u0300", "Nicolò"},
		{"Vietnamese keeps the accents that there are", "Nguyễn", "Nguyên"},
		{"Cyrillic", "Наталія Щербак", "Nataliia Shcherbak"},
		{"Greek", "Ξένια Παπαδοπούλου", "Xenia Papadopoulou"},
		{"ligatures and wide letters", "ﬁne Ａｎｎａ", "fine Anna"},
		{"hyphens and spaces of any kind", "De\u2011Luca\u202fRossi\tBianchi", "De-Luca Rossi Bianchi"},
		{"invisible characters go", "An\u200bna\u202e Ros\x00si\u00ad", "Anna Rossi"},
		{"what cannot be written is shown to be missing", "王小明", "???"},
		{"broken bytes too", "Anna\xff", "Anna?"},
		{"beyond the first plane", "Anna 🎓\U00010000", "Anna ??"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := Printable(row.text); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestASCIIHoldsNothingElse(t *testing.T) {
	if got := ascii("Città – «Forlì» Straße Łódź (王)\\"); got != `Citta - "Forli" Strasse Lodz (?)\` {
		t.Errorf("got %q", got)
	}
	only := func(s string) bool {
		for _, r := range ascii(s) {
			if r < ' ' || r >= 0x7f {
				return false
			}
		}
		return true
	}
	if err := quick.Check(only, nil); err != nil {
		t.Error(err)
	}
}

func FuzzPrintable(f *testing.F) {
	for _, s := range []string{"Anna", "Nicolo\u0300", "Щ王\U0010ffff", "\xff\x00", "ﬃ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Printable(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			for i, face := range faces() {
				if !face.has(r) {
					t.Fatalf("face %d lacks %q", i, r)
				}
			}
		}
		if Printable(got) != got {
			t.Fatalf("%q changes when printed again", got)
		}
	})
}
