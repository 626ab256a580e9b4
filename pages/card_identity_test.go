package pages

import (
	"net/http"
	"testing"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
)

// Whatever identity the holder of a card shows, the account keeps what was learned, and the card lets nobody in any more.
func TestACardBecomesAnAccountByAnyIdentity(t *testing.T) {
	type arriving func(v *visitor) (at string, status int, body string)
	for _, row := range []struct {
		way, name string
		open      func(t *testing.T) (door, arriving)
	}{
		{"SPID", "Giulia Conti", func(t *testing.T) (door, arriving) {
			f := openFederated(t)
			return f.door, func(v *visitor) (string, int, string) { return f.enter(t, v, accounts.CardAccountPath, giulia) }
		}},
		{"CIE, by OIDC", "Mario Rossi", func(t *testing.T) (door, arriving) {
			h := openHouse(t)
			return h.door, func(v *visitor) (string, int, string) {
				_, _, body := v.page(accounts.CardAccountPath)
				if !holds(body, []string{"/oidc/enter?link=1&amp;provider=" + h.provider}) {
					t.Errorf("no way by CIE:\n%s", mainOf(body))
				}
				return h.returns(v, h.departs(v, "&link=1"))
			}
		}},
		{"CNS", "Mario Rossi", func(t *testing.T) (door, arriving) {
			d, region := openCounter(t, "127.0.0.1/32", "")
			return d, func(v *visitor) (string, int, string) {
				v.Transport = &showing{card: region.Card()}
				return v.page("/cns/enter?link=1")
			}
		}},
	} {
		t.Run(row.way, func(t *testing.T) {
			d, arrive := row.open(t)
			class, card := d.aCard(t)
			v := d.visitor(t)
			v.send("/card", "code", card.Code(), "pin", card.PIN)
			v.send("/courses/spid/lessons/uno/done", "done", "true")
			at, status, body := arrive(v)
			v.found(identityPath, http.StatusOK, at, status, body, row.name)
			if at, status, body = v.send(identityPath + "/tie"); at == accounts.CardAccountPath { // by the office's clock the PIN was long ago
				v.send(accounts.CardAccountPath+"/pin", "pin", card.PIN)
				at, status, body = v.send(identityPath + "/tie")
			}
			v.found("/me", http.StatusOK, at, status, body, row.name, "Primi passi")
			p, err := accounts.Find(d.app, card.User())
			if err != nil || p.Carded() || p.Name() != row.name {
				t.Fatalf("the account: %+v, %v", p, err)
			}
			if _, err := courses.FindEnrolment(d.app, p.Id, class.Course()); err != nil {
				t.Errorf("what was learned: %v", err)
			}
			if _, _, err := classes.Enter(d.app, card.Code(), card.PIN, nil); err == nil {
				t.Error("the card still lets in")
			}
		})
	}
}
