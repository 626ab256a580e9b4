package accounts

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/taxcode"
	"aula/internal/vault"
)

const (
	fieldTaxCode = "tax_code" // sealed
	fieldTaxMark = "tax_mark"
)

var (
	// ErrTaxCodeTaken says that another account has the tax code.
	ErrTaxCodeTaken = errors.New("tax code belongs to another account")
	// ErrNoTaxCode says that the person has given none.
	ErrNoTaxCode = errors.New("person has no tax code")
)

// TaxCodeProblem is by what code forms and lists say what is wrong with a tax code, and the number of the character that is to blame, if one is.
// It is "" for errors about something else.
func TaxCodeProblem(err error) (code string, place int) {
	var at taxcode.CharacterError
	switch {
	case errors.As(err, &at):
		return "tax_character", at.Place
	case errors.Is(err, taxcode.ErrLength):
		return "tax_length", 0
	case errors.Is(err, taxcode.ErrDate):
		return "tax_date", 0
	case errors.Is(err, taxcode.ErrCheck):
		return "tax_check", 0
	case errors.Is(err, ErrTaxCodeTaken):
		return "tax_taken", 0
	case errors.Is(err, ErrTied):
		return "tax_tied", 0
	}
	return "", 0
}

// SetTaxCode keeps the person's tax code, sealed. The person must have been saved before. It returns ErrTaxCodeTaken, or
// ErrTied where another was vouched for.
//
// A code that somebody typed proves nothing: whoever signs in with a proven one is tied to an account by both sides' consent only.
func SetTaxCode(app core.App, v *vault.Vault, p *Person, code taxcode.Code) error {
	err := app.RunInTransaction(func(tx core.App) error { // the marks of several versions are unique only because one writes at a time
		switch holder, err := FindByTaxCode(tx, v, code); {
		case err == nil && holder.Id != p.Id:
			return ErrTaxCodeTaken
		case err != nil && !errors.Is(err, ErrNoPerson):
			return err
		}
		if p.TaxProven() && p.HasTaxCode() {
			switch own, err := TaxCode(v, p); {
			case err != nil:
				return err
			case own != code:
				return ErrTied
			}
		}
		sealed, err := v.Seal(vault.TaxCode, []byte(code.Full()), []byte(p.Id))
		if err != nil {
			return err
		}
		p.Set(fieldTaxCode, sealed)
		p.Set(fieldTaxMark, v.Mark(vault.TaxCode, code.Full()))
		return tx.Save(p.Record)
	})
	if err != nil {
		return fmt.Errorf("keep tax code of %s: %w", p.Id, err)
	}
	return nil
}

// RemoveTaxCode forgets the person's tax code. There need not be one. It returns ErrTied for one that was vouched for.
func RemoveTaxCode(app core.App, p *Person) error {
	if p.TaxProven() {
		return ErrTied
	}
	p.Set(fieldTaxCode, "")
	p.Set(fieldTaxMark, "")
	if err := app.Save(p.Record); err != nil {
		return fmt.Errorf("remove tax code of %s: %w", p.Id, err)
	}
	return nil
}

// HasTaxCode tells whether the person has given one.
func (p *Person) HasTaxCode() bool { return p.GetString(fieldTaxCode) != "" }

// TaxCode opens the person's tax code. It returns ErrNoTaxCode, or what the vault objects to.
func TaxCode(v *vault.Vault, p *Person) (taxcode.Code, error) {
	if !p.HasTaxCode() {
		return taxcode.Code{}, ErrNoTaxCode
	}
	plain, err := v.Unseal(vault.TaxCode, p.GetString(fieldTaxCode), []byte(p.Id))
	if err != nil {
		return taxcode.Code{}, fmt.Errorf("open tax code of %s: %w", p.Id, err)
	}
	code, err := taxcode.Parse(string(plain))
	if err != nil {
		return taxcode.Code{}, fmt.Errorf("read tax code of %s: %w", p.Id, err)
	}
	return code, nil
}

// FindByTaxCode returns whose the tax code is, whichever version of the key has marked it, or ErrNoPerson.
func FindByTaxCode(app core.App, v *vault.Vault, code taxcode.Code) (*Person, error) {
	p := &Person{}
	err := byMarks(v, vault.TaxCode, code.Full(), func(marks []string) error { return byTaxMarks(app, marks).One(p) })
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoPerson
	}
	if err != nil {
		return nil, fmt.Errorf("find person by tax code: %w", err)
	}
	return p, nil
}

// byMarks looks for a text under its marks until it is found or nobody has added a version meanwhile: just then the row may have been
// marked anew.
func byMarks(v *vault.Vault, purpose, text string, look func(marks []string) error) error {
	var before []string
	for {
		marks, err := v.Marks(purpose, text)
		if err != nil {
			return err
		}
		if slices.Equal(before, marks) {
			return sql.ErrNoRows
		}
		if err := look(marks); !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		before = marks
	}
}

func byTaxMarks(app core.App, marks []string) *dbx.SelectQuery {
	among := make([]any, len(marks))
	for i, m := range marks {
		among[i] = m
	}
	// The second condition is the index's.
	return app.RecordQuery(Collection).AndWhere(dbx.In(fieldTaxMark, among...)).AndWhere(dbx.NewExp("[[" + fieldTaxMark + "]] != ''")).Limit(1)
}
