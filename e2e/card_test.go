package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// promised is what a promise of the page comes to.
func promised[T any](p *tab, expression string) T {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s: %v at %s", expression, err, p.where())
	}
	return v
}

// classWithCards is the address of the cards of the demo's assisted class.
func (h *house) classWithCards(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(h.dir, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	var demo struct{ Classes []struct{ ID string } }
	if err := json.Unmarshal(content, &demo); err != nil || len(demo.Classes) == 0 {
		t.Fatalf("%v: %s", err, content)
	}
	return "/classes/" + demo.Classes[0].ID + "/cards"
}

// A facilitator prints cards; a resident reaches the first lesson on a shared PC and leaves; the next person finds nothing of them.
func TestAResidentLearnsByACardAndTheNextPersonFindsNothingOfThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	codes, pins := h.givesOutCards(t)
	for _, size := range []look{desktop, phone} {
		shared := openAt(t, h, size)
		lesson := shared.learnsByCard(codes[0], pins[0])
		shared.isAskedWhetherStillThere()
		shared.leaves()
		shared.findsNothingOf("Annamaria", lesson)
	}
}

func (h *house) givesOutCards(t *testing.T) (codes, pins []string) {
	t.Helper()
	p := openAt(t, h, desktop)
	a := h.accounts["facilitator"]
	p.enterByForm(a.Email, a.Password)
	p.visit(h.classWithCards(t))
	p.fill("#names", "Annamaria Rossi\nGino")
	p.picture("cards-make")
	p.barriers("cards")
	p.follow(`form[action$="/cards"] button[type="submit"]`)
	p.sees("Carte pronte: 2")
	p.picture("cards-made")
	p.barriers("cards-made")
	p.resize(phone)
	p.picture("cards-made-phone")
	p.scrolls("cards-made")
	p.resize(desktop)
	texts := func(css string) []string {
		return eval[[]string](p, `Array.from(document.querySelectorAll("`+css+`"), (e) => e.textContent)`)
	}
	if kind := promised[string](p, `fetch(document.querySelector('a[href*="/sheets/"]').href).then((r) => r.headers.get("content-type"))`); kind != "application/pdf" {
		t.Errorf("the sheet is %s", kind)
	}
	return texts(".alert tbody td:nth-child(2) code"), texts("[data-given-pin]")
}

// learnsByCard comes in as somebody does who has never used a PC. From the page of cards to the first lesson they do three things: they write the
// code, they write the PIN, they press «Entra».
func (p *tab) learnsByCard(code, pin string) (lesson string) {
	p.Helper()
	p.visit("/card")
	p.picture(p.sized("card-entry"))
	p.barriers("card-entry")
	p.fill("#code", code)
	for _, digit := range strings.Split(pin, "") {
		p.click(`.card-keys button[value="` + digit + `"]`)
	}
	p.follow(".card-key-enter")
	p.picture(p.sized("card-lesson"))
	p.barriers("card-lesson")
	if !strings.HasPrefix(p.where(), "/courses/") || !eval[bool](p, `!!document.querySelector(".lesson-done button")`) {
		p.Errorf("the card leads to %s, which is no lesson", p.where())
	}
	if page := eval[bool](p, `document.documentElement.dataset.view === "easy"`); !page {
		p.Error("the card's view is not easy")
	}
	lesson = p.where()
	eval[bool](p, `(scrollTo(0, document.body.scrollHeight), true)`)
	p.follow(".lesson-done button")
	p.visit("/card/class")
	p.picture(p.sized("card-class"))
	p.barriers("card-class")
	if lines := eval[int](p, `new Set(Array.from(document.querySelectorAll(".card-who > *"), (e) => e.getBoundingClientRect()).map((r) => Math.round((r.top + r.bottom) / 4))).size`); lines != 1 {
		p.Errorf("name, class and way out stand on %d lines", lines)
	}
	if status := p.statusOf("/me"); status != 403 {
		p.Errorf("/me answers %d to a card", status)
	}
	p.sees("Con una carta si aprono")
	p.visit("/card/class")
	return lesson
}

