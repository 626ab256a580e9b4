package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/classes"
	"aula/internal/testapp"
)

// cardDoor is an academy with a class in a course of two lessons, and one card.
func cardDoor(t *testing.T) (d door, class *classes.Edition, card classes.NewCard) {
	t.Helper()
	d = openDoor(t)
	class, card = d.aCard(t)
	return d, class, card
}

// aCard is one of a class in a course of two lessons.
func (d door) aCard(t *testing.T) (*classes.Edition, classes.NewCard) {
	t.Helper()
	course := testapp.Save(t, d.app, "courses", map[string]any{"slug": "spid", "title": "Primi passi", "state": "published", "language": "it"}).Id
	for i, key := range []string{"uno", "due"} {
		testapp.Save(t, d.app, "lessons", map[string]any{"course": course, "key": key, "slug": key, "title": "Lezione " + key, "html": "<p>Leggi.</p>", "position": i})
	}
	class := aClass(t, d.app, course, nil)
	made, err := classes.MakeCards(d.app, class, []classes.CardName{{Given: "Maria"}}, "x", "it")
	if err != nil {
		t.Fatal(err)
	}
	return class, made[0]
}

func TestTheFirstLessonIsThereOnceThePINIsTyped(t *testing.T) {
	d, _, card := cardDoor(t)
	v := d.visitor(t)
	at, status, body := v.page("/card/q/" + card.Secret) // what the QR code holds
	v.found("/card", 200, at, status, body, classes.CodeInGroups(card.Code()))
	at, status, body = v.send("/card", "pin", card.PIN)
	v.found("/courses/spid/uno", 200, at, status, body, "Leggi.", "Maria", `action="/card/leave"`)
	for _, personal := range []string{`href="/me`, `href="/manage`, "/sign-out"} {
		if strings.Contains(body, personal) {
			t.Errorf("the page of a card shows %s", personal)
		}
	}
	at, status, body = v.send("/courses/spid/lessons/uno/done", "done", "true")
	v.found("/courses/spid/due", 200, at, status, body, "Lezione due")
	at, status, body = v.page("/card")
	v.found("/card/class", 200, at, status, body, "Primi passi", "Lezione due")
	at, status, body = v.page("/me")
	v.found("/me", 403, at, status, body, "Con una carta si aprono", "Torna alla classe")
}

func TestThePINIsTypedOnTheKeysOfThePageWithoutScripts(t *testing.T) {
	d, _, card := cardDoor(t)
	v := d.visitor(t)
	pin := ""
	for _, key := range append(strings.Split("9"+card.PIN[:1], ""), "back", "back") {
		_, status, body := v.send("/card", "code", card.Code(), "pin", pin, "key", key)
		if key == "back" {
			pin = pin[:len(pin)-1]
		} else {
			pin += key
		}
		if status != http.StatusOK || !strings.Contains(body, `value="`+pin+`"`) || !strings.Contains(body, card.Code()) {
			t.Fatalf("after %s: %d\n%s", key, status, mainOf(body))
		}
	}
	for _, key := range strings.Split(card.PIN, "") {
		v.send("/card", "code", card.Code(), "pin", pin, "key", key)
		pin += key
	}
	at, status, body := v.send("/card", "code", strings.ToLower(card.Code()), "pin", pin, "act", "enter")
	v.found("/courses/spid/uno", 200, at, status, body, "Leggi.")
}

func TestWhatIsWrongWithACardIsSaidInPlainWords(t *testing.T) {
	d, _, card := cardDoor(t)
	v := d.visitor(t)
	wrong := "40917"
	if card.PIN == wrong {
		wrong = "40918"
	}
	for _, row := range []struct {
		code, pin string
		status    int
		says      string
	}{
		{"", "", 422, "Non è un codice di una carta"}, {"CDF-HJ0", card.PIN, 422, "Non è un codice di una carta"}, {card.Code(), "12", 422, "Il PIN ha cinque cifre"},
		{"CDF-HJK", card.PIN, 403, "Codice e PIN non vanno insieme"}, {card.Code(), wrong, 403, "Codice e PIN non vanno insieme"},
	} {
		at, status, body := v.send("/card", "code", row.code, "pin", row.pin)
		v.found("/card", row.status, at, status, body, row.says)
		if strings.Contains(body, `value="`+wrong+`"`) || strings.Contains(body, `value="`+card.PIN+`"`) {
			t.Error("the PIN is given back")
		}
	}
	at, status, body := v.page("/card/q/nothing")
	v.found("/card", 200, at, status, body, "Questo codice QR non vale più")
}

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
	older.found("/card", 200, at, status, body, "La stessa carta è entrata su un altro PC")
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

