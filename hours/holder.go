package hours

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/database"
)

// Holder is whose hours the ledger has.
type Holder struct {
	Person string `db:"person"`
	Given  string `db:"given"`
	Family string `db:"family"`
}

// FindHolder returns what somebody is called, or was when their account went. It returns ErrNotFound for somebody whom nobody knows.
func FindHolder(app core.App, person string) (Holder, error) {
	p, err := accounts.Find(app, person)
	if err == nil {
		return holderOf(p), nil
	}
	if !errors.Is(err, accounts.ErrNoPerson) {
		return Holder{}, err
	}
	var h Holder
	err = app.DB().Select("person", "given", "family").From("hours_holders").Where(dbx.HashExp{"person": person}).One(&h)
	if errors.Is(err, sql.ErrNoRows) {
		return h, ErrNotFound
	}
	if err != nil {
		return h, fmt.Errorf("holder %s of hours: %w", person, err)
	}
	return h, nil
}

func holderOf(p *accounts.Person) Holder {
	h := Holder{Person: p.Id, Given: p.Given(), Family: p.Family()}
	if h.Given+h.Family == "" {
		h.Given = p.Name()
	}
	return h
}

// KeepName copies what somebody is called whose account is about to go, if they have hours: the ledger outlives the account.
func KeepName(tx core.App, p *accounts.Person) error {
	n, err := tx.CountRecords("hours_totals", dbx.HashExp{"person": p.Id})
	if err != nil || n == 0 {
		return err
	}
	h := holderOf(p)
	_, err = tx.DB().NewQuery(`INSERT INTO hours_holders (id, person, given, family) VALUES ({:id}, {:person}, {:given}, {:family})
		ON CONFLICT (person) DO UPDATE SET given = excluded.given, family = excluded.family`).
		Bind(dbx.Params{"id": database.NextID(), "person": h.Person, "given": h.Given, "family": h.Family}).Execute()
	if err != nil {
		return fmt.Errorf("keep name of holder %s of hours: %w", p.Id, err)
	}
	return nil
}