// sized is the name of a picture with the width of the window.
func (p *tab) sized(name string) string {
	return fmt.Sprintf("%s-%d", name, eval[int](p, "innerWidth"))
}

// isAskedWhetherStillThere lets the server say that little is left: the page counts down, and goes on when somebody is there.
func (p *tab) isAskedWhetherStillThere() {
	p.Helper()
	p.saysLeft(58)
	p.do(chromedp.WaitVisible(chromedp.CSS("[data-card-idle]")))
	p.sees("Sei ancora qui?", "0:5")
	p.picture(p.sized("card-idle"))
	p.barriers("card-idle")
	if !eval[bool](p, `document.activeElement.matches("[data-stay]")`) {
		p.Error("the button to stay has not the focus")
	}
	p.click("[data-stay]")
	p.do(chromedp.WaitNotVisible(chromedp.CSS("[data-card-idle]")))
}

// saysLeft lets the page hear from the server how many seconds are left.
func (p *tab) saysLeft(seconds int) {
	p.Helper()
	eval[bool](p, fmt.Sprintf(`(window.fetch = () => Promise.resolve(new Response(JSON.stringify({seconds: %d}))), document.dispatchEvent(new Event("visibilitychange")), true)`, seconds))
}

func (p *tab) leaves() {
	p.Helper()
	if left := eval[int](p, `localStorage.length + sessionStorage.length`); left != 0 {
		p.Errorf("the card's pages keep %d things in the browser's storage", left)
	}
	p.follow(`.card-who form button`)
	p.sees("su questo PC non resta niente di tuo")
	p.picture(p.sized("card-left"))
}

// findsNothingOf looks where the next person could: cookies, storage, caches, the way back.
func (p *tab) findsNothingOf(name, lesson string) {
	p.Helper()
	if kept := eval[string](p, `document.cookie`); kept != "" {
		p.Errorf("cookies %q", kept)
	}
	home, err := url.Parse(p.home.url)
	p.must(err)
	for _, c := range p.client().Jar.Cookies(home) { // those that scripts cannot see, too
		p.Errorf("cookie %s stays", c.Name)
	}
	if left := eval[int](p, `localStorage.length + sessionStorage.length`); left != 0 {
		p.Errorf("%d things are in the storage", left)
	}
	if caches := promised[int](p, `caches.keys().then((all) => all.length)`); caches != 0 {
		p.Errorf("%d caches", caches)
	}
	if kept := promised[int](p, `Promise.all([indexedDB.databases(), navigator.serviceWorker?.getRegistrations() ?? []]).then((all) => all.flat().length)`); kept != 0 {
		p.Errorf("%d databases and workers are in the browser", kept)
	}
	p.foresee("ERR_CACHE_MISS")
	if cached := promised[string](p, fmt.Sprintf(`fetch(%q, {cache: "only-if-cached", mode: "same-origin"}).then((r) => r.text(), () => "")`, lesson)); cached != "" {
		p.Errorf("the lesson is in the browser's cache: %.200s", cached)
	}
	for range 3 {
		p.do(chromedp.NavigateBack())
		if strings.Contains(p.text("body"), name) {
			p.picture("failed-card-back")
			p.Errorf("the way back shows %s at %s", name, p.where())
		}
	}
	p.visit("/card/class")
	if !strings.HasPrefix(p.where(), "/card") || strings.Contains(p.text("body"), name) {
		p.Errorf("the class is open at %s", p.where())
	}
}

func TestACardThatNobodyTouchesLeavesTheSharedPC(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	codes, pins := h.givesOutCards(t)
	p := openAt(t, h, desktop)
	lesson := p.learnsByCard(codes[1], pins[1])
	p.saysLeft(1)
	p.sees("Per 10 minuti nessuno ha usato questo PC")
	p.findsNothingOf("Gino", lesson)
}