func TestAFacilitatorGivesOutCards(t *testing.T) {
	d, class, _ := cardDoor(t)
	class.Set("facilitators", []string{testapp.Person(t, d.app, "host").Id})
	if err := d.app.Save(class); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	v.signIn("host@example.org", testapp.Password)
	address := classes.CardsAddress(class.Id)
	at, status, body := v.send(address, "names", "Gino De Luca\nAnna")
	v.found(address, 200, at, status, body, "Carte pronte: 2", "Gino De Luca", "Anna")
	_, rest, _ := strings.Cut(body, address+"/sheets/")
	sheet, _, _ := strings.Cut(rest, `"`)
	res, err := v.Get(v.url + address + "/sheets/" + sheet)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.Header.Get("Content-Type") != "application/pdf" || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("sheet: %s %v", res.Status, res.Header)
	}
	other := d.visitor(t)
	testapp.Person(t, d.app, "staff")
	other.signIn("staff@example.org", testapp.Password)
	at, status, body = other.page(address + "/sheets/" + sheet)
	other.found(address, 200, at, status, body, "i PIN si vedono solo per un quarto")
	at, status, body = v.send(address, "names", "", "count", "0")
	v.found(address, 422, at, status, body, "Al massimo 40 carte")
	at, status, body = v.send(address, "names", "Gino <b>", "count", "")
	v.found(address, 422, at, status, body, "Gino &lt;b&gt;")
	cards, err := classes.CardsOf(d.app, class.Id)
	if err != nil || len(cards) != 3 {
		t.Fatal(cards, err)
	}
	at, status, body = v.send(address+"/renew", "card", cards[1].Id)
	v.found(address, 200, at, status, body, "Carte pronte: 1")
	at, status, body = v.send(address + "/" + cards[2].Id + "/end")
	v.found(address, 200, at, status, body, "La carta non vale più")
	at, status, body = v.send(address+"/vouching", "minors", "yes")
	v.found(address+"/vouching", 422, at, status, body, "questo non si cambia più")
}

// Who vouches for a child stands beside its name; when the consent is taken back the card ends, and both pages say why.
func TestTheConsentForAChildIsTakenBack(t *testing.T) {
	d := openDoor(t)
	course := testapp.Save(t, d.app, "courses", map[string]any{"slug": "spid", "title": "Primi passi", "state": "published", "language": "it"}).Id
	class := aClass(t, d.app, course, nil)
	v := d.visitor(t)
	testapp.Person(t, d.app, "staff")
	v.signIn("staff@example.org", testapp.Password)
	address := classes.CardsAddress(class.Id)
	at, status, body := v.send(address+"/vouching", "minors", "yes", "vouches", "guardian", "consent", "yes")
	v.found(address, 200, at, status, body, "Salvato chi garantisce", "Chi ha la responsabilità genitoriale.")
	at, status, body = v.send(address, "names", "Luca\nLia; Pia Verdi")
	v.found(address, 422, at, status, body, "Accanto a ogni nome scrivi chi ne ha la responsabilità")
	at, status, body = v.send(address, "names", "Luca; Maria Rossi\nLia; Pia Verdi")
	v.found(address, 200, at, status, body, "Garantisce Maria Rossi, dal ", "Garantisce Pia Verdi, dal ")
	cards, err := classes.CardsOf(d.app, class.Id)
	if err != nil || len(cards) != 2 {
		t.Fatal(cards, err)
	}
	_, pins, _ := strings.Cut(body, "data-given-pin>")
	child := d.visitor(t)
	child.send("/card", "code", cards[0].Code(), "pin", pins[:classes.PINLength])
	at, status, body = v.send(address + "/" + cards[0].Id + "/consent-back")
	v.found(address, 200, at, status, body, "Il consenso è ritirato", "Non vale più: consenso ritirato", "Garantisce Pia Verdi, dal ")
	at, status, body = child.page("/card/class")
	child.found("/card", 200, at, status, body, "chi garantiva per te ha ritirato il consenso")
	at, status, body = v.send(address + "/" + cards[0].Id + "/consent-back")
	v.found(address+"/"+cards[0].Id+"/consent-back", 409, at, status, body, "è già stato ritirato")
}

