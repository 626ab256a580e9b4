package classes_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/testapp"
)

// desk is a class that gives out cards, on a clock.
type desk struct {
	*testing.T
	app    core.App
	class  *classes.Edition
	now    time.Time
	alarms []classes.Alarm
	mu     sync.Mutex // guards alarms
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, app: testapp.New(t), now: hour}
	accounts.MeasureSessionsBy(d.app, func() time.Time { return d.now })
	d.class = edition(t, d.app, map[string]any{"assisted": true})
	return d
}

func (d *desk) alarm(_ core.App, a classes.Alarm) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.alarms = append(d.alarms, a)
	return nil
}

func (d *desk) makes(names ...classes.CardName) []classes.NewCard {
	d.Helper()
	made, err := classes.MakeCards(d.app, d.class, names, "facilitator", "it")
	if err != nil {
		d.Fatal(err)
	}
	return made
}

func (d *desk) enter(code, pin string) error {
	_, _, err := classes.Enter(d.app, code, pin, d.alarm)
	return err
}

// wrongly is a PIN that the card has not.
func wrongly(c classes.NewCard) string {
	if c.PIN == "40917" {
		return "40918"
	}
	return "40917"
}

func TestACardLetsItsHolderIntoTheClass(t *testing.T) {
	d := newDesk(t)
	made := d.makes(classes.CardName{Given: "Maria", Family: "Rossi"}, classes.CardName{})
	if len(made) != 2 || made[0].Number() != 1 || made[1].Number() != 2 || made[0].Name != "Maria" {
		t.Fatalf("made %+v", made)
	}
	card, p, err := classes.Enter(d.app, made[0].Code(), made[0].PIN, d.alarm)
	if err != nil || card.Id != made[0].Id || p.Given() != "Maria" || p.Email() != "" || !p.Carded() || p.Verified() {
		t.Errorf("card %v, person %v, %v", card, p, err)
	}
	if in, err := classes.IsIn(d.app, d.class.Id, p.Id); err != nil || !in {
		t.Errorf("is in the class: %v %v", in, err)
	}
	if _, err := courses.FindEnrolment(d.app, p.Id, d.class.Course()); err != nil {
		t.Errorf("enrolled: %v", err)
	}
	if found, err := classes.FindCardBySecret(d.app, made[1].Secret); err != nil || found.Id != made[1].Id {
		t.Errorf("scanned: %v %v", found, err)
	}
	testapp.Audited(t, d.app, "facilitator", audit.CardsMade)
}

func TestNothingThatLetsInCanBeReadFromTheDatabase(t *testing.T) {
	d := newDesk(t)
	made := d.makes(classes.CardName{Given: "Maria"})[0]
	rows, err := d.app.FindAllRecords("class_cards")
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	for name, value := range rows[0].FieldsData() {
		if text, is := value.(string); is && (strings.Contains(text, made.PIN) || strings.Contains(text, made.Secret)) {
			t.Errorf("%s holds %q", name, text)
		}
	}
}

func TestWrongPINsAreSlowedThenLockTheCard(t *testing.T) {
	d := newDesk(t)
	made := d.makes(classes.CardName{})[0]
	for i, want := range []error{classes.ErrCardWrong, classes.ErrCardWrong, classes.ErrCardWrong, accounts.ErrTooMany, accounts.ErrTooMany} {
		if err := d.enter(made.Code(), wrongly(made)); !errors.Is(err, want) {
			t.Errorf("try %d: %v, want %v", i+1, err, want)
		}
	}
	if err := d.enter(made.Code(), made.PIN); !errors.Is(err, accounts.ErrTooMany) {
		t.Errorf("the right PIN at once: %v", err)
	}
	for _, want := range []error{classes.ErrCardWrong, classes.ErrCardLocked} {
		d.now = d.now.Add(time.Minute)
		if err := d.enter(made.Code(), wrongly(made)); !errors.Is(err, want) {
			t.Errorf("after a minute: %v, want %v", err, want)
		}
	}
	d.now = d.now.Add(time.Hour)
	if err := d.enter(made.Code(), made.PIN); !errors.Is(err, classes.ErrCardLocked) {
		t.Errorf("after five wrong ones the right one: %v", err)
	}
	if len(d.alarms) != 1 || d.alarms[0].Card == nil || d.alarms[0].Card.Id != made.Id {
		t.Errorf("told of %v", d.alarms)
	}
	card, err := classes.FindCard(d.app, made.Id)
	if err != nil {
		t.Fatal(err)
	}
	if err := classes.Unlock(d.app, card, "facilitator"); err != nil {
		t.Fatal(err)
	}
	if err := d.enter(made.Code(), made.PIN); err != nil {
		t.Errorf("unlocked: %v", err)
	}
}

