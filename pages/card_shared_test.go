package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
)

// known tells whether the PC is treated as one that others use: the countdown stands ready, and nothing is kept.
func (v *visitor) known(page string) bool {
	v.Helper()
	_, _, body := v.page(page)
	counts, kept := strings.Contains(body, `data-card-idle="600"`), v.answer(http.MethodGet, page).Header.Get("Cache-Control") != "no-store"
	if counts == kept {
		v.Errorf("countdown %v, kept %v", counts, kept)
	}
	return counts
}

// leavesNothing signs out and tells whether the browser was made to forget everything.
func (v *visitor) leavesNothing() bool {
	v.Helper()
	res := v.answer(http.MethodPost, "/sign-out")
	dropped := map[string]bool{}
	for _, c := range res.Cookies() {
		dropped[c.Name] = c.MaxAge < 0
	}
	for _, name := range []string{accounts.SessionCookie, viewCookie, textSizeCookie} {
		if !dropped[name] {
			return false
		}
	}
	return res.Header.Get("Clear-Site-Data") == accounts.ClearSite
}

// Whoever made an account of their card on the PC of a class is signed out there as their card was, and leaves as little.
func TestAnAccountMadeBySPIDOnASharedPCLeavesNothingThere(t *testing.T) {
	now := time.Now()
	f := openFederated(t)
	accounts.MeasureSessionsBy(f.app, func() time.Time { return now })
	v, _, _ := f.learner(t)
	f.enter(t, v, accounts.CardAccountPath, giulia)
	at, status, body := v.send(identityPath + "/tie")
	v.found("/me", http.StatusOK, at, status, body, "Giulia Conti", "Esci quando hai finito")
	now = now.Add(9 * time.Minute)
	if !v.known("/me") {
		t.Error("an ordinary session stays open")
	}
	now = now.Add(9 * time.Minute)
	at, status, body = v.page("/me/account")
	v.found("/me/account", http.StatusOK, at, status, body, "Giulia Conti")
	if !v.leavesNothing() {
		t.Error("signing out leaves something")
	}
	f.enter(t, v, "/sign-in", giulia) // the browser has forgotten whose PC it is
	if v.known("/me") {
		t.Error("a session of its own is taken for a shared one")
	}
}

// The page that offers to sign out at the provider as well is the last one of somebody who has left: it counts nothing down, and forgets.
func TestLeavingASharedPCEndsTheSessionAtTheProviderToo(t *testing.T) {
	f := openFederated(t)
	f.askForLevel(t, 1)
	v, _, _ := f.learner(t)
	f.enter(t, v, accounts.CardAccountPath, giulia)
	v.send(identityPath + "/tie")
	res := v.once(http.MethodPost, "/sign-out", nil)
	_, status, body := v.read(res)
	if status != http.StatusOK || !strings.Contains(body, "Esci anche da Gestore di prova") || strings.Contains(body, "data-card-idle") || !strings.Contains(body, "/assets/card") {
		t.Errorf("%d:\n%s", status, body)
	}
	if got := res.Header.Get("Clear-Site-Data"); got != accounts.ClearSite {
		t.Errorf("Clear-Site-Data %q", got)
	}
}

func TestAnAccountOnASharedPCThatNobodyUsesLeavesByItself(t *testing.T) {
	now := time.Now()
	f := openFederated(t)
	accounts.MeasureSessionsBy(f.app, func() time.Time { return now })
	v, _, _ := f.learner(t)
	f.enter(t, v, accounts.CardAccountPath, giulia)
	v.send(identityPath + "/tie")
	now = now.Add(accounts.CardStay)
	if _, _, body := v.page(accounts.CardWatchPath); !strings.Contains(body, "card_unused") {
		t.Errorf("the page's script is told %s", body)
	}
	at, status, body := v.page("/me")
	v.found("/card", http.StatusOK, at, status, body, "ti abbiamo fatto uscire dal tuo account")
	at, status, body = v.page("/me")
	v.found("/sign-in", http.StatusOK, at, status, body, "")
}

// A link of a mail is opened on the PC of the class or at home: its page asks, unless a card is in there.
func TestTheLinkOfACardAsksWhetherOthersUseTheComputer(t *testing.T) {
	for _, row := range []struct {
		says         string
		here, ticked bool
		shared       bool
	}{{"where the card is in", true, false, true}, {"ticked", false, true, true}, {"at home", false, false, false}} {
		t.Run(row.says, func(t *testing.T) {
			d, _, card := cardDoor(t)
			v := d.visitor(t)
			v.send("/card", "code", card.Code(), "pin", card.PIN)
			v.send("/card/account", "email", "maria@example.org")
			link := d.letter(t, `(/card/account/confirm\?token=[\w.%-]+)`)
			if !row.here {
				v = d.visitor(t)
			}
			at, status, body := v.page(link)
			v.found(accounts.CardConfirmPath, http.StatusOK, at, status, body, "Questo computer lo usano anche altri")
			if asked := strings.Contains(body, `name="shared" value="yes"`); asked == row.here {
				t.Errorf("asked: %v", asked)
			}
			_, token, _ := strings.Cut(link, "token=")
			values := []string{"token", token, "given_name", "Maria", "family_name", "Rossi", "pin", card.PIN}
			if row.ticked {
				values = append(values, "shared", "yes")
			}
			at, status, body = v.send(accounts.CardConfirmPath, values...)
			v.found("/me", http.StatusOK, at, status, body, "Il tuo account è pronto")
			if v.known("/me") != row.shared || strings.Contains(body, "Esci quando hai finito") != row.shared || v.leavesNothing() != row.shared {
				t.Errorf("not as shared=%v", row.shared)
			}
		})
	}
}
