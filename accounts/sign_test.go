package accounts

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/testapp"
)

func form(email string) SignUp {
	return SignUp{Given: " Ada ", Family: "Bianchi", Email: email, Password: goodPassword, Locale: "it"}
}

// queued reads the mails that wait, oldest first.
func queued(t *testing.T, app core.App) []Mail {
	t.Helper()
	records, err := app.FindRecordsByFilter("jobs", "kind = 'mail'", "+created,+@rowid", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	mails := make([]Mail, len(records))
	for i, r := range records {
		if err := json.Unmarshal([]byte(r.GetString("payload")), &mails[i]); err != nil {
			t.Fatal(err)
		}
	}
	return mails
}

func names(mails []Mail) (list []string) {
	for _, m := range mails {
		list = append(list, m.Name)
	}
	return list
}

func confirmToken(t *testing.T, app core.App, email string) string {
	t.Helper()
	p, err := FindByEmail(app, email)
	if err != nil {
		t.Fatal(err)
	}
	token, err := p.NewVerificationToken()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestSigningUpAsksForTheMailboxToBeConfirmed(t *testing.T) {
	app := testapp.New(t)
	proof, err := Register(app, form("Ada@Example.it"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := FindByEmail(app, "ada@example.it")
	if err != nil {
		t.Fatal(err)
	}
	if p.Given() != "Ada" || p.Role() != Learner || p.Verified() {
		t.Errorf("given %q, role %s, confirmed %v", p.Given(), p.Role(), p.Verified())
	}
	mails := queued(t, app)
	if len(mails) != 1 || mails[0].Name != "confirm" || mails[0].Secret != ConfirmLink || mails[0].Person != p.Id {
		t.Errorf("mails %+v", mails)
	}
	if _, err := Confirm(app, confirmToken(t, app, "ada@example.it"), proof, ""); err != nil {
		t.Errorf("confirm: %v", err)
	}
	if _, err := ByPassword(app, "ada@example.it", goodPassword); err != nil {
		t.Errorf("sign in: %v", err)
	}
}

func TestSigningUpTwiceDoesNotTellThatTheMailboxIsKnown(t *testing.T) {
	app := testapp.New(t)
	member(t, app, "ada@example.it", Learner)
	proof, err := Register(app, SignUp{Given: "Eve", Family: "Nera", Email: "ada@example.it", Password: "another one 9"})
	if err != nil || len(proof) != len(noProof()) {
		t.Errorf("proof %q, %v", proof, err)
	}
	if got := names(queued(t, app)); len(got) != 1 || got[0] != "known" {
		t.Errorf("mails %v", got)
	}
	p, err := ByPassword(app, "ada@example.it", goodPassword)
	if err != nil || p.Given() != "Ada" {
		t.Errorf("the account changed: %v", err)
	}
}

func TestWhatConfirmsAMailbox(t *testing.T) {
	rows := []struct {
		name            string
		proof, password func(right string) string
		want            error
	}{
		{"the browser that signed up", same, none, nil},
		{"another browser with the password", none, func(string) string { return goodPassword }, nil},
		{"the link alone", none, none, ErrNotProven},
		{"another browser's proof", func(string) string { return noProof() }, none, ErrNotProven},
		{"a wrong password", none, func(string) string { return "wrong" }, ErrNotProven},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			proof, err := Register(app, form("ada@example.it"))
			if err != nil {
				t.Fatal(err)
			}
			_, err = Confirm(app, confirmToken(t, app, "ada@example.it"), row.proof(proof), row.password(proof))
			if !errors.Is(err, row.want) {
				t.Errorf("got %v", err)
			}
			p, err := FindByEmail(app, "ada@example.it")
			if err != nil || p.Verified() != (row.want == nil) {
				t.Errorf("confirmed: %v, %v", p.Verified(), err)
			}
		})
	}
}

func same(s string) string { return s }
func none(string) string   { return "" }

func TestALinkConfirmsOnce(t *testing.T) {
	app := testapp.New(t)
	proof, err := Register(app, form("ada@example.it"))
	if err != nil {
		t.Fatal(err)
	}
	token := confirmToken(t, app, "ada@example.it")
	if _, err := Confirm(app, token, proof, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := Confirm(app, token, proof, ""); !errors.Is(err, ErrConfirmed) {
		t.Errorf("got %v", err)
	}
	if _, err := Confirm(app, token+"x", proof, ""); !errors.Is(err, ErrLink) {
		t.Errorf("an altered link: %v", err)
	}
}

func TestTheLastWhoSignsUpWithAnUnconfirmedMailboxCounts(t *testing.T) {
	app := testapp.New(t)
	if _, err := Register(app, SignUp{Given: "Eve", Family: "Nera", Email: "ada@example.it", Password: "eve knows this 1"}); err != nil {
		t.Fatal(err)
	}
	old := confirmToken(t, app, "ada@example.it")
	proof, err := Register(app, form("ada@example.it"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Confirm(app, old, proof, "eve knows this 1"); !errors.Is(err, ErrLink) {
		t.Errorf("the first one's link: %v", err)
	}
	p, err := Confirm(app, confirmToken(t, app, "ada@example.it"), proof, "")
	if err != nil || p.Given() != "Ada" {
		t.Fatalf("%v", err)
	}
	if _, err := ByPassword(app, "ada@example.it", "eve knows this 1"); !errors.Is(err, ErrCredentials) {
		t.Errorf("the first one's password: %v", err)
	}
}

func TestSigningInByPassword(t *testing.T) {
	app := testapp.New(t)
	member(t, app, "ada@example.it", Learner)
	if _, err := Register(app, form("new@example.it")); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name, email, password string
		want                  error
	}{
		{"right", "ada@example.it", goodPassword, nil},
		{"capitals in the mailbox", " Ada@Example.IT ", goodPassword, nil},
		{"wrong password", "ada@example.it", "wrong", ErrCredentials},
		{"no password", "ada@example.it", "", ErrCredentials},
		{"unknown mailbox", "eve@example.it", goodPassword, ErrCredentials},
		{"unconfirmed, right password", "new@example.it", goodPassword, ErrUnconfirmed},
		{"unconfirmed, wrong password", "new@example.it", "wrong", ErrCredentials},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if _, err := ByPassword(app, row.email, row.password); !errors.Is(err, row.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// sentCode asks for a code and reads it where only the mail's reader does.
func sentCode(t *testing.T, app core.App, p *Person) string {
	t.Helper()
	proof, err := Prove(app, Mail{Secret: SignInCode, Written: time.Now()}, p)
	if err != nil {
		t.Fatal(err)
	}
	return proof.Code
}

func TestSigningInByCode(t *testing.T) {
	app := testapp.New(t)
	p := member(t, app, "ada@example.it", Learner)
	code := sentCode(t, app, p)
	for _, row := range []struct{ name, email, code string }{
		{"a wrong code", "ada@example.it", "00000000"}, {"no code", "ada@example.it", ""}, {"another's mailbox", "eve@example.it", code},
	} {
		if _, err := ByCode(app, row.email, row.code); !errors.Is(err, ErrCredentials) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if _, err := ByCode(app, "Ada@example.it", code); err != nil {
		t.Fatal(err)
	}
	if _, err := ByCode(app, "ada@example.it", code); !errors.Is(err, ErrCredentials) {
		t.Errorf("the second time: %v", err)
	}
	if _, err := ByPassword(app, "ada@example.it", goodPassword); err != nil {
		t.Errorf("the password of a confirmed account is gone: %v", err)
	}
}

func TestACodeExpires(t *testing.T) {
	app := testapp.New(t)
	p := member(t, app, "ada@example.it", Learner)
	code := sentCode(t, app, p)
	old := types.NowDateTime().Add(-11 * time.Minute)
	if _, err := app.DB().NewQuery("UPDATE _otps SET created = '" + old.String() + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := ByCode(app, "ada@example.it", code); !errors.Is(err, ErrCredentials) {
		t.Errorf("got %v", err)
	}
}

func TestTheMailboxesOwnerWhoComesByCodeDrivesOutWhoeverSignedUpWithIt(t *testing.T) {
	app := testapp.New(t)
	if _, err := Register(app, SignUp{Given: "Eve", Family: "Nera", Email: "ada@example.it", Password: "eve knows this 1"}); err != nil {
		t.Fatal(err)
	}
	p, err := FindByEmail(app, "ada@example.it")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ByCode(app, "ada@example.it", sentCode(t, app, p)); err != nil {
		t.Fatal(err)
	}
	if _, err := ByPassword(app, "ada@example.it", "eve knows this 1"); !errors.Is(err, ErrCredentials) {
		t.Errorf("got %v", err)
	}
}

func TestACodeOrLinkIsAskedForWithoutTellingWhetherAnAccountIsThere(t *testing.T) {
	app := testapp.New(t)
	member(t, app, "ada@example.it", Learner)
	for _, ask := range []func(core.App, string) error{RequestCode, RequestReset} {
		for _, email := range []string{"ada@example.it", "nobody@example.it"} {
			if err := ask(app, email); err != nil {
				t.Errorf("%s: %v", email, err)
			}
		}
	}
	if got := names(queued(t, app)); !slices.Equal(got, []string{"code", "nobody", "reset", "nobody"}) {
		t.Errorf("mails %v", got)
	}
}
