package federation_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"aula/accounts"
	"aula/accounts/federation"
)

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newDesk() (*federation.Desk, *clock) {
	c := &clock{time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)}
	return federation.NewDesk(c.now), c
}

func giulia() federation.Arrival {
	return federation.Arrival{Attestation: accounts.Attestation{Kind: accounts.BySPID, Subject: "GIULIA"}, Name: "Gestore"}
}

func TestAnIdentityIsHeldByTheBrowserThatAskedForItAndBroughtIt(t *testing.T) {
	d, _ := newDesk()
	secret := d.Depart("_q", "", federation.Departure{Kind: accounts.BySPID, Provider: "https://idp.example", Next: "/courses"})
	if dep, err := d.Expected("_q"); err != nil || dep.Next != "/courses" {
		t.Fatalf("expected %+v, %v", dep, err)
	}
	ticket, err := d.Arrive("_q", giulia())
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := d.Claim(ticket, secret)
	if err != nil || fresh == secret {
		t.Fatalf("the secret by which it was asked holds it: %v", err)
	}
	if _, err := d.Held(secret); !errors.Is(err, federation.ErrNoArrival) {
		t.Fatalf("held by the secret by which it was asked: %v", err)
	}
	held, err := d.Held(fresh)
	if err != nil || held.Attestation.Subject != "GIULIA" || held.Next != "/courses" || held.Provider != "https://idp.example" {
		t.Fatalf("held %+v, %v", held, err)
	}
	d.Settle(fresh)
	if _, err := d.Held(fresh); !errors.Is(err, federation.ErrNoArrival) {
		t.Fatalf("held after it was settled: %v", err)
	}
}

func TestAnAnswerCountsOnceAndOnlyForAQuestionThatWaits(t *testing.T) {
	for name, spoil := range map[string]func(*federation.Desk, *clock) string{
		"answered before": func(d *federation.Desk, _ *clock) string { d.Arrive("_q", giulia()); return "_q" },
		"given up":        func(d *federation.Desk, _ *clock) string { d.Forget("_q"); return "_q" },
		"never asked":     func(*federation.Desk, *clock) string { return "_other" },
		"too late":        func(_ *federation.Desk, c *clock) string { c.at = c.at.Add(federation.Stay); return "_q" },
	} {
		t.Run(name, func(t *testing.T) {
			d, c := newDesk()
			d.Depart("_q", "", federation.Departure{})
			question := spoil(d, c)
			if _, err := d.Expected(question); !errors.Is(err, federation.ErrNoDeparture) {
				t.Errorf("expected: %v", err)
			}
			if _, err := d.Arrive(question, giulia()); !errors.Is(err, federation.ErrNoDeparture) {
				t.Errorf("arrived: %v", err)
			}
		})
	}
}

func TestATicketIsGoodOnceInTheBrowserThatAskedAndForAWhile(t *testing.T) {
	for name, spoil := range map[string]func(d *federation.Desk, c *clock, ticket, secret string) (string, string){
		"claimed before": func(d *federation.Desk, _ *clock, ticket, secret string) (string, string) {
			d.Claim(ticket, secret)
			return ticket, secret
		},
		"another browser": func(d *federation.Desk, _ *clock, ticket, _ string) (string, string) {
			return ticket, d.Depart("_other", "", federation.Departure{})
		},
		"no cookie": func(_ *federation.Desk, _ *clock, ticket, _ string) (string, string) { return ticket, "" },
		"guessed":   func(_ *federation.Desk, _ *clock, _, secret string) (string, string) { return "guess", secret },
		"too late": func(_ *federation.Desk, c *clock, ticket, secret string) (string, string) {
			c.at = c.at.Add(federation.Stay)
			return ticket, secret
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, c := newDesk()
			secret := d.Depart("_q", "", federation.Departure{})
			ticket, err := d.Arrive("_q", giulia())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.Claim(spoil(d, c, ticket, secret)); !errors.Is(err, federation.ErrNoArrival) {
				t.Errorf("claimed: %v", err)
			}
		})
	}
}

func TestABrowserMayHaveSeveralQuestionsOpen(t *testing.T) {
	d, _ := newDesk()
	first := d.Depart("_1", "", federation.Departure{})
	if again := d.Depart("_2", first, federation.Departure{}); again != first {
		t.Fatalf("secret changed from %q to %q: the first question could not be answered", first, again)
	}
	ticket, err := d.Arrive("_1", giulia())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Claim(ticket, first); err != nil {
		t.Fatal(err)
	}
}

func TestWhoeverAsksWithoutEndFillsNoMemory(t *testing.T) {
	d, _ := newDesk()
	for i := range 25_000 {
		d.Depart(fmt.Sprint(i), "", federation.Departure{})
	}
	if n := d.Waiting(); n > 10_000 || n < 7_000 {
		t.Fatalf("%d questions are remembered", n)
	}
	if _, err := d.Expected("24999"); err != nil {
		t.Errorf("the last one is forgotten: %v", err)
	}
}
