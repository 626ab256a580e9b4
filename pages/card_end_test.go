package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
)

func TestOneCardOnTwoPCs(t *testing.T) {
	d, _, card := cardDoor(t)
	older, newer := d.visitor(t), d.visitor(t)
	older.send("/card", "code", card.Code(), "pin", card.PIN)
	at, status, body := newer.send("/card", "code", card.Code(), "pin", card.PIN)
	newer.found("/courses/spid/uno", 200, at, status, body, "La tua carta era aperta su un altro PC")
	_, _, body = older.page(accounts.CardWatchPath)
	if !strings.Contains(body, "card_elsewhere") {
		t.Errorf("the older one's script is told %s", body)
	}
	at, status, body = older.page("/card/class")
	older.found("/card", 200, at, status, body, "La stessa carta è stata usata su un altro PC", `class="alert alert-warning" id="said"`)
	at, status, body = newer.page("/card/class")
	newer.found("/card/class", 200, at, status, body, "Primi passi")
}

// answer asks without following and returns what came.
func (v *visitor) answer(method, path string) *http.Response {
	v.Helper()
	req, err := http.NewRequestWithContext(v.Context(), method, v.url+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	for _, c := range v.Jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		v.Fatal(err)
	}
	res.Body.Close()
	return res
}

func TestLeavingKeepsNothingInTheBrowser(t *testing.T) {
	d, _, card := cardDoor(t)
	v := d.visitor(t)
	v.send("/card", "code", card.Code(), "pin", card.PIN)
	for _, page := range []string{"/card/class", "/courses/spid/uno", "/me"} {
		if got := v.answer(http.MethodGet, page).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", page, got)
		}
	}
	res := v.answer(http.MethodPost, "/sign-out")
	if got := res.Header.Get("Clear-Site-Data"); got != `"cache", "cookies", "storage"` {
		t.Errorf("Clear-Site-Data %q", got)
	}
	dropped := map[string]bool{}
	for _, c := range res.Cookies() {
		dropped[c.Name] = c.MaxAge < 0
	}
	for _, c := range v.Jar.Cookies(res.Request.URL) {
		if !dropped[c.Name] {
			t.Errorf("cookie %s stays", c.Name)
		}
	}
	at, status, body := v.page("/card/class") // with the cookies of before
	v.found("/card", 200, at, status, body, "Entra con la carta")
}

func TestACardThatNobodyUsesLeavesByItself(t *testing.T) {
	now := time.Now()
	d, _, card := cardDoor(t)
	accounts.MeasureSessionsBy(d.app, func() time.Time { return now })
	v := d.visitor(t)
	v.send("/card", "code", card.Code(), "pin", card.PIN)
	for range 3 {
		now = now.Add(9 * time.Minute)
		if _, _, body := v.send("/card/stay"); !strings.Contains(body, `"seconds":600`) {
			t.Fatalf("staying: %s", body)
		}
	}
	now = now.Add(9 * time.Minute)
	if _, _, body := v.page(accounts.CardWatchPath); !strings.Contains(body, `"seconds":60`) {
		t.Fatalf("watching: %s", body)
	}
	now = now.Add(time.Minute)
	at, status, body := v.page("/courses/spid/uno")
	v.found("/card", 200, at, status, body, "Per 10 minuti nessuno ha usato questo PC")
}

// Who sits at the PC when the class ends is told so, and what to do; so is who comes with its card a day later.
func TestTheEndOfAClassIsToldToWhoHasItsCard(t *testing.T) {
	for _, state := range []string{"ended", "cancelled"} {
		t.Run(state, func(t *testing.T) {
			d, class, card := cardDoor(t)
			v := d.visitor(t)
			v.send("/card", "code", card.Code(), "pin", card.PIN)
			class.Set("state", state)
			if err := d.app.Save(class); err != nil {
				t.Fatal(err)
			}
			_, _, body := v.page(accounts.CardWatchPath)
			if !strings.Contains(body, "card_over") {
				t.Errorf("the page's script is told %s", body)
			}
			at, status, body := v.page("/courses/spid/due")
			v.found("/card", 200, at, status, body, "La classe è finita, e la carta con lei", "di farne un account")
			at, status, body = v.send("/card", "code", card.Code(), "pin", card.PIN)
			v.found("/card", 409, at, status, body, "le sue carte non fanno più entrare", "di farne un account")
		})
	}
}
