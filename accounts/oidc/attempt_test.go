package oidc

import (
	"strings"
	"testing"
)

func TestACodeOpensOnce(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	start, _ := p.Begin(t.Context(), noon)
	query := h.authorise(start.Address)
	if _, err := p.Finish(t.Context(), start.Remembered, query, noon); err != nil {
		t.Fatal(err)
	}
	if who, err := p.Finish(t.Context(), start.Remembered, query, noon); CodeOf(err) != Expired {
		t.Errorf("the second time %+v enters: %v", who, err)
	}
}

func TestWhatIsRememberedMustBeOfThisAttempt(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	change := func(how func(*attempt)) func(string) string {
		return func(remembered string) string {
			a, err := p.recall(remembered, noon)
			if err != nil {
				t.Fatal(err)
			}
			how(&a)
			return a.String()
		}
	}
	rows := []struct {
		name string
		how  func(string) string
		code Code
	}{
		{"nothing", func(string) string { return "" }, Mismatch},
		{"what nobody wrote", func(string) string { return "!" }, Mismatch},
		{"an attempt of another provider", change(func(a *attempt) { a.Issuer = "https://evil.example" }), Mismatch},
		{"an attempt of another client", change(func(a *attempt) { a.Client = "other" }), Mismatch},
		{"another state", change(func(a *attempt) { a.State = "other" }), Mismatch},
		{"no state", change(func(a *attempt) { a.State = "" }), Mismatch},
		{"another verifier", change(func(a *attempt) { a.Verifier = strings.Repeat("v", 43) }), Expired},
		{"another nonce", change(func(a *attempt) { a.Nonce = "other" }), Token},
		{"an old attempt", change(func(a *attempt) { a.Begun -= 16 * 60 }), Expired},
		{"an attempt of tomorrow", change(func(a *attempt) { a.Begun += 24 * 60 * 60 }), Expired},
	}
	for _, row := range rows {
		start, err := p.Begin(t.Context(), noon)
		if err != nil {
			t.Fatal(err)
		}
		who, err := p.Finish(t.Context(), row.how(start.Remembered), h.authorise(start.Address), noon)
		if CodeOf(err) != row.code || err == nil {
			t.Errorf("with %s %+v enters: %v", row.name, who, err)
		}
	}
}
