package accounts

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/internal/vault"
)

// coded is a list of one person with a tax code.
func coded(mailbox, code string) string {
	return "Cognome;Nome;E-mail;Codice fiscale\nSala;Bruno;" + mailbox + ";" + code + "\n"
}

func brings(t testing.TB, app core.App, v *vault.Vault, organisation, list string) (Imported, []string) {
	t.Helper()
	l := readPeople(t, list)
	done, err := ImportPeople(app, v, l, Importing{By: "chief", Organisation: organisation, Called: "Comune", Locale: "it", May: notReferents})
	noError(t, err)
	var wrong []string
	for _, p := range l.Problems {
		if strings.Contains(fmt.Sprint(p), adasCode[:8]) || strings.Contains(fmt.Sprint(p), evasCode[:8]) {
			t.Errorf("a problem tells the code: %+v", p)
		}
		wrong = append(wrong, p.Code+" "+p.Value)
	}
	return done, wrong
}

// Each row brings Bruno with Ada's code, or with Eva's where it says so, to an academy that it has prepared.
func TestToWhomTheTaxCodeOfAListGoes(t *testing.T) {
	const box = "bruno@comune.example"
	taken := []string{"tax_refused …501U"}
	type academy struct {
		core.App
		v       *vault.Vault
		a, b    string
		private func(mailbox string, verified bool) *Person
	}
	for _, row := range []struct {
		says    string
		prepare func(x academy)
		done    Imported
		wrong   []string
		has     string // Bruno's code afterwards
	}{
		{"somebody new", func(academy) {}, Imported{Admitted: 1}, nil, adasCode},
		{"another account has the code", func(x academy) {
			noError(t, SetTaxCode(x, x.v, x.private("eva@example.it", true), taxCodeOf(t, adasCode)))
		}, Imported{}, taken, ""},
		{"another organisation expects the code", func(x academy) { brings(t, x, x.v, x.b, coded("altri@comune.example", adasCode)) }, Imported{}, taken, ""},
		{"the account has the code itself", func(x academy) {
			noError(t, SetTaxCode(x, x.v, x.private(box, true), taxCodeOf(t, adasCode)))
		}, Imported{Asked: 1}, nil, adasCode},
		{"the account has another code", func(x academy) {
			noError(t, SetTaxCode(x, x.v, x.private(box, true), taxCodeOf(t, evasCode)))
		}, Imported{}, taken, evasCode},
		{"the account is theirs and has none", func(x academy) { x.private(box, true) }, Imported{Asked: 1}, nil, ""},
		{"somebody signed up and has not confirmed it", func(x academy) { x.private(box, false) }, Imported{Asked: 1}, nil, ""},
		{"an own list made the account without a code", func(x academy) { brings(t, x, x.v, x.a, coded(box, "")) }, Imported{Changed: 1}, nil, adasCode},
		{"an own list made the account with the code", func(x academy) { brings(t, x, x.v, x.a, coded(box, adasCode)) }, Imported{Same: 1}, nil, adasCode},
		{"an own list made the account with another", func(x academy) { brings(t, x, x.v, x.a, coded(box, evasCode)) }, Imported{}, taken, evasCode},
		{"an own list made the account, and they have come", func(x academy) {
			brings(t, x, x.v, x.a, coded(box, ""))
			bruno, err := FindByEmail(x, box)
			noError(t, err)
			bruno.SetVerified(true)
			noError(t, x.Save(bruno.Record))
		}, Imported{Same: 1}, nil, ""},
		{"an own list made the account, and another organisation asks them", func(x academy) {
			brings(t, x, x.v, x.a, coded(box, ""))
			brings(t, x, x.v, x.b, coded(box, ""))
		}, Imported{Same: 1}, nil, ""},
		{"another organisation's list made the account", func(x academy) { brings(t, x, x.v, x.b, coded(box, "")) }, Imported{Asked: 1}, nil, ""},
	} {
		t.Run(row.says, func(t *testing.T) {
			app, a, b, _ := two(t)
			x := academy{app, testapp.Vault(t), a, b, func(mailbox string, verified bool) *Person {
				p := member(t, app, mailbox, Learner)
				p.SetVerified(verified)
				noError(t, app.Save(p.Record))
				return p
			}}
			row.prepare(x)
			done, wrong := brings(t, app, x.v, a, coded(box, adasCode))
			if done != row.done || !slices.Equal(wrong, row.wrong) {
				t.Errorf("%+v, %v", done, wrong)
			}
			got := ""
			if bruno, err := FindByEmail(app, box); err == nil && bruno.HasTaxCode() {
				code, err := TaxCode(x.v, bruno)
				noError(t, err)
				got = code.Full()
				if bruno.TaxProven() {
					t.Error("a typed code is taken for a proven one")
				}
			}
			if got != row.has {
				t.Errorf("has %q", got)
			}
		})
	}
}

func TestWhoIsExpectedByTheirTaxCodeIsRecognised(t *testing.T) {
	app, a, _, _ := two(t)
	v := testapp.Vault(t)
	brings(t, app, v, a, coded("bruno@comune.example", adasCode))
	how, person, err := Recognise(app, v, Attestation{Kind: BySPID, Issuer: "x", TaxCode: taxCodeOf(t, adasCode)})
	if err != nil || how != Expected || person.Email() != "bruno@comune.example" {
		t.Errorf("%s, %v", how, err)
	}
}

func TestAnOrganisationTriesSoManyTaxCodesADay(t *testing.T) {
	app, a, b, _ := two(t)
	c := newClock()
	app.Store().Set("aula:limiter", NewLimiter(c.now))
	list := &PeopleList{rows: make([]newcomerAt, MostPeople+1)} // the last has none
	for i := range MostPeople {
		list.rows[i].code = taxCodeOf(t, adasCode)
	}
	for i := range rowsADay / MostPeople {
		if err := list.TakeCodes(app, a); err != nil {
			t.Errorf("list %d: %v", i, err)
		}
	}
	if err := list.TakeCodes(app, a); !errors.Is(err, ErrTooMany) {
		t.Errorf("one list more: %v", err)
	}
	if err := list.TakeCodes(app, b); err != nil {
		t.Errorf("another organisation waits: %v", err)
	}
	c.t = c.t.Add(24 * time.Hour)
	if err := list.TakeCodes(app, a); err != nil {
		t.Errorf("the day after: %v", err)
	}
}
