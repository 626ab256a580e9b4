package demo

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/taxcode"
	"aula/internal/vault"
	"aula/organisations"
)

// Introduce lets the academy know three of the provider's citizens, each in another way: one comes in at once, one has written down a tax code
// that nobody has vouched for, and one is expected by a comune. It does so once; at is the provider's address.
func Introduce(app core.App, v *vault.Vault, at string) error {
	_, err := app.FindAuthRecordByEmail("users", expected.Email)
	if err == nil {
		return nil
	}
	return app.RunInTransaction(func(tx core.App) error {
		for _, introduce := range []func(core.App, *vault.Vault, string) error{introduceKnown, introduceClaimed, introduceExpected} {
			if err := introduce(tx, v, at); err != nil {
				return fmt.Errorf("introduce the provider's citizens: %w", err)
			}
		}
		return nil
	})
}

func introduceKnown(tx core.App, v *vault.Vault, at string) error {
	p, err := accounts.FindByEmail(tx, known.Email)
	if err != nil {
		return goneAway(err)
	}
	code, err := taxcode.Parse(known.TaxCode)
	if err != nil {
		return err
	}
	return accounts.Tie(tx, v, p, accounts.Attestation{Kind: accounts.BySPID, Issuer: at, TaxCode: code, Given: known.Name, Family: known.FamilyName}, time.Now())
}

func introduceClaimed(tx core.App, v *vault.Vault, _ string) error {
	p, err := accounts.FindByEmail(tx, claimed.Email)
	if err != nil {
		return goneAway(err)
	}
	return write(tx, v, p, claimed)
}

func introduceExpected(tx core.App, v *vault.Vault, _ string) error {
	collection, err := tx.FindCachedCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	r := core.NewRecord(collection)
	r.Load(map[string]any{"email": expected.Email, "given_name": expected.Name, "family_name": expected.FamilyName, "role": string(accounts.Learner)})
	r.SetRandomPassword()
	if err := tx.Save(r); err != nil {
		return err
	}
	here, err := organisations.FindByIPA(tx, workplace)
	if err != nil {
		return err
	}
	if _, err := accounts.Join(tx, "", accounts.Joining{User: r.Id, Organisation: here.Id, Role: accounts.Employee, Office: "Polizia locale", From: time.Now()}); err != nil {
		return err
	}
	return write(tx, v, accounts.PersonOf(r), expected)
}

func write(tx core.App, v *vault.Vault, p *accounts.Person, c Citizen) error {
	code, err := taxcode.Parse(c.TaxCode)
	if err != nil {
		return err
	}
	return accounts.SetTaxCode(tx, v, p, code)
}

// goneAway lets a demo open whose account somebody has deleted.
func goneAway(err error) error {
	if errors.Is(err, accounts.ErrNoPerson) {
		return nil
	}
	return err
}
