package accounts

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzWhatPeopleTypeIntoTheirForms(f *testing.F) {
	for _, seed := range []string{"", "ada@example.it", "Ada <a@b.it>", "a@b.it\r\nBcc: c@d.it", "D'Annunzio", "www.x.it", "\x00\xff", "\u202eada"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if email := NormaliseAddress(typed); ValidAddress(email) {
			if strings.ContainsAny(email, "\r\n<>,; ") || strings.Count(email, "@") == 0 || NormaliseAddress(email) != email {
				t.Errorf("%q is taken for a mailbox", email)
			}
		}
		if name := NormaliseName(typed); checkName(name) == "" {
			if !utf8.ValidString(name) || strings.ContainsAny(name, "\r\n<>/") || utf8.RuneCountInString(name) > longestName {
				t.Errorf("%q is taken for a name", name)
			}
		}
		if CheckPassword(typed, typed) == "" && utf8.RuneCountInString(typed) < ShortestPassword {
			t.Errorf("%q is taken for a password", typed)
		}
		if len(network(typed)) > len(typed)+4 {
			t.Errorf("the network of %q is %q", typed, network(typed))
		}
		_ = Device(typed)
		if c := cut(typed, 7); len(c) > 7 || utf8.ValidString(typed) && !utf8.ValidString(c) {
			t.Errorf("%q is cut to %q", typed, c)
		}
	})
}
