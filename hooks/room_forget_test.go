package hooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/internal/testapp"
	"aula/webinars"
)

// namesIn are the names that the rows of a room hold, of whomever.
func namesIn(t *testing.T, h *hall) string {
	t.Helper()
	var all []string
	for _, from := range []string{
		"SELECT name FROM webinar_presences", "SELECT name FROM webinar_attendances", "SELECT by_name FROM webinar_corrections",
		"SELECT name FROM webinar_messages", "SELECT name FROM webinar_questions", "SELECT name FROM webinar_events", "SELECT name FROM webinar_registrations",
	} {
		var names []string
		if err := h.app.DB().NewQuery(from).Column(&names); err != nil {
			t.Fatal(err)
		}
		all = append(all, names...)
	}
	return strings.Join(all, "|")
}

func (h *hall) rename(t *testing.T, who, given string) {
	t.Helper()
	h.people[who].Set("given_name", given)
	h.people[who].Set("family_name", "Perduti")
	if err := h.app.Save(h.people[who]); err != nil {
		t.Fatal(err)
	}
}

func (h *hall) erase(t *testing.T, who string) {
	t.Helper()
	if err := accounts.Delete(h.app, accounts.PersonOf(h.people[who])); err != nil {
		t.Fatal(err)
	}
}

func TestWhoDeletesTheAccountLeavesTheRoomAndNoNameInIt(t *testing.T) {
	h := newHall(t, nil)
	h.rename(t, "ada", "Zoe")
	h.rename(t, "bruno", "Bruno")
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	ada.must("chat.send", `"text":"Buongiorno a tutti","to":"all"`)
	ada.must("question.ask", `"text":"E il PIN?"`)
	ada.must("hand.raise", "")
	host.must("person.mute", `"person":"`+h.ids["ada"]+`"`)
	if names := namesIn(t, h); strings.Count(names, "Zoe Perduti") < 4 {
		t.Fatalf("the room keeps %s", names)
	}
	h.erase(t, "ada")
	if code := ada.ended(); code != 4013 {
		t.Errorf("the line of who is no more was closed with %d", code)
	}
	host.until("hands") // hers is down
	_, welcome := h.enter(t, "bruno")
	if strings.Contains(welcome.raw, "Zoe Perduti") || strings.Contains(welcome.raw, "Buongiorno a tutti") || strings.Contains(welcome.raw, "E il PIN?") {
		t.Errorf("who comes later reads %s", welcome.raw)
	}
	host.endsTheRoom()
	if names := namesIn(t, h); strings.Contains(names, "Zoe") || !strings.Contains(names, "Bruno") {
		t.Errorf("the rows keep %s", names)
	}
	token := testapp.Token(t, h.people["host"])
	address := h.url + "/api/aula/webinars/" + h.webinar + "/record"
	if status, body := call(t, http.MethodGet, address+".txt", token, nil); status != 200 || strings.Contains(body, "Zoe") || !strings.Contains(body, "Persona cancellata: …") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := call(t, http.MethodGet, address, token, nil); status != 200 || strings.Contains(body, "Zoe Perduti") {
		t.Errorf("%d %s", status, body)
	}
}

func TestAHostWhoDeletesTheAccountIsNamedInNoPastWebinar(t *testing.T) {
	h := newHall(t, map[string]any{"state": "open", "started": time.Now().Add(-time.Hour), "alive": time.Now()})
	h.rename(t, "host", "Olga")
	host, _ := h.enter(t, "host")
	host.must("chat.send", `"text":"Si comincia","to":"all"`)
	host.endsTheRoom()
	err := webinars.Correct(h.app, h.webinar, webinars.Correction{Person: h.ids["ada"], Minutes: 60, Reason: "Era in aula", By: h.people["host"].Id, ByName: "Olga Perduti", At: time.Now()}, webinars.Unseen)
	if err != nil {
		t.Fatal(err)
	}
	if names := namesIn(t, h); strings.Count(names, "Olga Perduti") < 3 {
		t.Fatalf("the rows keep %s", names)
	}
	h.erase(t, "host")
	if names := namesIn(t, h); strings.Contains(names, "Olga") {
		t.Errorf("the rows keep %s", names)
	}
	if list, err := webinars.CorrectionsOf(h.app, h.webinar); err != nil || len(list) != 1 || list[0].Reason != "Era in aula" || list[0].By == "" {
		t.Errorf("%+v, %v: the correction itself stays", list, err)
	}
}
