package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/classes"
)

// A card that somebody lost is taken back: who has found it with its PIN gets nothing by the link that they asked for before. The holder, to whom
// the facilitator sends another, does.
func TestACardThatWasTakenBackBecomesNoAccountByAnEarlierLink(t *testing.T) {
	now := time.Now()
	d, class, card := cardDoor(t)
	accounts.MeasureSessionsBy(d.app, func() time.Time { return now })
	become := func(v *visitor) (at string, status int, body string) {
		t.Helper()
		_, token, _ := strings.Cut(d.letter(t, `(/card/account/confirm\?token=[\w.%-]+)`), "token=")
		now = time.Now().Add(2 * time.Second)
		if err := classes.EndCard(d.app, card.Card, "x"); err != nil {
			t.Fatal(err)
		}
		return v.send(accounts.CardConfirmPath, "token", token, "given_name", "Maria", "family_name", "Rossi", "pin", card.PIN)
	}
	thief := d.visitor(t)
	thief.send("/card", "code", card.Code(), "pin", card.PIN)
	thief.send("/card/account", "email", "ladro@example.org")
	at, status, body := become(thief)
	thief.found(accounts.CardConfirmPath, http.StatusGone, at, status, body, "link")
	if p, err := accounts.Find(d.app, card.User()); err != nil || !p.Carded() {
		t.Fatalf("the account is the thief's: %v", err)
	}
	ended, err := classes.FindCard(d.app, card.Id)
	if err != nil {
		t.Fatal(err)
	}
	ended.Set("ended", now.Add(-time.Hour)) // the holder comes an hour later
	if err := d.app.Save(ended); err != nil {
		t.Fatal(err)
	}
	staff := d.member(t, "staff", "staff@example.org")
	staff.send(classes.CardsAddress(class.Id)+"/"+card.Id+"/account", "email", "maria@example.org")
	at, status, body = become(d.visitor(t))
	staff.found("/me", http.StatusOK, at, status, body, "Il tuo account è pronto")
}
