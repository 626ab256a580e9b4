package accounts

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
)

// ErrToken says that a token is not one of a person's, or holds no more.
var ErrToken = errors.New("token does not hold")

// RecogniseToken returns who holds a token of the collection, as scripts send it. It asks for what PocketBase's
// own check asks, but the person is remembered as with sessions. A token counts as shown with the second factor: the first
// factor ends those of before, and who has one is given none by password. It returns ErrToken or ErrNoSession for tokens
// that are for PocketBase to judge: those of other collections and kinds, expired or ended ones.
func (d *Doorkeeper) RecogniseToken(app core.App, token string) (Visit, error) {
	claims, err := security.ParseUnverifiedJWT(token)
	if err != nil {
		return Visit{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	people, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return Visit{}, err
	}
	id, _ := claims[core.TokenClaimId].(string)
	if id == "" || claims[core.TokenClaimType] != core.TokenTypeAuth || claims[core.TokenClaimCollectionId] != people.Id {
		return Visit{}, ErrToken
	}
	known, err := d.person(app, id)
	if err != nil {
		return Visit{}, err
	}
	if _, err := security.ParseJWT(token, known.record.TokenKey()+people.AuthToken.Secret); err != nil {
		return Visit{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	if PersonOf(known.record).Carded() { // only the card lets them in
		return Visit{}, ErrToken
	}
	return d.visitOf(known, "", true), nil
}
