package pages

import (
	"strings"
	"testing"

	"aula/classes"
	"aula/internal/testapp"
)

func TestAFacilitatorGivesOutCards(t *testing.T) {
	d, class, _ := cardDoor(t)
	class.Set("facilitators", []string{testapp.Person(t, d.app, "host").Id})
	if err := d.app.Save(class); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	v.signIn("host@example.org", testapp.Password)
	address := classes.CardsAddress(class.Id)
	at, status, body := v.page("/me")
	v.found("/me", 200, at, status, body, "Le classi che tieni", class.Title())
	at, status, body = v.send(address, "names", "Gino De Luca\nAnna")
	v.found(address, 200, at, status, body, "Carte pronte: 2", "Gino De Luca", "Anna")
	_, rest, _ := strings.Cut(body, address+"/sheets/")
	sheet, _, _ := strings.Cut(rest, `"`)
	res, err := v.Get(v.url + address + "/sheets/" + sheet)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.Header.Get("Content-Type") != "application/pdf" || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("sheet: %s %v", res.Status, res.Header)
	}
	other := d.visitor(t)
	testapp.Person(t, d.app, "staff")
	other.signIn("staff@example.org", testapp.Password)
	at, status, body = other.page(address + "/sheets/" + sheet)
	other.found(address, 200, at, status, body, "i PIN si vedono solo per un quarto")
	at, status, body = v.send(address, "names", "", "count", "0")
	v.found(address, 422, at, status, body, "Al massimo 40 carte")
	at, status, body = v.send(address, "names", "Gino <b>", "count", "")
	v.found(address, 422, at, status, body, "Gino &lt;b&gt;")
	cards, err := classes.CardsOf(d.app, class.Id)
	if err != nil || len(cards) != 3 {
		t.Fatal(cards, err)
	}
	at, status, body = v.send(address+"/renew", "card", cards[1].Id)
	v.found(address, 200, at, status, body, "Carte pronte: 1")
	at, status, body = v.send(address + "/" + cards[2].Id + "/end")
	v.found(address, 200, at, status, body, "La carta non vale più")
	at, status, body = v.send(address+"/vouching", "minors", "yes")
	v.found(address+"/vouching", 422, at, status, body, "questo non si cambia più")
}

// Who vouches for a child stands beside its name; when the consent is taken back the card ends, and both pages say why.
func TestTheConsentForAChildIsTakenBack(t *testing.T) {
	d := openDoor(t)
	course := testapp.Save(t, d.app, "courses", map[string]any{"slug": "spid", "title": "Primi passi", "state": "published", "language": "it"}).Id
	class := aClass(t, d.app, course, nil)
	v := d.visitor(t)
	testapp.Person(t, d.app, "staff")
	v.signIn("staff@example.org", testapp.Password)
	address := classes.CardsAddress(class.Id)
	at, status, body := v.send(address+"/vouching", "minors", "yes", "consent", "yes") // who vouches is missing
	v.found(address+"/vouching", 422, at, status, body, `name="consent" value="yes" checked`)
	at, status, body = v.send(address+"/vouching", "minors", "yes", "vouches", "guardian", "consent", "yes")
	v.found(address, 200, at, status, body, "Salvato chi garantisce", "Chi ha la responsabilità genitoriale.")
	at, status, body = v.send(address, "names", "Luca\nLia; Pia Verdi")
	v.found(address, 422, at, status, body, "Accanto a ogni nome scrivi chi ne ha la responsabilità")
	at, status, body = v.send(address, "names", "Luca; Maria Rossi\nLia; Pia Verdi")
	v.found(address, 200, at, status, body, "Garantisce Maria Rossi, dal ", "Garantisce Pia Verdi, dal ")
	cards, err := classes.CardsOf(d.app, class.Id)
	if err != nil || len(cards) != 2 {
		t.Fatal(cards, err)
	}
	_, pins, _ := strings.Cut(body, "data-given-pin>")
	child := d.visitor(t)
	child.send("/card", "code", cards[0].Code(), "pin", pins[:classes.PINLength])
	at, status, body = v.send(address + "/" + cards[0].Id + "/consent-back")
	v.found(address, 200, at, status, body, "Il consenso è ritirato", "Non vale più: consenso ritirato", "Garantisce Pia Verdi, dal ")
	at, status, body = child.page("/card/class")
	child.found("/card", 200, at, status, body, "chi garantiva per te ha ritirato il consenso")
	at, status, body = v.send(address + "/" + cards[0].Id + "/consent-back")
	v.found(address+"/"+cards[0].Id+"/consent-back", 409, at, status, body, "è già stato ritirato")
}
