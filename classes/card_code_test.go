package classes

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"aula/accounts"
)

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"CDF-HJK": "CDFHJK", "cdf hjk": "CDFHJK", " c d f – h j k ": "CDFHJK", "ｃｄｆ３４７": "CDF347", "cdf.347": "CDF347", "CDF\u200b347": "CDF347",
		"": "", "CDFHJ": "", "CDFHJKM": "", "CDF-HJ0": "", "CDF-HJO": "", "СDF-HJK": "", "CDF-HJK'--": "", strings.Repeat(" ", 200) + "CDFHJK": "",
	} {
		if code, ok := ParseCardCode(typed); ok != (want != "") || ok && code != want {
			t.Errorf("%q: %q %v, want %q", typed, code, ok, want)
		}
	}
}

func TestPINsAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{"40917": "40917", "4 09 17": "40917", "４０９１７": "40917", "4091": "", "409177": "", "4091a": "", "": "", "٤٠٩١٧": ""} {
		if pin, ok := ParsePIN(typed); ok != (want != "") || ok && pin != want {
			t.Errorf("%q: %q %v, want %q", typed, pin, ok, want)
		}
	}
}

func TestPINsThatEverybodyTriesAreNotGiven(t *testing.T) {
	for pin, plain := range map[string]bool{"00000": true, "77777": true, "12345": true, "98765": true, "13579": false, "40917": false, "11112": false} {
		if plainPIN(pin) != plain {
			t.Errorf("%s is plain: %v", pin, !plain)
		}
	}
}

func FuzzParseCardCode(f *testing.F) {
	for _, seed := range []string{"CDF-HJK", "cdf hjk", "ß", "\xff", "ﬀ", "İ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := ParseCardCode(typed)
		if !ok {
			return
		}
		if len(code) != cardCodeLength || strings.Trim(code, cardCodeSigns) != "" {
			t.Errorf("%q is read as %q", typed, code)
		}
		if again, ok := ParseCardCode(CodeInGroups(code)); !ok || again != code {
			t.Errorf("%q written in groups is read as %q", code, again)
		}
	})
}

func TestMadeCodesAndPINsAreRead(t *testing.T) {
	for range 200 {
		code, pin := newCardCode(), newPIN()
		if got, ok := ParseCardCode(code); !ok || got != code {
			t.Errorf("code %q is read as %q", code, got)
		}
		if got, ok := ParsePIN(pin); !ok || got != pin || plainPIN(pin) {
			t.Errorf("PIN %q is read as %q", pin, got)
		}
	}
}

func TestNamesArePastedInManyForms(t *testing.T) {
	for text, want := range map[string][]CardName{
		"Maria\nGino\n":                       {{"Maria", "", ""}, {"Gino", "", ""}},
		"1. Maria Rossi\r\n2) Gino De Luca":   {{"Maria", "Rossi", ""}, {"Gino", "De Luca", ""}},
		"Anna Maria\tRossi\nGino;De Luca":     {{"Anna Maria", "Rossi", ""}, {"Gino", "De Luca", ""}},
		"1\tMaria\tRossi":                     {{"Maria", "Rossi", ""}},
		"\n \n;;\n7\n":                        nil,
		"Zoë D’Amico-O'Brien\n李 明\nĐorđe Šuc": {{"Zoë", "D’Amico-O'Brien", ""}, {"李", "明", ""}, {"Đorđe", "Šuc", ""}},
	} {
		got, err := ParseCardNames(text, false)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", text, got, err, want)
		}
		children, _ := ParseCardNames(text, true)
		for i, n := range children {
			if n.Family != "" || n.Given != want[i].Given {
				t.Errorf("%q keeps %v of a child", text, n)
			}
		}
	}
}

func TestChildrenAreNamedWithTheirGuardians(t *testing.T) {
	for text, want := range map[string][]CardName{
		"Luca; Maria Rossi\nLia\tPia De Luca": {{"Luca", "", "Maria Rossi"}, {"Lia", "", "Pia De Luca"}},
		"1. Luca Bianchi; Maria Rossi":        {{"Luca", "", "Maria Rossi"}},
		"\n;\n":                               nil,
	} {
		if got, err := ParseChildren(text, ""); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", text, got, err, want)
		}
	}
	var problems accounts.Problems
	if _, err := ParseChildren("Luca; Maria Rossi\nLia", ""); !errors.As(err, &problems) || problems[0].Code != "cards_guardian" {
		t.Errorf("nobody vouches for Lia: %v", err)
	}
	if got, err := ParseChildren("Lia", "Anna Bruni"); err != nil || len(got) != 1 || got[0].Guardian != "" {
		t.Errorf("one for all: %v %v", got, err)
	}
}

func TestNamesThatAreNoneAreRefused(t *testing.T) {
	for text, code := range map[string]string{
		"Maria <b>": "name_signs", "maria@example.org": "name_signs", strings.Repeat("x", 200): "name_long",
		strings.Repeat("Maria\n", CardsAtOnce+1): "cards_many", strings.Repeat("x", 2<<20): "name_long",
	} {
		var problems accounts.Problems
		if _, err := ParseCardNames(text, false); !errors.As(err, &problems) || problems[0] != (accounts.Problem{Field: "names", Code: code}) {
			t.Errorf("%.20q: %v, want %s", text, err, code)
		}
	}
}
