package oidc

import (
	"net/url"
	"slices"
	"strings"
)

// Settings say how one provider is spoken to.
type Settings struct {
	Name       string   // as people read it on the button
	Issuer     string   // exactly as the provider writes it: https, or http on loopback
	ClientID   string   // under which the provider knows us
	Secret     string   // empty for a public client: PKCE protects it alone
	Redirect   string   // our address that the provider sends people back to
	Scopes     []string // asked for beside openid
	Levels     []string // values of acr that are high enough, the wanted one first; empty if any will do
	Prompt     string   // empty, login, consent, select_account or verify; several are separated by a space
	Algorithms []string // that may sign an id_token; empty for every safe one
	Claims     Claims
	Domains    []string // of the mailboxes that this provider is trusted to know; never those of a public mail service
}

// Claims name where the provider writes what. What has no name here is not read.
type Claims struct {
	TaxCode    string // fiscal_number or https://attributes.eid.gov.it/fiscal_number: then nobody enters without one
	GivenName  string
	FamilyName string
	Email      string
}

func (c Claims) names() []string { return []string{c.TaxCode, c.GivenName, c.FamilyName, c.Email} }

// Problem is something wrong with one of the settings: its field, and what is wrong as a code.
type Problem struct{ Field, Code string }

// Problems are all that is wrong with settings. It is an error if there are any.
type Problems []Problem

// Error names fields and codes, for operators.
func (p Problems) Error() string {
	said := make([]string, len(p))
	for i, problem := range p {
		said[i] = problem.Field + ": " + problem.Code
	}
	return "openid provider: " + strings.Join(said, ", ")
}

// safeAlgorithms need the provider's private key. Neither none nor HS256 does: whoever has the public key, or nothing, could sign.
var safeAlgorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

var prompts = []string{"login", "consent", "select_account", "verify"}

// Check returns what is wrong with the settings: missing, address (not one), not_https, shared_issuer (one for the people of
// every body), word (empty, or with a space or a sign that cannot be), unknown, unsafe, domain, no_email_claim.
func (s Settings) Check() Problems {
	var found Problems
	add := func(field, code string) {
		if code != "" && !slices.Contains(found, Problem{field, code}) {
			found = append(found, Problem{field, code})
		}
	}
	add("name", required(s.Name))
	add("issuer", checkIssuer(s.Issuer))
	add("client_id", required(s.ClientID))
	add("redirect", checkAddress(s.Redirect))
	for _, scope := range s.Scopes {
		add("scopes", word(scope))
	}
	for _, level := range s.Levels {
		add("levels", word(level))
	}
	for _, prompt := range strings.Fields(s.Prompt) {
		add("prompt", among(prompt, prompts, "unknown"))
	}
	for _, algorithm := range s.Algorithms {
		add("algorithms", among(algorithm, safeAlgorithms, "unsafe"))
	}
	for _, name := range s.Claims.names() {
		if name != "" {
			add("claims", word(name))
		}
	}
	for _, domain := range s.Domains {
		add("domains", checkDomain(domain))
	}
	if len(s.Domains) > 0 && s.Claims.Email == "" {
		add("domains", "no_email_claim")
	}
	return found
}

func required(text string) string {
	if strings.TrimSpace(text) == "" {
		return "missing"
	}
	return ""
}

func among(text string, known []string, code string) string {
	if slices.Contains(known, text) {
		return ""
	}
	return code
}

func word(text string) string {
	if text == "" || len(text) > 200 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }) {
		return "word"
	}
	return ""
}

func checkAddress(address string) string {
	if address == "" {
		return "missing"
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "":
		return "address"
	case u.Scheme != "https" && !isLoopback(u):
		return "not_https"
	}
	return ""
}

// checkIssuer refuses Microsoft's addresses for every body: their id_tokens name the body's own, and anybody anywhere has an account.
func checkIssuer(issuer string) string {
	if problem := checkAddress(issuer); problem != "" {
		return problem
	}
	u, _ := url.Parse(issuer)
	if u.RawQuery != "" || u.ForceQuery {
		return "address"
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if u.Hostname() == "login.microsoftonline.com" && slices.Contains([]string{"common", "organizations", "consumers"}, first) {
		return "shared_issuer"
	}
	return ""
}

func checkDomain(domain string) string {
	odd := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' }
	if len(domain) > 253 || !strings.Contains(domain, ".") || strings.ContainsFunc(domain, odd) ||
		slices.Contains(strings.Split(domain, "."), "") {
		return "domain"
	}
	return ""
}
