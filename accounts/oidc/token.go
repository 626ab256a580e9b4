package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// skew is by how much the provider's clock may differ from ours.
const skew = 5 * time.Minute

// said is what a provider said of a person in an id_token that holds.
type said struct {
	subject, level string
	claims         claims
}

// verify checks the id_token as OpenID Connect Core 1.0 asks in section 3.1.3.7, and the level. It returns Token, Clock, Level or Unavailable.
func (p *Provider) verify(ctx context.Context, found *metadata, a attempt, tokens *oauth2.Token, now time.Time) (*said, error) {
	raw, _ := tokens.Extra("id_token").(string)
	if raw == "" {
		return nil, refuse(Token, "there is no id_token")
	}
	token, err := p.verifier(found, now, false).Verify(ctx, raw)
	if err != nil {
		return nil, whyInvalid(ctx, err)
	}
	s := &said{subject: token.Subject}
	if err := token.Claims(&s.claims); err != nil {
		return nil, refuse(Token, "the id_token's claims cannot be read")
	}
	if err := p.forThisAttempt(token, s.claims, a, now); err != nil {
		return nil, err
	}
	if token.AccessTokenHash != "" && token.VerifyAccessToken(tokens.AccessToken) != nil {
		return nil, refuse(Token, "at_hash is of another access token")
	}
	s.level, _ = s.claims.text("acr")
	if len(p.settings.Levels) > 0 && !slices.Contains(p.settings.Levels, s.level) {
		return nil, refuse(Level, "acr %.200q is none of those that are asked for", s.level)
	}
	return s, nil
}

// verifier checks signature, algorithm, issuer and audience, and if it is not timeless the end.
func (p *Provider) verifier(found *metadata, now time.Time, timeless bool) *oidc.IDTokenVerifier {
	return oidc.NewVerifier(p.settings.Issuer, found.keys, &oidc.Config{
		ClientID: p.settings.ClientID, SupportedSigningAlgs: found.Algorithms,
		SkipExpiryCheck: timeless, Now: func() time.Time { return now },
	})
}

// forThisAttempt checks what the library leaves to those who use it: subject, nonce, authorised party and when the token was made.
func (p *Provider) forThisAttempt(token *oidc.IDToken, said claims, a attempt, now time.Time) error {
	if token.Subject == "" || len(token.Subject) > 255 {
		return refuse(Token, "sub is missing or too long")
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return refuse(Token, "nonce is of another attempt")
	}
	if party, is := said.text("azp"); is && party != p.settings.ClientID || !is && (said.has("azp") || len(token.Audience) > 1) {
		return refuse(Token, "azp says that it is for another client")
	}
	if token.IssuedAt.After(now.Add(skew)) || token.IssuedAt.Before(time.Unix(a.Begun, 0).Add(-skew)) {
		return refuse(Clock, "iat is not within this attempt")
	}
	return nil
}

// whyInvalid tells keys that cannot be had from signatures that are wrong. The library says which by its words alone: the rows of
// TestWhatIsRefused hold it to them. What it quotes may be a whole answer: it is cut.
func whyInvalid(ctx context.Context, err error) error {
	var expired *oidc.TokenExpiredError
	switch {
	case errors.As(err, &expired):
		return refuse(Clock, "the id_token has expired")
	case ctx.Err() != nil || strings.Contains(err.Error(), "fetching keys"):
		return refuse(Unavailable, "%.300s", err)
	}
	return refuse(Token, "%.300s", err)
}
