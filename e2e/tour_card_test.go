package e2e

import (
	"net/url"
	"regexp"
	"testing"
)

// cardPages are those where cards are given out, and what their holder sees.
func cardPages(t *testing.T, facilitator, holder *person) []page {
	t.Helper()
	desk := academy.classWithCards(t)
	made := facilitator.post(desk, url.Values{"names": {"Annamaria\nGino"}})
	codes := regexp.MustCompile(`<td><code>([^<]+)</code></td><td><code data-given-pin>([^<]+)</code>`).FindAllSubmatch(made.body, -1)
	if len(codes) != 2 {
		t.Fatalf("%d cards were made: %d at %s", len(codes), made.status, made.path)
	}
	lesson := holder.post("/card", url.Values{"code": {string(codes[0][1])}, "pin": {string(codes[0][2])}})
	if lesson.status != 200 || lesson.path == "/card" {
		t.Fatalf("the card does not come in: %d at %s", lesson.status, lesson.path)
	}
	return []page{
		{"/card", "", ""}, {"/card", "", ".card-key-enter"}, {desk, "facilitator", ""}, {desk, "facilitator", `form[action$="/cards"] button[type="submit"]`},
		{"/card/class", "card", ""}, {lesson.path, "card", ""}, {"/card/account", "card", ""}, {"/card/account", "card", send}, {"/me", "card", ""},
	}
}
