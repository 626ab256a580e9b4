package locales

import (
	"regexp"
	"testing"
)

// The reader meets each thing under one name. These are the names that were given up.
var givenUp = []struct{ lang, word, instead string }{
	{"it", `[Qq]uiz`, "verifica"}, {"it", `per mail`, "per e-mail"}, {"it", `[Tt]em[ai]`, "risposta aperta"},
	{"en", `[Ee]-mails?`, "email"},
	{"de", `[Qq]uiz`, "Test"}, {"de", `Aufgaben?`, "Auftrag"}, {"de", `per Mail`, "per E-Mail"},
	{"fr", `[Qq]uiz`, "test"}, {"fr", `[Tt]entatives?`, "essai"}, {"fr", `[Cc]ourriels?`, "e-mail"},
	{"sl", `[Kk]viz\p{L}*`, "preizkus"},
}

// Where the word is another thing, or a name that authors write.
var allowed = map[string]bool{
	"finding.markup.directive_unknown": true, // :::quiz
	"privacy.why_text":                 true, // eine Aufgabe im öffentlichen Interesse
}

func TestOneThingHasOneName(t *testing.T) {
	for _, row := range givenUp {
		word := regexp.MustCompile(`(^|[^\p{L}.{:-])(` + row.word + `)($|[^\p{L}}:.-])`)
		for area, texts := range readAreas(t, row.lang) {
			for key, text := range texts {
				forms, plural := text.(map[string]any)
				if !plural {
					forms = map[string]any{"": text}
				}
				for _, form := range forms {
					if m := word.FindStringSubmatch(form.(string)); m != nil && !allowed[key] {
						t.Errorf("%s/%s %q says %q, elsewhere it is %q", row.lang, area, key, m[2], row.instead)
					}
				}
			}
		}
	}
}
