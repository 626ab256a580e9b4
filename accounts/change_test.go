package accounts

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/testapp"
)

func TestAResetLinkWorksOnceAndConfirmsTheMailbox(t *testing.T) {
	app := testapp.New(t)
	if _, err := Register(app, form("ada@example.it")); err != nil {
		t.Fatal(err)
	}
	p, err := FindByEmail(app, "ada@example.it")
	if err != nil {
		t.Fatal(err)
	}
	token, err := p.NewPasswordResetToken()
	if err != nil {
		t.Fatal(err)
	}
	var problems Problems
	if _, err := Reset(app, token, "short"); !errors.As(err, &problems) {
		t.Errorf("a short one: %v", err)
	}
	if _, err := Reset(app, token, "another one 9"); err != nil {
		t.Fatal(err)
	}
	if _, err := Reset(app, token, "yet another 9"); !errors.Is(err, ErrLink) {
		t.Errorf("the second time: %v", err)
	}
	if _, err := ByPassword(app, "ada@example.it", "another one 9"); err != nil {
		t.Errorf("sign in: %v", err)
	}
}

func TestWhoIsSignedInShowsAgainThatItIsThem(t *testing.T) {
	app := testapp.New(t)
	p := member(t, app, "ada@example.it", Learner)
	code := sentCode(t, app, p)
	rows := []struct {
		name, secret string
		want         error
	}{
		{"the password", goodPassword, nil},
		{"a wrong one", "wrong", ErrCredentials},
		{"nothing", "", ErrCredentials},
		{"a wrong code", "00000000", ErrCredentials},
		{"the code as the mail writes it", code[:4] + " " + code[4:], nil},
		{"the code again", code, ErrCredentials},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if err := ShowAgain(app, p, row.secret); !errors.Is(err, row.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAChangedPasswordIsTold(t *testing.T) {
	app := testapp.New(t)
	p := member(t, app, "ada@example.it", Learner)
	var problems Problems
	if err := ChangePassword(app, p, "short"); !errors.As(err, &problems) {
		t.Errorf("a short one: %v", err)
	}
	if err := ChangePassword(app, p, "another one 9"); err != nil {
		t.Fatal(err)
	}
	if _, err := ByPassword(app, "ada@example.it", "another one 9"); err != nil {
		t.Errorf("sign in: %v", err)
	}
	if got := names(queued(t, app)); len(got) != 1 || got[0] != "password_changed" {
		t.Errorf("mails %v", got)
	}
}

func TestAMailboxMovesWhenItsNewOneIsConfirmedByWhoAsked(t *testing.T) {
	rows := []struct {
		name     string
		by       func(*Person) string
		password string
		want     error
	}{
		{"signed in", func(p *Person) string { return p.Id }, "", nil},
		{"with the password", func(*Person) string { return "" }, goodPassword, nil},
		{"a stranger who got the mail by mistake", func(*Person) string { return "" }, "", ErrNotProven},
		{"somebody else signed in", func(*Person) string { return "other" }, "", ErrNotProven},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			p := member(t, app, "ada@example.it", Learner)
			if err := RequestNewEmail(app, p, "Ada@New.example.it"); err != nil {
				t.Fatal(err)
			}
			m := queued(t, app)[0]
			if m.To != "ada@new.example.it" || m.Secret != NewEmailLink {
				t.Errorf("mail %+v", m)
			}
			token, err := p.NewEmailChangeToken(m.To)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := MoveEmail(app, token, row.by(p), row.password); !errors.Is(err, row.want) {
				t.Errorf("got %v", err)
			}
			_, err = FindByEmail(app, "ada@new.example.it")
			if (err == nil) != (row.want == nil) {
				t.Errorf("found at the new one: %v", err)
			}
			if row.want == nil {
				if _, err := MoveEmail(app, token, p.Id, ""); !errors.Is(err, ErrLink) {
					t.Errorf("the second time: %v", err)
				}
			}
		})
	}
}

func TestAMailboxOfSomebodyElseIsNotGivenAway(t *testing.T) {
	app := testapp.New(t)
	p := member(t, app, "ada@example.it", Learner)
	other := member(t, app, "bea@example.it", Learner)
	if err := RequestNewEmail(app, p, "bea@example.it"); err != nil {
		t.Fatalf("it tells: %v", err)
	}
	if m := queued(t, app); len(m) != 1 || m[0].Name != "taken" || m[0].Person != other.Id {
		t.Errorf("mails %+v", m)
	}
	token, err := p.NewEmailChangeToken("bea@example.it")
	if err != nil {
		t.Fatal(err)
	}
	var problems Problems
	if _, err := MoveEmail(app, token, p.Id, ""); !errors.As(err, &problems) {
		t.Errorf("got %v", err)
	}
}

func TestUnconfirmedAccountsAreRemovedAfterTwoWeeks(t *testing.T) {
	app := testapp.New(t)
	for _, email := range []string{"old@example.it", "new@example.it"} {
		if _, err := Register(app, form(email)); err != nil {
			t.Fatal(err)
		}
	}
	member(t, app, "confirmed@example.it", Learner)
	old := types.NowDateTime().Add(-15 * 24 * time.Hour).String()
	if _, err := app.DB().NewQuery("UPDATE users SET updated = '" + old + "' WHERE email != 'new@example.it'").Execute(); err != nil {
		t.Fatal(err)
	}
	if err := PurgeUnconfirmed(app); err != nil {
		t.Fatal(err)
	}
	for email, want := range map[string]bool{"old@example.it": false, "new@example.it": true, "confirmed@example.it": true} {
		if _, err := FindByEmail(app, email); (err == nil) != want {
			t.Errorf("%s there: %v", email, err == nil)
		}
	}
}
