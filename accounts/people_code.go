package accounts

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/vault"
)

// Tax codes in a list of people. An organisation says whom it expects: the code goes to the accounts that its list makes, and later to those of
// them that nobody has opened yet. An account that somebody has opened is theirs, and their tax code is what they say or what an identity
// proves: there a list may only agree.

// stranger tells whether the tax code of a row is another account's, or the account of the row has another tax code. Which of both is not told.
func (w *admitting) stranger(row *newcomerAt, known account) bool {
	if row.code.IsZero() {
		return false
	}
	holder, held := w.holders[row.code.Full()]
	if held {
		return holder != known.ID
	}
	return known.Mark != ""
}

// seal writes a tax code into what is to be written to the row of an account. Nobody has vouched for it.
func (w *admitting) seal(row *newcomerAt, whose *account, set map[string]any) error {
	sealed, err := w.vault.Seal(vault.TaxCode, []byte(row.code.Full()), []byte(whose.ID))
	if err != nil {
		return err
	}
	whose.Mark = w.vault.Mark(vault.TaxCode, row.code.Full())
	set[fieldTaxCode], set[fieldTaxMark] = sealed, whose.Mark
	w.holders[row.code.Full()] = whose.ID
	return nil
}

// holdersOf are the ids of the accounts that have the tax codes of these rows, by code.
func holdersOf(tx core.App, v *vault.Vault, rows []newcomerAt) (map[string]string, error) {
	codes := map[string]string{} // by mark
	var marks []any
	for _, r := range rows {
		if r.code.IsZero() {
			continue
		}
		of, err := v.Marks(vault.TaxCode, r.code.Full())
		if err != nil {
			return nil, err
		}
		for _, m := range of {
			codes[m] = r.code.Full()
			marks = append(marks, m)
		}
	}
	holders := map[string]string{}
	if len(marks) == 0 {
		return holders, nil
	}
	var found []struct {
		ID   string `db:"id"`
		Mark string `db:"tax_mark"`
	}
	err := tx.DB().Select("id", fieldTaxMark).From(Collection).
		Where(dbx.In(fieldTaxMark, marks...)).AndWhere(dbx.NewExp("[[" + fieldTaxMark + "]] != ''")).All(&found) // the second condition is the index's
	if err != nil {
		return nil, fmt.Errorf("find accounts by tax code: %w", err)
	}
	for _, f := range found {
		holders[codes[f.Mark]] = f.ID
	}
	return holders, nil
}
