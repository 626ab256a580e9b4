package pages

import (
	"net/http"
	"strings"
	"testing"

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
