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
// own check asks, but the person is remembered as with sessions. It returns ErrToken or ErrNoSession for tokens
// that are for PocketBase to judge: those of other collections and kinds, expired or ended ones.
func (d *Doorkeeper) RecogniseToken(app core.App, token string) (Actor, error) {
	claims, err := security.ParseUnverifiedJWT(token)
	if err != nil {
		return Actor{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	people, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return Actor{}, err
	}
	id, _ := claims[core.TokenClaimId].(string)
	if id == "" || claims[core.TokenClaimType] != core.TokenTypeAuth || claims[core.TokenClaimCollectionId] != people.Id {
		return Actor{}, ErrToken
	}
	known, err := d.person(app, id)
	if err != nil {
		return Actor{}, err
	}
	user := known.record.Clone()
	if _, err := security.ParseJWT(token, user.TokenKey()+people.AuthToken.Secret); err != nil {
		return Actor{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	return newActor(user, known.belongs, "", d.now()), nil
}
