package accounts

import (
	"net/mail"
	"strings"
)

// longestAddress is RFC 5321's bound of a path.
const longestAddress = 254

// NormaliseAddress writes a mailbox in the one form that is stored and compared.
func NormaliseAddress(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// ValidAddress tells whether email is one plain mailbox: no display name, a domain with a dot.
func ValidAddress(email string) bool {
	if len(email) > longestAddress || strings.ContainsAny(email, "<>\"\r\n \t,;") {
		return false
	}
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email {
		return false
	}
	_, domain, _ := strings.Cut(email, "@")
	return strings.Contains(strings.Trim(domain, "."), ".")
}
