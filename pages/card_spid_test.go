package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/spid/testidp"
	"aula/classes"
	"aula/courses"
)

// learner is somebody who has come in by a card and done the first lesson.
func (f federated) learner(t *testing.T) (*visitor, *classes.Edition, classes.NewCard) {
	t.Helper()
	class, card := f.aCard(t)
	v := f.visitor(t)
	v.send("/card", "code", card.Code(), "pin", card.PIN)
	v.send("/courses/spid/lessons/uno/done", "done", "true")
	return v, class, card
}

func TestACardBecomesAnAccountBySPIDWithItsProgress(t *testing.T) {
	f := openFederated(t)
	v, class, card := f.learner(t)
	at, status, body := f.enter(t, v, accounts.CardAccountPath, giulia)
	v.found(identityPath, http.StatusOK, at, status, body, "Giulia Conti", "Gestore di prova")
	at, status, body = v.send(identityPath + "/tie")
	v.found("/me", http.StatusOK, at, status, body, "Giulia Conti", "Primi passi")
	p, err := accounts.Find(f.app, card.User())
	if err != nil || p.Carded() || p.Given() != "Giulia" || p.Family() != "Conti" {
		t.Fatalf("the account: %+v, %v", p, err)
	}
	if _, err := courses.FindEnrolment(f.app, p.Id, class.Course()); err != nil {
		t.Errorf("what was learned: %v", err)
	}
	at, status, body = f.enter(t, f.visitor(t), "/sign-in?next=/courses/spid", giulia)
	v.found("/courses/spid", http.StatusOK, at, status, body, "50 %")
	at, status, body = f.visitor(t).send("/card", "code", card.Code(), "pin", card.PIN)
	v.found("/card", http.StatusConflict, at, status, body, "Questa carta è diventata un account")
}

// A provider's answer comes without our cookies: its page leads back to where cards become accounts, and to nothing that is shut to them.
func TestARefusalOfSPIDLeadsACardToWhatItOpens(t *testing.T) {
	f := openFederated(t)
	v, _, _ := f.learner(t)
	form, err := f.idp.Fail(v.leave(accounts.CardAccountPath), 25, time.Now(), testidp.Spoil{})
	if err != nil {
		t.Fatal(err)
	}
	at, status, body := v.bring(form)
	v.found(federation.AssertionsPath, http.StatusForbidden, at, status, body, "annullato", `href="`+accounts.CardAccountPath+`"`)
	if strings.Contains(body, identitiesPath) {
		t.Error("it leads to a page that is shut to cards")
	}
	at, status, body = v.page(accounts.CardAccountPath)
	v.found(accounts.CardAccountPath, http.StatusOK, at, status, body, "Con SPID o CIE")
}

func TestAnIdentityOfSomebodyElseDoesNotOpenACardsAccount(t *testing.T) {
	f := openFederated(t)
	other := f.visitor(t)
	f.enter(t, other, "/sign-in", giulia)
	other.send(identityPath+"/new", "email", giulia.email)
	v, _, card := f.learner(t)
	at, status, body := f.enter(t, v, accounts.CardAccountPath, giulia)
	v.found(identityPath, http.StatusConflict, at, status, body, "già un altro account", `href="`+accounts.CardAccountPath+`"`)
	if p, err := accounts.Find(f.app, card.User()); err != nil || !p.Carded() {
		t.Errorf("the card's account: %v %v", p, err)
	}
}

// Whoever sits down at a PC that was left cannot tie their own identity: the PIN comes first. What was shown before it is not asked for twice.
func TestTyingAnIdentityAsksForThePINAgainAfterAWhile(t *testing.T) {
	now := time.Now()
	f := openFederated(t)
	accounts.MeasureSessionsBy(f.app, func() time.Time { return now })
	v, _, card := f.learner(t)
	f.enter(t, v, accounts.CardAccountPath, giulia)
	now = now.Add(6 * time.Minute)
	v.send("/card/stay")
	now = now.Add(5 * time.Minute)
	at, status, body := v.send(identityPath + "/tie")
	v.found(accounts.CardAccountPath, http.StatusOK, at, status, body, "Scrivi di nuovo il PIN")
	at, status, body = v.send(accounts.CardAccountPath+"/pin", "pin", card.PIN)
	v.found(identityPath, http.StatusOK, at, status, body, "Giulia Conti")
	at, status, body = v.send(identityPath + "/tie")
	v.found("/me", http.StatusOK, at, status, body, "Giulia Conti")
}
