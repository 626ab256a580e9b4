package classes

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// FindCard returns the card with the id, or ErrNoCard.
func FindCard(app core.App, id string) (*Card, error) { return oneCard(app, dbx.HashExp{"id": id}) }

// FindCardBySecret returns the card whose QR code was scanned, or ErrNoCard.
func FindCardBySecret(app core.App, secret string) (*Card, error) {
	return oneCard(app, dbx.HashExp{fieldSecretHash: secretHash(secret)})
}

// FindCardOf returns the newest card of somebody, ended or not, or ErrNoCard.
func FindCardOf(app core.App, user string) (*Card, error) {
	return oneCard(app, dbx.HashExp{fieldCardUser: user})
}

// CardsOf are all cards of an edition, by their number.
func CardsOf(app core.App, edition string) ([]*Card, error) {
	var all []*Card
	err := app.RecordQuery(cards).AndWhere(dbx.HashExp{fieldEdition: edition}).OrderBy(fieldNumber).All(&all)
	if err != nil {
		return nil, fmt.Errorf("find cards of edition %s: %w", edition, err)
	}
	return all, nil
}

func oneCard(app core.App, which dbx.HashExp) (*Card, error) {
	c := &Card{}
	err := app.RecordQuery(cards).AndWhere(which).OrderBy("rowid DESC").Limit(1).One(c)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoCard
	}
	if err != nil {
		return nil, fmt.Errorf("find card: %w", err)
	}
	return c, nil
}
