package oidc

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Finish ends an attempt: it returns who came back with the query from the provider, or an error with the Code that says why
// nobody is signed in. It may be called once with what is remembered, whatever it returns.
func (p *Provider) Finish(ctx context.Context, remembered string, query url.Values, now time.Time) (*Identity, error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), p.patience)
	defer cancel()
	a, err := p.recall(remembered, now)
	if err != nil {
		return nil, err
	}
	code, err := a.code(query)
	if err != nil {
		return nil, err
	}
	found, err := p.metadata(ctx, now)
	if err != nil {
		return nil, err
	}
	if found.NamesItself && !query.Has("iss") {
		return nil, refuse(Mismatch, "the answer does not name its issuer")
	}
	tokens, err := p.exchange(ctx, found, a, code)
	if err != nil {
		return nil, err
	}
	said, err := p.verify(ctx, found, a, tokens, now)
	if err != nil {
		return nil, err
	}
	if err := p.complete(ctx, found, said, tokens.AccessToken); err != nil {
		return nil, err
	}
	return p.identify(said)
}

// exchange gives the code for tokens. Nothing of what the provider answers goes into the error but its error's name, if it is a known one.
func (p *Provider) exchange(ctx context.Context, found *metadata, a attempt, code string) (*oauth2.Token, error) {
	tokens, err := p.oauth(found).Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err == nil {
		return tokens, nil
	}
	var answered *oauth2.RetrieveError
	if errors.As(err, &answered) {
		if code, known := answers[answered.ErrorCode]; known {
			return nil, refuse(code, "exchanging the code is answered by %s", answered.ErrorCode)
		}
		return nil, refuse(byStatus(answered.Response.StatusCode), "exchanging the code is answered by %d", answered.Response.StatusCode)
	}
	var unreached *url.Error
	if ctx.Err() != nil || errors.As(err, &unreached) {
		return nil, away(err)
	}
	return nil, refuse(Setup, "exchanging the code is answered by what is no token")
}
