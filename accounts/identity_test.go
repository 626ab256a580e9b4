package accounts

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/taxcode"
	"aula/internal/testapp"
	"aula/internal/vault"
)

func taxCode(t *testing.T, text string) taxcode.Code {
	t.Helper()
	code, err := taxcode.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

const brunoCode = "BNCLRD66D15F205B"

// vouched is an academy, its keys, and a proof by SPID of somebody with a tax code.
func vouched(t *testing.T) (app core.App, v *vault.Vault, p Attestation) {
	t.Helper()
	return testapp.New(t), testapp.Vault(t), Attestation{
		Kind: BySPID, Issuer: "https://gestore.example", TaxCode: taxCode(t, adasCode), Given: "Ada", Family: "Bianchi", Email: "ada@privata.example",
	}
}

func recogniseProof(t *testing.T, app core.App, v *vault.Vault, p Attestation, want Acquaintance) *Person {
	t.Helper()
	how, person, err := Recognise(app, v, p)
	if err != nil || how != want {
		t.Errorf("%q, want %q, %v", how, want, err)
	}
	return person
}

func tie(t *testing.T, app core.App, v *vault.Vault, person *Person, p Attestation) error {
	t.Helper()
	again, err := Find(app, person.Id)
	if err != nil {
		t.Fatal(err)
	}
	return app.RunInTransaction(func(tx core.App) error { return Tie(tx, v, again, p, time.Now()) })
}

func TestAStrangerGetsAnAccountOfTheirOwnOnce(t *testing.T) {
	app, v, p := vouched(t)
	recogniseProof(t, app, v, p, Stranger)
	settle := func() (person *Person, err error) {
		err = app.RunInTransaction(func(tx core.App) error {
			person, err = Settle(tx, v, p, "it", time.Now())
			return err
		})
		return person, err
	}
	made, err := settle()
	if err != nil {
		t.Fatal(err)
	}
	if found := recogniseProof(t, app, v, p, Known); found.Id != made.Id || found.Verified() || found.Name() != "Ada Bianchi" {
		t.Errorf("%+v", found)
	}
	if _, err := settle(); !errors.Is(err, ErrNoMailbox) {
		t.Errorf("made twice: %v", err)
	}
	other := p
	other.Issuer = "https://altro.example"
	if found := recogniseProof(t, app, v, other, Known); found.Id != made.Id {
		t.Error("another provider leads to another account")
	}
	if err := RemoveTaxCode(app, made); !errors.Is(err, ErrTied) {
		t.Errorf("a proven code is removed: %v", err)
	}
	if err := SetTaxCode(app, v, made, taxCode(t, brunoCode)); !errors.Is(err, ErrTied) {
		t.Errorf("a proven code is replaced: %v", err)
	}
}

func TestOnlyANewAccountTakesTheNameThatWasVouchedFor(t *testing.T) {
	app, v, p := vouched(t)
	p.Given, p.Family = " ADA", "D'AMICO"
	err := app.RunInTransaction(func(tx core.App) error {
		_, err := Settle(tx, v, p, "it", time.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	made := recogniseProof(t, app, v, p, Known)
	if made.Name() != "Ada D'Amico" {
		t.Errorf("is called %q", made.Name())
	}
	made.Set(fieldGiven, "ADA MARIA")
	made.Set(fieldFamily, "DE LUCA")
	if err := app.Save(made.Record); err != nil {
		t.Fatal(err)
	}
	if err := tie(t, app, v, made, p); err != nil {
		t.Fatal(err)
	}
	if again := recogniseProof(t, app, v, p, Known); again.Name() != "ADA MARIA DE LUCA" {
		t.Errorf("who has a name is called %q", again.Name())
	}
}

func TestAMailboxAloneOpensNoAccount(t *testing.T) {
	app, v, p := vouched(t)
	member(t, app, p.Email, Learner)
	recogniseProof(t, app, v, p, Stranger)
	err := app.RunInTransaction(func(tx core.App) error {
		_, err := Settle(tx, v, p, "it", time.Now())
		return err
	})
	if !errors.Is(err, ErrNoMailbox) {
		t.Errorf("%v", err)
	}
}

func TestAClaimIsConfirmedByBothSides(t *testing.T) {
	app, v, p := vouched(t)
	ada := member(t, app, "ada@example.it", Learner)
	if err := SetTaxCode(app, v, ada, p.TaxCode); err != nil {
		t.Fatal(err)
	}
	recogniseProof(t, app, v, p, Claimed)
	if err := tie(t, app, v, ada, p); err != nil {
		t.Fatal(err)
	}
	recogniseProof(t, app, v, p, Known)
}

func TestAProvenCodeIsTakenFromWhoOnlySaidItWasTheirs(t *testing.T) {
	app, v, p := vouched(t)
	liar, ada := member(t, app, "eva@example.it", Learner), member(t, app, "ada@example.it", Learner)
	if err := SetTaxCode(app, v, liar, p.TaxCode); err != nil {
		t.Fatal(err)
	}
	if err := tie(t, app, v, ada, p); err != nil {
		t.Fatal(err)
	}
	if found := recogniseProof(t, app, v, p, Known); found.Id != ada.Id {
		t.Errorf("%s is known", found.Id)
	}
	if again, err := Find(app, liar.Id); err != nil || again.HasTaxCode() {
		t.Errorf("the other keeps it: %v", err)
	}
	if mails(t, app, "tax_code_taken") != 1 {
		t.Error("who loses it is not told")
	}
	if err := tie(t, app, v, liar, p); !errors.Is(err, ErrIdentityTaken) {
		t.Errorf("one identity opens two accounts: %v", err)
	}
	other := p
	other.TaxCode = taxCode(t, brunoCode)
	if err := tie(t, app, v, ada, other); !errors.Is(err, ErrOtherTaxCode) {
		t.Errorf("one account has two people: %v", err)
	}
}

func TestWhomAnOrganisationExpectsComesInAtOnce(t *testing.T) {
	app, v, p := vouched(t)
	body := testapp.Organisation(t, app, "c_a001").Id
	if _, _, err := Admit(app, "chief", body, "Comune", Newcomer{Given: "Ada", Family: "Bianchi", Email: "ada@comune.example"}); err != nil {
		t.Fatal(err)
	}
	ada, err := FindByEmail(app, "ada@comune.example")
	if err == nil {
		err = SetTaxCode(app, v, ada, p.TaxCode)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Register(app, SignUp{Given: "Un", Family: "Altro", Email: "ada@comune.example", Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	if found := recogniseProof(t, app, v, p, Expected); found.Id != ada.Id {
		t.Errorf("%s is expected", found.Id)
	}
	if err := tie(t, app, v, ada, p); err != nil {
		t.Fatal(err)
	}
	if found := recogniseProof(t, app, v, p, Known); found.ValidatePassword(goodPassword) {
		t.Error("whoever signed up with the mailbox still has a password to it")
	}
}

func TestADirectoryWithoutTaxCodesIsKnownByItsOwnName(t *testing.T) {
	app, v, _ := vouched(t)
	ada := member(t, app, "ada@example.it", Learner)
	p := Attestation{Kind: ByOIDC, Issuer: "https://directory.example", Subject: "ada@comune.example"}
	recogniseProof(t, app, v, p, Stranger)
	if err := tie(t, app, v, ada, p); err != nil {
		t.Fatal(err)
	}
	recogniseProof(t, app, v, p, Known)
	elsewhere := p
	elsewhere.Issuer = "https://other.example"
	recogniseProof(t, app, v, elsewhere, Stranger)
	if _, _, err := Recognise(app, v, Attestation{Kind: ByOIDC, Issuer: p.Issuer}); err == nil {
		t.Error("a proof that names nobody is somebody's")
	}
}

func TestAProvenTaxCodeOpensNothingByAnotherKindOfIdentityUntilItIsAdded(t *testing.T) {
	app, v, p := vouched(t)
	var person *Person
	if err := app.RunInTransaction(func(tx core.App) (err error) {
		person, err = Settle(tx, v, p, "it", time.Now())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	with := func(kind IdentityKind, issuer string) Attestation {
		other := p
		other.Kind, other.Issuer = kind, issuer
		return other
	}
	for _, row := range []struct {
		name   string
		by     Attestation
		before Acquaintance
	}{
		{"SPID of another provider", with(BySPID, "https://altro.example"), Known},
		{"a card", with(ByCNS, "Regione"), Elsewhere},
		{"CIE", with(ByOIDC, "https://cie.example"), Elsewhere},
		{"a comune's directory, in which anybody's code may be written", with(ByOIDC, "https://directory.example"), Elsewhere},
	} {
		t.Run(row.name, func(t *testing.T) {
			recogniseProof(t, app, v, row.by, row.before)
			if row.before == Known {
				return
			}
			if err := tie(t, app, v, person, row.by); err != nil {
				t.Fatal(err)
			}
			recogniseProof(t, app, v, row.by, Known)
			all, err := IdentitiesOf(app, person.Id)
			if err != nil {
				t.Fatal(err)
			}
			person.SetVerified(true)
			if err := app.Save(person.Record); err != nil {
				t.Fatal(err)
			}
			for _, i := range all {
				if i.Kind() == row.by.Kind && i.Issuer() == row.by.Issuer {
					if err := Untie(app, person.Id, i.Id); err != nil {
						t.Fatal(err)
					}
				}
			}
			recogniseProof(t, app, v, row.by, Elsewhere)
		})
	}
	bruno := member(t, app, "bruno@example.it", Learner)
	if err := tie(t, app, v, bruno, with(ByCNS, "Regione")); err == nil {
		t.Error("a proven tax code was tied to another account")
	}
}
