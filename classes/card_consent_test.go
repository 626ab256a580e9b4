package classes_test

import (
	"errors"
	"testing"
	"time"

	"aula/accounts"
	"aula/classes"
)

// vouches lets a school or guardians vouch for the class.
func (d *desk) vouches(who, name string) {
	d.Helper()
	if err := classes.Vouch(d.app, d.class.Id, classes.Vouching{Minors: true, Vouches: who, Voucher: name, Consent: true}, "facilitator"); err != nil {
		d.Fatal(err)
	}
}

func TestEachChildHasWhoeverVouchesForIt(t *testing.T) {
	for _, row := range []struct {
		says, who, name, guardian, want string
		err                             error
	}{
		{"the school", "school", "Scuola Pascoli", "", "Scuola Pascoli", nil},
		{"the school, whoever is typed", "school", "Scuola Pascoli", "Maria Rossi", "Scuola Pascoli", nil},
		{"a guardian of its own", "guardian", "", "Maria Rossi", "Maria Rossi", nil},
		{"one guardian for all", "guardian", "Anna Bruni", "", "Anna Bruni", nil},
		{"nobody", "guardian", "", "", "", classes.ErrNoVoucher},
	} {
		t.Run(row.says, func(t *testing.T) {
			d := newDesk(t)
			d.vouches(row.who, row.name)
			made, err := classes.MakeCards(d.app, d.class, []classes.CardName{{Given: "Luca", Guardian: row.guardian}}, "facilitator", "it")
			if !errors.Is(err, row.err) {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			if c := made[0]; c.Vouches() != row.who || c.Voucher() != row.want || !c.Consent().Equal(d.now.UTC().Truncate(time.Millisecond)) {
				t.Errorf("%s %s since %s", c.Vouches(), c.Voucher(), c.Consent())
			}
		})
	}
}

func TestAConsentThatIsTakenBackEndsTheCard(t *testing.T) {
	d := newDesk(t)
	grown := d.makes(classes.CardName{Given: "Maria"})[0]
	if err := classes.TakeConsentBack(d.app, grown.Card, "facilitator"); !errors.Is(err, classes.ErrNoConsent) {
		t.Errorf("of somebody grown up: %v", err)
	}
	d = newDesk(t)
	d.vouches("guardian", "")
	made := d.makes(classes.CardName{Given: "Luca", Guardian: "Maria Rossi"}, classes.CardName{Given: "Lia", Guardian: "Pia Verdi"})
	p, err := accounts.Find(d.app, made[0].User())
	if err != nil {
		t.Fatal(err)
	}
	token, err := accounts.OpenSessionWith(d.app, p.Record, "x", accounts.Opening{Stay: accounts.CardStay, Card: made[0].Id})
	if err != nil {
		t.Fatal(err)
	}
	if err := classes.TakeConsentBack(d.app, made[0].Card, "facilitator"); err != nil {
		t.Fatal(err)
	}
	var over accounts.CardOver
	if _, err := accounts.NewDoorkeeper(func() time.Time { return d.now }).Recognise(d.app, token); !errors.As(err, &over) || over.Why != accounts.CardUnvouched {
		t.Errorf("who is in: %v", err)
	}
	if err := d.enter(made[0].Code(), made[0].PIN); !errors.Is(err, classes.ErrCardEnded) {
		t.Errorf("the card lets in: %v", err)
	}
	if err := classes.TakeConsentBack(d.app, made[0].Card, "facilitator"); !errors.Is(err, classes.ErrNoConsent) {
		t.Errorf("taken back twice: %v", err)
	}
	if err := d.enter(made[1].Code(), made[1].PIN); err != nil {
		t.Errorf("another child's: %v", err)
	}
	if p, err := accounts.Find(d.app, p.Id); err != nil || p.GetDateTime("card_until").Time().After(d.now) {
		t.Errorf("the account is kept: %v", err)
	}
}
