package accounts

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/taxcode"
	"aula/internal/testapp"
	"aula/internal/vault"
)

// Codes that were invented.
const (
	adasCode = "RSSMRA80A01H501U"
	evasCode = "MLLSNT82P65Z404U"
)

func taxCodeOf(t testing.TB, text string) taxcode.Code {
	t.Helper()
	c, err := taxcode.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func noError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// reread is the person as the database has them.
func reread(t testing.TB, app core.App, p *Person) *Person {
	t.Helper()
	found, err := Find(app, p.Id)
	noError(t, err)
	return found
}

func TestATaxCodeIsKeptSealedAndFound(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	ada, eva := member(t, app, "ada@example.it", Learner), member(t, app, "eva@example.it", Learner)
	if _, err := TaxCode(v, ada); !errors.Is(err, ErrNoTaxCode) {
		t.Errorf("before: %v", err)
	}
	if _, err := FindByTaxCode(app, v, taxCodeOf(t, adasCode)); !errors.Is(err, ErrNoPerson) {
		t.Errorf("before: %v", err)
	}
	noError(t, SetTaxCode(app, v, ada, taxCodeOf(t, adasCode)))
	ada = reread(t, app, ada)
	if kept, err := TaxCode(v, ada); err != nil || kept != taxCodeOf(t, adasCode) {
		t.Errorf("kept: %v", err)
	}
	if found, err := FindByTaxCode(app, v, taxCodeOf(t, adasCode)); err != nil || found.Id != ada.Id {
		t.Errorf("found: %v", err)
	}
	for _, field := range []string{fieldTaxCode, fieldTaxMark} {
		if text := ada.GetString(field); text == "" || strings.Contains(text, adasCode[:6]) {
			t.Errorf("%s is %q", field, text)
		}
	}
	if err := SetTaxCode(app, v, eva, taxCodeOf(t, adasCode)); !errors.Is(err, ErrTaxCodeTaken) || strings.Contains(err.Error(), adasCode) {
		t.Errorf("somebody else's: %v", err)
	}
	if reread(t, app, eva).HasTaxCode() {
		t.Error("the other has it all the same")
	}
	noError(t, SetTaxCode(app, v, ada, taxCodeOf(t, adasCode)))
	noError(t, SetTaxCode(app, v, ada, taxCodeOf(t, evasCode)))
	noError(t, SetTaxCode(app, v, eva, taxCodeOf(t, adasCode))) // it is free now
	noError(t, RemoveTaxCode(app, ada))
	if _, err := FindByTaxCode(app, v, taxCodeOf(t, evasCode)); !errors.Is(err, ErrNoPerson) {
		t.Errorf("once removed: %v", err)
	}
}

func TestARowThatIsMarkedAnewWhileOneLooksIsFound(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	ada := member(t, app, "ada@example.it", Learner)
	noError(t, SetTaxCode(app, v, ada, taxCodeOf(t, adasCode)))
	looks := 0
	err := byMarks(v, vault.TaxCode, adasCode, func(marks []string) error {
		if looks++; looks == 1 { // between the marks and the look
			_, err := v.Advance(vault.TaxCode)
			noError(t, err)
			rotate(t, app, v, 10)
		}
		return byTaxMarks(app, marks).One(&Person{})
	})
	if err != nil || looks != 2 {
		t.Errorf("%d looks, %v", looks, err)
	}
}

func TestASealedCodeThatIsCopiedToAnotherRowDoesNotOpen(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	ada, eva := member(t, app, "ada@example.it", Learner), member(t, app, "eva@example.it", Learner)
	noError(t, SetTaxCode(app, v, ada, taxCodeOf(t, adasCode)))
	eva.Set(fieldTaxCode, ada.GetString(fieldTaxCode))
	noError(t, app.Save(eva.Record))
	if got, err := TaxCode(v, reread(t, app, eva)); !errors.Is(err, vault.ErrSealed) || !got.IsZero() {
		t.Errorf("%v", err)
	}
}

func TestWhatIsNotSealedDoesNotFit(t *testing.T) {
	app := testapp.New(t)
	ada := member(t, app, "ada@example.it", Learner)
	for _, field := range []string{fieldTaxCode, fieldTaxMark} {
		for _, text := range []string{adasCode, "v1.1." + adasCode + "!", "v1." + adasCode} {
			ada = reread(t, app, ada)
			ada.Set(field, text)
			if err := app.Save(ada.Record); err == nil {
				t.Errorf("%s takes %q", field, text)
			}
		}
	}
}

func TestWithoutAnAccountThereIsNoTaxCode(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	ada := member(t, app, "ada@example.it", Learner)
	noError(t, SetTaxCode(app, v, ada, taxCodeOf(t, adasCode)))
	noError(t, Delete(app, reread(t, app, ada)))
	if _, err := FindByTaxCode(app, v, taxCodeOf(t, adasCode)); !errors.Is(err, ErrNoPerson) {
		t.Errorf("%v", err)
	}
}

func TestATaxCodeIsFoundByTheIndex(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	_, err := v.Advance(vault.TaxCode)
	noError(t, err)
	marks, err := v.Marks(vault.TaxCode, adasCode)
	noError(t, err)
	for name, q := range map[string]*dbx.Query{"find": byTaxMarks(app, marks).Build(), "samples": SealedColumns[0].along(app, "v1.1.").Build()} {
		var plan []struct {
			Detail string `db:"detail"`
		}
		noError(t, app.DB().NewQuery("EXPLAIN QUERY PLAN "+q.SQL()).Bind(q.Params()).All(&plan))
		if len(plan) != 1 || !slices.Contains([]string{"SEARCH users USING INDEX idx_users_tax_mark (tax_mark=?)", "SEARCH users USING INDEX idx_users_tax_mark (tax_mark>?)"}, plan[0].Detail) {
			t.Errorf("%s: %v", name, plan)
		}
	}
}

func BenchmarkFindByTaxCode(b *testing.B) {
	app, v := testapp.New(b), testapp.Vault(b)
	ada := member(b, app, "ada@example.it", Learner)
	noError(b, SetTaxCode(app, v, ada, taxCodeOf(b, adasCode)))
	fillTaxCodes(b, app, v, 100_000)
	find := func() {
		if p, err := FindByTaxCode(app, v, taxCodeOf(b, adasCode)); err != nil || p.Id != ada.Id {
			b.Fatal(err)
		}
	}
	b.Run("one version", func(b *testing.B) {
		for b.Loop() {
			find()
		}
	})
	_, err := v.Advance(vault.TaxCode)
	noError(b, err)
	b.Run("two versions", func(b *testing.B) {
		for b.Loop() {
			find()
		}
	})
}
