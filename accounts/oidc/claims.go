package oidc

import (
	"context"
	"encoding/json"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestText bounds a claim that is read as text.
const longestText = 255

// claims are what a provider states of a person, by name.
type claims map[string]json.RawMessage

func (c claims) has(name string) bool {
	value, is := c[name]
	return is && string(value) != "null"
}

// text returns a claim that is one line of text. A list of one counts as the text in it: SATOSA, of which the Italian proxy is made,
// writes every claim so that OpenID does not know.
func (c claims) text(name string) (string, bool) {
	if name == "" || !c.has(name) {
		return "", false
	}
	var one string
	if json.Unmarshal(c[name], &one) != nil {
		var list []string
		if json.Unmarshal(c[name], &list) != nil || len(list) != 1 {
			return "", false
		}
		one = list[0]
	}
	one = strings.TrimSpace(one)
	odd := func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError }
	if one == "" || len(one) > longestText || strings.ContainsFunc(one, odd) {
		return "", false
	}
	return one, true
}

// complete asks userinfo for what the id_token does not say, and takes nothing else from it: the id_token is signed and for us.
func (p *Provider) complete(ctx context.Context, found *metadata, s *said, token string) error {
	var missing []string
	for _, name := range p.settings.Claims.names() {
		if name != "" && !s.claims.has(name) {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 || found.UserInfo == "" {
		return nil
	}
	more, err := p.userInfo(ctx, found, token)
	if err != nil {
		return err
	}
	if subject, _ := more.text("sub"); subject != s.subject {
		return refuse(Token, "userinfo is of another person") // OpenID Connect Core 1.0, section 5.3.2
	}
	for _, name := range missing {
		if !more.has(name) {
			continue
		}
		s.claims[name] = more[name]
		if name == p.settings.Claims.Email && !s.claims.has(emailVerified) {
			s.claims[emailVerified] = more[emailVerified]
		}
	}
	return nil
}

// userInfo reads what the access token opens: JSON, or a JWT that is signed by the provider for us.
func (p *Provider) userInfo(ctx context.Context, found *metadata, token string) (claims, error) {
	body, kind, err := p.fetch(ctx, found.UserInfo, token)
	if err != nil {
		return nil, err
	}
	var more claims
	if kind, _, _ := mime.ParseMediaType(kind); kind == "application/jwt" {
		signed, err := p.verifier(found, found.read, true).Verify(ctx, strings.TrimSpace(string(body)))
		if err != nil {
			return nil, whyInvalid(ctx, err)
		}
		if signed.Claims(&more) != nil {
			return nil, refuse(Setup, "userinfo's claims cannot be read")
		}
		return more, nil
	}
	if json.Unmarshal(body, &more) != nil {
		return nil, refuse(Setup, "userinfo is no JSON")
	}
	return more, nil
}
