package e2e

import "testing"

func TestTheLanguageSwitchStaysOnThePageAndForThoseAfterIt(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]look{"with scripts": desktop, "without scripts": {width: 390, height: 844, withoutScript: true}} {
		t.Run(name, func(t *testing.T) {
			p := open(t, l)
			p.visit("/courses/spid-e-cie")
			p.click(".languages summary")
			p.follow(`.languages button[value="de"]`)
			if p.where() != "/courses/spid-e-cie" {
				t.Errorf("the switch leads to %s", p.where())
			}
			p.speaks("de", "Kurse")
			const unsaid = `[...document.querySelectorAll("main h1, main .outline a, main .aims li")].filter(e => e.closest("[lang]").lang !== "it" && !e.querySelector("[lang=it]")).length`
			if n := eval[int](p, unsaid); n > 0 {
				t.Errorf("%d Italian titles of the course are not said to be Italian", n)
			}
			p.picture("language-de")
			p.visit("/sign-in")
			p.speaks("de", "Anmelden")
			p.click(".languages summary")
			p.follow(`.languages button[value="sl"]`)
			p.speaks("sl", "Prijava")
		})
	}
}

// speaks fails unless the page says its language and a word of it.
func (p *tab) speaks(lang, word string) {
	p.Helper()
	if got := eval[string](p, "document.documentElement.lang"); got != lang {
		p.Errorf("%s is in %q, want %q", p.where(), got, lang)
	}
	p.sees(word)
}
