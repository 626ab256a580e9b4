package e2e

import (
	"testing"
)

// A class of children says who vouches for each; a consent that is taken back ends the card, as its facilitator and the centre see.
func TestTheConsentForAChildIsTakenBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	desk := h.classWithCards(t)
	p := openAt(t, h, desktop)
	a := h.accounts["facilitator"]
	p.enterByForm(a.Email, a.Password)
	p.visit(desk)
	p.click("details.more:has(#minors) > summary")
	p.click("#minors")
	p.click("#vouches-1")
	p.click("#consent")
	p.picture("child-vouching")
	p.barriers("child-vouching")
	p.follow(`form[action$="/vouching"] button[type="submit"]`)
	p.fill("#names", "Luca; Maria Rossi\nLia; Pia Verdi")
	p.follow(`form[action$="/cards"] button[type="submit"]`)
	p.sees("Carte pronte: 2", "Garantisce Maria Rossi, dal ", "Garantisce Pia Verdi, dal ")
	p.click(`form[action$="/consent-back"] button`)
	p.sees("La carta finisce subito")
	p.picture("child-taking-back")
	p.follow(`dialog button[value="yes"]`)
	p.sees("Il consenso è ritirato", "Non vale più: consenso ritirato", "Garantisce Pia Verdi, dal ")
	staff := openAt(t, h, desktop)
	a = h.accounts["staff"]
	staff.enterByForm(a.Email, a.Password)
	for _, seen := range []struct {
		who string
		by  *tab
	}{{"facilitator", p}, {"staff", staff}} {
		for _, size := range []look{desktop, phone} {
			seen.by.resize(size)
			seen.by.visit(desk)
			seen.by.sees("Non vale più: consenso ritirato", "Garantisce Pia Verdi, dal ")
			seen.by.picture(seen.by.sized("child-" + seen.who))
			seen.by.barriers("child-" + seen.who)
			seen.by.scrolls("child-" + seen.who)
		}
	}
}