func TestARightPINForgivesTheWrongOnesBefore(t *testing.T) {
	d := newDesk(t)
	made := d.makes(classes.CardName{})[0]
	for range 4 {
		for range 2 {
			if err := d.enter(made.Code(), wrongly(made)); !errors.Is(err, classes.ErrCardWrong) {
				t.Fatal(err)
			}
		}
		if err := d.enter(made.Code(), made.PIN); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.alarms) > 0 {
		t.Errorf("told of %v", d.alarms)
	}
}

func TestAClassClosesWhereSomebodyGoesFromCardToCard(t *testing.T) {
	d := newDesk(t)
	made := d.makes(make([]classes.CardName, 14)...)
	tries := 0
	for _, c := range made[1:] {
		for range 2 {
			if err := d.enter(c.Code(), wrongly(c)); errors.Is(err, classes.ErrCardWrong) {
				tries++
			}
		}
	}
	if tries != 25 {
		t.Errorf("%d wrong PINs were taken, want 25", tries)
	}
	if err := d.enter(made[0].Code(), made[0].PIN); !errors.Is(err, classes.ErrCardsLocked) {
		t.Errorf("a card that nobody tried: %v", err)
	}
	if len(d.alarms) != 1 || d.alarms[0].Card != nil {
		t.Errorf("told of %v", d.alarms)
	}
	d.now = d.now.Add(time.Second)
	if err := classes.Reopen(d.app, d.class.Id, "facilitator"); err != nil {
		t.Fatal(err)
	}
	if err := d.enter(made[0].Code(), made[0].PIN); err != nil {
		t.Errorf("reopened: %v", err)
	}
}

// Whoever sends many PINs at once has them all counted.
func TestManyTriesAtOnceAreCountedOneByOne(t *testing.T) {
	d := newDesk(t)
	made := d.makes(classes.CardName{})[0]
	var trying sync.WaitGroup
	wrong := 0
	for range 12 {
		trying.Go(func() {
			if err := d.enter(made.Code(), wrongly(made)); errors.Is(err, classes.ErrCardWrong) {
				d.mu.Lock()
				defer d.mu.Unlock()
				wrong++
			}
		})
	}
	trying.Wait()
	if wrong > classes.MostWrongPINs {
		t.Errorf("%d PINs were held against the card", wrong)
	}
}

func TestAnUnknownCodeAnswersLikeAWrongPIN(t *testing.T) {
	d := newDesk(t)
	if err := d.enter("CDFHJK", "40917"); !errors.Is(err, classes.ErrCardWrong) {
		t.Error(err)
	}
}

func TestACardPrintedAgainHasAnotherPINAndEndsWhoIsInByTheOldOne(t *testing.T) {
	d := newDesk(t)
	made := d.makes(classes.CardName{Given: "Maria"})[0]
	token := d.session(made)
	again, err := classes.RenewCards(d.app, d.class, []*classes.Card{made.Card}, "facilitator")
	if err != nil || len(again) != 1 || again[0].PIN == made.PIN && again[0].Secret == made.Secret {
		t.Fatalf("%+v %v", again, err)
	}
	if again[0].PIN != made.PIN {
		if err := d.enter(made.Code(), made.PIN); !errors.Is(err, classes.ErrCardWrong) {
			t.Errorf("the old PIN: %v", err)
		}
	}
	if _, err := classes.FindCardBySecret(d.app, made.Secret); !errors.Is(err, classes.ErrNoCard) {
		t.Errorf("the old QR code: %v", err)
	}
	if err := d.enter(made.Code(), again[0].PIN); err != nil {
		t.Errorf("the new PIN: %v", err)
	}
	d.over(token, accounts.CardClosed)
}

