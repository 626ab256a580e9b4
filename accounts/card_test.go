package accounts

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

// carded is an app with somebody who has come in by a card, and a clock.
func carded(t *testing.T) (app core.App, d *Doorkeeper, c *clock, p *Person, token string) {
	t.Helper()
	app = testapp.New(t)
	c = &clock{time.Now()}
	MeasureSessionsBy(app, c.now)
	p, err := NewCardPerson(app, "Maria", "", "it", c.t.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	token, err = OpenSessionWith(app, p.Record, "x", Opening{Stay: CardStay, Card: "card"})
	if err != nil {
		t.Fatal(err)
	}
	return app, DoorkeeperOf(app), c, p, token
}

func over(t *testing.T, err error, why string) {
	t.Helper()
	var o CardOver
	if !errors.As(err, &o) || o.Why != why || !errors.Is(err, ErrNoSession) {
		t.Errorf("over by %v, want %s", err, why)
	}
}

func TestACardsSessionEndsWhenNobodyUsesIt(t *testing.T) {
	app, d, c, p, token := carded(t)
	for range 5 {
		if v := recognise(t, d, app, token); v.User.Id != p.Id || v.Card != "card" {
			t.Fatalf("visit %+v", v)
		}
		c.t = c.t.Add(CardStay - time.Second)
	}
	c.t = c.t.Add(time.Second)
	_, err := d.Recognise(app, token)
	over(t, err, CardIdle)
	if _, err := NewDoorkeeper(c.now).Recognise(app, token); err == nil {
		t.Error("it lives again from the database")
	}
}

func TestWatchingIsNoUse(t *testing.T) {
	app, d, c, _, token := carded(t)
	recognise(t, d, app, token)
	for range 9 {
		c.t = c.t.Add(time.Minute)
		if left, err := d.Watch(app, token); err != nil || left > CardStay-time.Minute {
			t.Fatalf("left %v, %v", left, err)
		}
	}
	c.t = c.t.Add(time.Minute)
	_, err := d.Watch(app, token)
	over(t, err, CardIdle)
}

func TestOnlyCardsSessionsAreWatched(t *testing.T) {
	app, d, _, _, _ := carded(t)
	ada := member(t, app, "ada@example.it", Learner)
	token, err := OpenSession(app, ada.Record, "x", BriefStay)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Watch(app, token); !errors.Is(err, ErrNoSession) {
		t.Errorf("watched: %v", err)
	}
}

func TestANewerSessionOfACardEndsTheOlder(t *testing.T) {
	app, d, _, p, token := carded(t)
	recognise(t, d, app, token)
	ended, err := EndCardSessions(app, "card", CardElsewhere)
	if err != nil || ended != 1 {
		t.Fatalf("ended %d, %v", ended, err)
	}
	newer, err := OpenSessionWith(app, p.Record, "y", Opening{Stay: CardStay, Card: "card"})
	if err != nil {
		t.Fatal(err)
	}
	d.ForgetAll() // hooks tell a running academy's
	_, err = d.Recognise(app, token)
	over(t, err, CardElsewhere)
	recognise(t, d, app, newer)
}

func TestATokenOfPocketBasesOpensNothingThatOnlyACardOpens(t *testing.T) {
	app, d, _, p, _ := carded(t)
	if _, err := d.RecogniseToken(app, testapp.Token(t, p.Record)); !errors.Is(err, ErrToken) {
		t.Errorf("recognised: %v", err)
	}
}

func TestAMailboxThatSomebodyHasIsNotToldApart(t *testing.T) {
	app, _, _, p, _ := carded(t)
	member(t, app, "ada@example.it", Learner)
	for _, email := range []string{"ada@example.it", "new@example.it"} {
		if err := RequestCardMailbox(app, p, email); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
	if got := names(queued(t, app)); len(got) != 2 || got[0] != "taken" || got[1] != "card_account" {
		t.Errorf("mails %v", got)
	}
	full := member(t, app, "gino@example.it", Learner)
	if err := RequestCardMailbox(app, full, "x@example.it"); !errors.Is(err, ErrNoCard) {
		t.Errorf("for a full account: %v", err)
	}
}
