package accounts

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const longestName = 100

// NormaliseName removes what nobody means to write: outer and doubled spaces.
func NormaliseName(name string) string { return strings.Join(strings.Fields(name), " ") }

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
