package accounts

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const longestName = 100

// NormaliseName removes what nobody means to write: outer and doubled spaces.
func NormaliseName(name string) string { return strings.Join(strings.Fields(name), " ") }

// normaliseOffice is a normalised text without what nobody sees: tables that hold it could not be read again.
func normaliseOffice(office string) string {
	return NormaliseName(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(office, "")))
}

// checkName returns the code of what is wrong with a part of a name, or "".
// Addresses are refused because mails greet people by their name: a machine would sign others up to advertise.
func checkName(name string) string {
	switch {
	case name == "":
		return "required"
	case !utf8.ValidString(name) || utf8.RuneCountInString(name) > longestName:
		return "name_long"
	case strings.ContainsFunc(name, notInNames) || strings.Contains(strings.ToLower(name), "www."):
		return "name_signs"
	}
	return ""
}

func notInNames(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("<>/\\@{}[]|;=:", r)
}