// session opens one by the card and returns its token.
func (d *desk) session(c classes.NewCard) string {
	d.Helper()
	p, err := accounts.Find(d.app, c.User())
	if err != nil {
		d.Fatal(err)
	}
	token, err := accounts.OpenSessionWith(d.app, p.Record, "x", accounts.Opening{Stay: accounts.CardStay, Card: c.Id})
	if err != nil {
		d.Fatal(err)
	}
	return token
}

func (d *desk) over(token, why string) {
	d.Helper()
	d.app.Store().Remove("aula:doorkeeper") // hooks tell a running academy's
	accounts.MeasureSessionsBy(d.app, func() time.Time { return d.now })
	_, err := accounts.DoorkeeperOf(d.app).Recognise(d.app, token)
	var over accounts.CardOver
	if !errors.As(err, &over) || over.Why != why || !errors.Is(err, accounts.ErrNoSession) {
		d.Errorf("the session is over by %v, want %s", err, why)
	}
}

func TestCardsDieWithTheirClass(t *testing.T) {
	for name, ends := range map[string]func(d *desk){
		"its last day": func(d *desk) { d.now = d.class.Until().Add(time.Second) },
		"closed": func(d *desk) {
			d.class.Set("state", "ended")
			if err := d.app.Save(d.class); err != nil {
				d.Fatal(err)
			}
		},
		"cancelled": func(d *desk) {
			d.class.Set("state", "cancelled")
			if err := d.app.Save(d.class); err != nil {
				d.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			made := d.makes(classes.CardName{})[0]
			if err := classes.EndCards(d.app, d.now); err != nil {
				t.Fatal(err)
			}
			if err := d.enter(made.Code(), made.PIN); err != nil {
				t.Fatalf("before: %v", err)
			}
			ends(d)
			if err := d.enter(made.Code(), made.PIN); !errors.Is(err, classes.ErrCardsOver) {
				t.Errorf("afterwards: %v", err)
			}
			token := d.session(made)
			if err := classes.EndCards(d.app, d.now); err != nil {
				t.Fatal(err)
			}
			d.over(token, accounts.CardOutlived)
			if _, err := classes.MakeCards(d.app, d.class, make([]classes.CardName, 1), "x", "it"); !errors.Is(err, classes.ErrCardsOver) {
				t.Errorf("another card: %v", err)
			}
		})
	}
}

func TestAClassOfChildrenSaysWhoVouchesBeforeItHasCards(t *testing.T) {
	d := newDesk(t)
	var problems accounts.Problems
	for _, v := range []classes.Vouching{
		{Minors: true}, {Minors: true, Vouches: "school", Consent: true}, {Minors: true, Vouches: "friend", Voucher: "Gino", Consent: true},
		{Minors: true, Vouches: "school", Voucher: "Scuola Media Pascoli"},
	} {
		if err := classes.Vouch(d.app, d.class.Id, v, "facilitator"); !errors.As(err, &problems) {
			t.Errorf("%+v: %v", v, err)
		}
	}
	if err := classes.Vouch(d.app, d.class.Id, classes.Vouching{Minors: true, Vouches: "school", Voucher: "Scuola Media Pascoli", Consent: true}, "facilitator"); err != nil {
		t.Fatal(err)
	}
	made := d.makes(classes.CardName{Given: "Luca"})[0]
	if err := classes.AskForAccount(d.app, made.Card, "luca@example.org", "facilitator"); !errors.Is(err, classes.ErrMinor) {
		t.Errorf("a child's account: %v", err)
	}
	if err := classes.Vouch(d.app, d.class.Id, classes.Vouching{}, "facilitator"); !errors.As(err, &problems) {
		t.Errorf("nobody vouches any more: %v", err)
	}
}

func TestOnlyAssistedClassesWithASeatLeftGiveOutCards(t *testing.T) {
	d := newDesk(t)
	plain := edition(t, d.app, nil)
	if _, err := classes.MakeCards(d.app, plain, make([]classes.CardName, 1), "x", "it"); !errors.Is(err, classes.ErrNotAssisted) {
		t.Errorf("not assisted: %v", err)
	}
	small := edition(t, d.app, map[string]any{"assisted": true, "seats": 1})
	if _, err := classes.MakeCards(d.app, small, make([]classes.CardName, 2), "x", "it"); !errors.Is(err, classes.ErrFull) {
		t.Errorf("two cards for one seat: %v", err)
	}
	if list, err := classes.CardsOf(d.app, small.Id); err != nil || len(list) != 0 {
		t.Errorf("half of them stay: %v %v", list, err)
	}
}

