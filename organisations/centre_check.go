package organisations

import (
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Problem is something wrong with one field: the field's name, and what is wrong as a code, whose text is
// under "setup.problem.".
type Problem struct{ Field, Code string }

// Problems are all that is wrong with the centre, an organisation or what is said about one. It is an error if there are any.
type Problems []Problem

// Error names the codes, for operators.
func (p Problems) Error() string {
	codes := make([]string, len(p))
	for i, problem := range p {
		codes[i] = problem.Field + ": " + problem.Code
	}
	return "there are problems: " + strings.Join(codes, ", ")
}

// ipaCode is what the Indice delle pubbliche amministrazioni gives a body: "c_f205", "cm_ve".
var ipaCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{1,49}$`)

const longest = 300 // characters of a field

// Normalise removes what nobody means to write: spaces around, the slash after the public address.
func (c *Centre) Normalise() {
	for _, field := range []*string{
		&c.Name, &c.IPA, &c.URL, &c.SenderName, &c.SenderAddress, &c.Contact, &c.Signatory, &c.SignatoryRole,
		&c.PrivacyURL, &c.AccessibilityURL, &c.SPID.Town, &c.SPID.Mail,
	} {
		*field = strings.TrimSpace(*field)
	}
	c.URL = strings.TrimRight(c.URL, "/")
	c.SPID.Phone = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-/()", r) {
			return -1
		}
		return r
	}, c.SPID.Phone)
}

// Check returns what is wrong with the centre's fields. An empty field is not wrong: whoever asks for it says so.
func (c *Centre) Check() Problems {
	var p Problems
	for _, row := range []struct {
		field, value, code string
		good               func(string) bool
	}{
		{fieldName, c.Name, "line", oneLine}, {fieldIPA, c.IPA, "ipa", ipaCode.MatchString}, {fieldURL, c.URL, "url", isOrigin},
		{fieldSenderName, c.SenderName, "line", oneLine}, {fieldSenderAddress, c.SenderAddress, "email", isMailbox},
		{fieldSignatory, c.Signatory, "line", oneLine}, {fieldSignatoryRole, c.SignatoryRole, "line", oneLine},
		{fieldPrivacy, c.PrivacyURL, "link", isLink}, {fieldAccessibility, c.AccessibilityURL, "link", isLink},
		{"town", c.SPID.Town, "line", oneLine}, {"spid_mail", c.SPID.Mail, "email", isMailbox}, {"spid_phone", c.SPID.Phone, "spid_phone", isInternational},
	} {
		if row.value != "" && !row.good(row.value) {
			p = append(p, Problem{row.field, row.code})
		}
	}
	return p
}

var international = regexp.MustCompile(`^\+[0-9]{6,15}$`)

func isInternational(s string) bool { return international.MatchString(s) }

func oneLine(s string) bool {
	return utf8.RuneCountInString(s) <= longest && !strings.ContainsAny(s, "\r\n\x00")
}

func isMailbox(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s && oneLine(s)
}

// isOrigin wants scheme and host alone: the academy lives at the root of its address.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && isLink(s) && u.Path == "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && oneLine(s)
}
