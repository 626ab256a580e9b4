package pages

import (
	"strings"
	"testing"
)

func TestACardBecomesAnAccountByMail(t *testing.T) {
	d, _, card := cardDoor(t)
	v := d.visitor(t)
	v.send("/card", "code", card.Code(), "pin", card.PIN)
	at, status, body := v.page("/card/account")
	v.found("/card/account", 200, at, status, body, "email") // the PIN was typed a moment ago
	at, status, body = v.send("/card/account", "email", "maria@example.org")
	v.found("/card/class", 200, at, status, body, "il link arriva tra poco")
	link := d.letter(t, `(/card/account/confirm\?token=[\w.%-]+)`)
	home := d.visitor(t)
	at, status, body = home.page(link)
	home.found("/card/account/confirm", 200, at, status, body, "maria@example.org", "Maria")
	_, token, _ := strings.Cut(link, "token=")
	wrong := "40917"
	if card.PIN == wrong {
		wrong = "40918"
	}
	at, status, body = home.send("/card/account/confirm", "token", token, "given_name", "Maria", "family_name", "Rossi", "pin", wrong)
	home.found("/card/account/confirm", 403, at, status, body, "Codice e PIN non vanno insieme")
	at, status, body = home.send("/card/account/confirm", "token", token, "given_name", "Maria", "family_name", "Rossi", "pin", card.PIN)
	home.found("/me", 200, at, status, body, "Il tuo account è pronto", "Primi passi")
	at, status, body = v.page("/card/class")
	v.found("/card", 200, at, status, body, "Entra con la carta")
	at, status, body = v.send("/card", "code", card.Code(), "pin", card.PIN)
	v.found("/card", 409, at, status, body, "Questa carta è diventata un account")
}