func TestACardBecomesAnAccountByMail(t *testing.T) {
	d, _, card := cardDoor(t)
	v := d.visitor(t)
	v.send("/card", "code", card.Code(), "pin", card.PIN)
	at, status, body := v.page("/card/account")
	v.found("/card/account", 200, at, status, body, "email") // the PIN was typed a moment ago
	at, status, body = v.send("/card/account", "email", "maria@example.org")
	v.found("/card/class", 200, at, status, body, "il link arriva tra poco")
	link := d.letter(t, `(/card/account/confirm\?token=[\w.%-]+)`)
	home := d.visitor(t)
	at, status, body = home.page(link)
	home.found("/card/account/confirm", 200, at, status, body, "maria@example.org", "Maria")
	_, token, _ := strings.Cut(link, "token=")
	wrong := "40917"
	if card.PIN == wrong {
		wrong = "40918"
	}
	at, status, body = home.send("/card/account/confirm", "token", token, "given_name", "Maria", "family_name", "Rossi", "pin", wrong)
	home.found("/card/account/confirm", 403, at, status, body, "Codice e PIN non vanno insieme")
	at, status, body = home.send("/card/account/confirm", "token", token, "given_name", "Maria", "family_name", "Rossi", "pin", card.PIN)
	home.found("/me", 200, at, status, body, "Il tuo account è pronto", "Primi passi")
	at, status, body = v.page("/card/class")
	v.found("/card", 200, at, status, body, "Entra con la carta")
	at, status, body = v.send("/card", "code", card.Code(), "pin", card.PIN)
	v.found("/card", 409, at, status, body, "Questa carta è diventata un account")
}

func TestTheEasyViewIsForEverybody(t *testing.T) {
	d, _, card := cardDoor(t)
	v := d.visitor(t)
	_, _, body := v.page("/courses/spid/uno")
	if strings.Contains(body, `data-view="easy"`) {
		t.Error("easy unasked")
	}
	at, status, body := v.send("/view", "view", "easy", "next", "/courses/spid/uno")
	v.found("/courses/spid/uno", 200, at, status, body, `data-view="easy"`, "Vista completa")
	c := d.visitor(t)
	_, _, body = c.send("/card", "code", card.Code(), "pin", card.PIN)
	if !strings.Contains(body, `data-view="easy"`) {
		t.Error("not easy by card")
	}
	c.send("/view", "view", "full", "next", "/card/class")
	c.send("/card/leave")
	if _, _, body = c.send("/card", "code", card.Code(), "pin", card.PIN); strings.Contains(body, `data-view="easy"`) {
		t.Error("the card's choice is lost")
	}
}

func TestTheOwnClassTellsItsDatesAndItsNews(t *testing.T) {
	d, class, card := cardDoor(t)
	testapp.Save(t, d.app, "class_sessions", map[string]any{
		"edition": class.Id, "kind": "room", "place": "Biblioteca di via Roma", "from": "2031-03-04 09:00:00.000Z", "until": "2031-03-04 11:00:00.000Z",
	})
	class.Set("news", "Porta gli occhiali")
	if err := d.app.Save(class); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	v.send("/card", "code", card.Code(), "pin", card.PIN)
	at, status, body := v.page("/card/class")
	v.found("/card/class", 200, at, status, body, "Porta gli occhiali", "4 marzo 2031", "10:00", "Biblioteca di via Roma", "La tua carta vale fino al")
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
