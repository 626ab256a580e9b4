package pages

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/testapp"
)

// aClass is a class with cards, in a course.
func aClass(t *testing.T, app core.App, course string, values map[string]any) *classes.Edition {
	t.Helper()
	all := map[string]any{"course": course, "title": "Primavera", "state": "open", "assisted": true, "from": time.Now().Add(-time.Hour), "until": time.Now().Add(30 * 24 * time.Hour)}
	for name, value := range values {
		all[name] = value
	}
	return classes.Of(testapp.Save(t, app, classes.Collection, all))
}

// byCard is the cookie of who has come in by a new card.
func byCard(t *testing.T, app core.App, class *classes.Edition) (cookie string, card classes.NewCard) {
	t.Helper()
	made, err := classes.MakeCards(app, class, []classes.CardName{{Given: "Maria"}}, "x", "it")
	if err != nil {
		t.Fatal(err)
	}
	p, err := accounts.Find(app, made[0].User())
	if err != nil {
		t.Fatal(err)
	}
	token, err := accounts.OpenSessionWith(app, p.Record, "x", accounts.Opening{Stay: accounts.CardStay, Card: made[0].Id})
	if err != nil {
		t.Fatal(err)
	}
	return accounts.SessionCookie + "=" + token, made[0]
}

// cardsMayAsk are how addresses begin that a card may open at all. The table that decides is in hooks/cards.go.
var cardsMayAsk = []string{
	"/card", "/door", "/courses/", "/api/aula/courses/", "/api/aula/quizzes/", "/api/aula/attempts/", "/language", "/text-size", "/view", "/privacy", "/accessibility",
	"/sign-out", "/assets/", "/api/files/", "/spid/", "/oidc/", "/cns/", "/sign-in/identity",
}

// ends are the addresses that end the card's session, as they should.
var ends = []string{"/sign-out", "/card/leave", "/spid/logout"}

// Whoever comes by a card opens lessons, quizzes and their class by whatever they ask for, and is told in plain words of everything else that it is shut.
func TestWhoComesByACardOpensTheirClassAlone(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	cookie, card := byCard(t, w.app, aClass(t, w.app, w.ids["id"][3], nil))
	refused, shown := 0, 0
	for _, r := range w.routes() {
		for _, address := range w.addresses(r.Path) {
			method := r.Method
			if method == "" {
				method = http.MethodPost
			}
			if address == "" {
				address = "/"
			}
			if slices.Contains(ends, address) || strings.HasPrefix(address, "/spid/logout") {
				continue
			}
			status, body := w.sends(method, address, "Cookie", cookie)
			may := address == "/" || slices.ContainsFunc(cardsMayAsk, func(begin string) bool { return strings.HasPrefix(address, begin) })
			switch {
			case status >= http.StatusInternalServerError:
				t.Errorf("%s %s: %d", method, address, status)
			case status == http.StatusForbidden && strings.Contains(body, "Con una carta si aprono"):
				refused++
			case !may:
				t.Errorf("%s %s is not shut to cards: %d %.300s", method, address, status, mainOf(body))
			default:
				shown++
			}
			if strings.Contains(body, theirName) {
				t.Errorf("%s %s shows other people", method, address)
			}
		}
	}
	if refused < 200 || shown < 10 {
		t.Errorf("%d refused, %d shown", refused, shown)
	}
	for address, want := range map[string]int{
		"/card/class": 200, "/courses/spid": 303, "/courses/spid/uno": 200, "/courses/spid/quizzes/q": 200, "/": 303,
		"/me": 403, "/me/account": 403, "/me/data": 403, "/me/hours": 403, "/courses": 403, "/manage": 403, "/classes/" + card.Edition() + "/cards": 403,
		"/api/collections/users/records/" + card.User(): 403, "/api/collections/enrolments/records": 403, "/api/realtime": 403, "/_/": 403,
	} {
		if status, _ := w.sends(http.MethodGet, address, "Cookie", cookie); status != want {
			t.Errorf("%s: %d, want %d", address, status, want)
		}
	}
	if status, _ := w.sends(http.MethodPost, "/courses/spid/enrolment", "Cookie", cookie); status != 403 {
		t.Errorf("another course: %d", status)
	}
}

func TestOnlyWhoHoldsAClassGivesOutItsCards(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	host := testapp.Person(t, w.app, "host", "named@here.example")
	class := aClass(t, w.app, w.ids["id"][3], map[string]any{"organisation": w.organisation("c_here"), "facilitators": []string{host.Id}})
	w.readers["a named host"] = testapp.Token(t, host)
	for who, token := range w.readers {
		want := 403
		switch who {
		case "a visitor":
			want = 303
		case "staff", "an own referent", "an own facilitator", "a named host":
			want = 200
		}
		if status, _ := w.asks(http.MethodGet, classes.CardsAddress(class.Id), token); status != want {
			t.Errorf("%s sees the cards: %d, want %d", who, status, want)
		}
	}
	theirs := aClass(t, w.app, w.ids["id"][3], map[string]any{"organisation": w.organisation("c_there")})
	for _, who := range []string{"an own facilitator", "a named host"} {
		if status, _ := w.asks(http.MethodPost, classes.CardsAddress(theirs.Id), w.readers[who]); status != 403 {
			t.Errorf("%s makes cards of another's class: %d", who, status)
		}
	}
}