func TestACardBecomesAnAccountWithItsProgress(t *testing.T) {
	d := newDesk(t)
	made := d.makes(classes.CardName{Given: "Maria"})[0]
	if err := classes.AskForAccount(d.app, made.Card, "maria@example.org", "facilitator"); err != nil {
		t.Fatal(err)
	}
	p, err := accounts.Find(d.app, made.User())
	if err != nil {
		t.Fatal(err)
	}
	link, err := p.NewEmailChangeToken("maria@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.MoveEmail(d.app, link, p.Id, ""); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("round the PIN: %v", err)
	}
	if _, err := classes.Become(d.app, link, wrongly(made), "Maria", "Rossi", d.alarm); !errors.Is(err, classes.ErrCardWrong) {
		t.Errorf("with another PIN: %v", err)
	}
	var problems accounts.Problems
	if _, err := classes.Become(d.app, link, made.PIN, "Maria", "", d.alarm); !errors.As(err, &problems) {
		t.Errorf("without a family name: %v", err)
	}
	full, err := classes.Become(d.app, link, made.PIN, "Maria", "Rossi", d.alarm)
	if err != nil || full.Id != p.Id || full.Email() != "maria@example.org" || !full.Verified() || full.Carded() {
		t.Fatalf("became %+v, %v", full, err)
	}
	if _, err := courses.FindEnrolment(d.app, full.Id, d.class.Course()); err != nil {
		t.Errorf("what was learned: %v", err)
	}
	if err := d.enter(made.Code(), made.PIN); !errors.Is(err, accounts.ErrNoCard) {
		t.Errorf("the card: %v", err)
	}
	if _, err := classes.Become(d.app, link, made.PIN, "Maria", "Rossi", d.alarm); err == nil {
		t.Error("the link holds twice")
	}
}

func TestWhatOnlyACardOpensIsKeptForAWhileAfterTheClass(t *testing.T) {
	d := newDesk(t)
	made := d.makes(classes.CardName{})[0]
	if _, err := d.app.DB().NewQuery("UPDATE users SET updated = '2020-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	if err := accounts.PurgeUnconfirmed(d.app); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Find(d.app, made.User()); err != nil {
		t.Errorf("in its time: %v", err)
	}
	if _, err := d.app.DB().NewQuery("UPDATE users SET card_until = '2020-06-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	if err := accounts.PurgeUnconfirmed(d.app); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Find(d.app, made.User()); !errors.Is(err, accounts.ErrNoPerson) {
		t.Errorf("afterwards: %v", err)
	}
}

// Between the right PIN and the session that it opens there is a moment: what ends the card in it holds.
func TestWhatEndsACardWhileItComesInHolds(t *testing.T) {
	for says, row := range map[string]struct {
		act  func(d *desk, c classes.NewCard) error
		want error
	}{
		"nothing":       {func(*desk, classes.NewCard) error { return nil }, nil},
		"taken back":    {func(d *desk, c classes.NewCard) error { return classes.EndCard(d.app, c.Card, "facilitator") }, classes.ErrCardEnded},
		"printed again": {func(d *desk, c classes.NewCard) error { return renewed(d, c) }, classes.ErrCardWrong},
		"the class is over": {func(d *desk, _ classes.NewCard) error {
			d.now = d.class.Until().AddDate(0, 0, 1)
			return nil
		}, classes.ErrCardsOver},
	} {
		t.Run(says, func(t *testing.T) {
			d := newDesk(t)
			made := d.makes(classes.CardName{Given: "Maria"})[0]
			c, p, err := classes.Enter(d.app, made.Code(), made.PIN, d.alarm)
			if err == nil {
				err = row.act(d, made)
			}
			if err != nil {
				t.Fatal(err)
			}
			token, _, err := classes.Admit(d.app, c, p, "x")
			if !errors.Is(err, row.want) || (token == "") != (row.want != nil) {
				t.Errorf("%q, %v, want %v", token, err, row.want)
			}
		})
	}
}

func renewed(d *desk, c classes.NewCard) error {
	_, err := classes.RenewCards(d.app, d.class, []*classes.Card{c.Card}, "facilitator")
	return err
}
