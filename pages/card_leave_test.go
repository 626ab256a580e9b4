package pages

import (
	"net/http"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/accounts"
	"aula/classes"
	"aula/internal/testapp"
)

// comesFrom asks for a page as a browser does that another site sends there.
func (v *visitor) comesFrom(site, path string) *http.Response {
	v.Helper()
	req, err := http.NewRequestWithContext(v.Context(), http.MethodGet, v.url+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", site)
	res, err := v.Do(req)
	if err != nil {
		v.Fatal(err)
	}
	res.Body.Close()
	return res
}

// A picture on another site whose address is that of the page where cards sign in must not sign anybody out, nor take answers that wait.
func TestNoOtherSiteEmptiesABrowser(t *testing.T) {
	d, _, card := cardDoor(t)
	nobody, own, shared := d.visitor(t), d.member(t, "learner", "ada@example.org"), d.visitor(t)
	for _, row := range []struct {
		says, site, address string
		v                   *visitor
		empties             bool
	}{
		{"another site, without cookies", "cross-site", "/card?said=card_out", nobody, false},
		{"another of the body's sites", "same-site", "/card?said=card_out", nobody, false},
		{"a page of ours, somebody on their own device", "same-origin", "/card?said=card_out", own, false},
		{"a page of ours, after leaving", "same-origin", "/card?said=card_out", nobody, true},
		{"a page of ours, who was left", "same-origin", "/card?said=card_idle", nobody, true},
	} {
		if got := row.v.comesFrom(row.site, row.address).Header.Get("Clear-Site-Data"); (got != "") != row.empties {
			t.Errorf("%s: %q", row.says, got)
		}
	}
	now := time.Now()
	accounts.MeasureSessionsBy(d.app, func() time.Time { return now })
	shared.send("/card", "code", card.Code(), "pin", card.PIN)
	now = now.Add(accounts.CardStay)
	if shared.answer(http.MethodGet, "/card?said=card_idle").Header.Get("Clear-Site-Data") == "" {
		t.Error("an old browser whose session on a shared PC is over keeps everything")
	}
}

// Whoever scanned the code at the door on a shared PC leaves that behind no more than the rest.
func TestTheDoorLeavesNothingOnASharedPC(t *testing.T) {
	d, class, card := cardDoor(t)
	from := time.Now().Add(-5 * time.Minute).Truncate(time.Second)
	s := classes.SessionOf(testapp.Save(t, d.app, classes.Sessions, map[string]any{
		"edition": class.Id, "from": from, "until": from.Add(time.Hour), "kind": "room", "place": "Sala"}))
	v := d.visitor(t)
	v.send("/card", "code", card.Code(), "pin", card.PIN)
	v.page("/door?c=" + d.code(t, s, 0))
	res := v.answer(http.MethodPost, "/card/leave")
	dropped := map[string]bool{}
	for _, c := range res.Cookies() {
		dropped[c.Name] = c.MaxAge < 0
	}
	for _, c := range v.Jar.Cookies(res.Request.URL) {
		if !dropped[c.Name] {
			t.Errorf("cookie %s stays", c.Name)
		}
	}
}

// What is private is kept by no browser on a PC that others use, whatever its page says to others; what is public is nobody's.
func TestNothingPrivateIsKeptOnASharedPC(t *testing.T) {
	d, class, card := cardDoor(t)
	testapp.Save(t, d.app, classes.Sessions, map[string]any{"edition": class.Id, "from": time.Now(), "until": time.Now().Add(time.Hour), "kind": "room", "place": "Sala"})
	content, err := filesystem.NewFileFromBytes([]byte("%PDF-"), "foglio.pdf")
	if err != nil {
		t.Fatal(err)
	}
	testapp.Save(t, d.app, "course_files", map[string]any{
		"course": class.Course(), "path": "foglio.pdf", "sha256": sum, "size": 5, "media_type": "application/pdf", "file": content,
	})
	byCard := d.visitor(t)
	byCard.send("/card", "code", card.Code(), "pin", card.PIN)
	full := d.member(t, "learner", "ada@example.org")
	user, err := accounts.FindByEmail(d.app, "ada@example.org")
	if err != nil {
		t.Fatal(err)
	}
	open, err := accounts.OpenSessions(d.app, user.Id)
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	open[0].Set("shared", true)
	if err := d.app.Save(open[0]); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		v             *visitor
		address, want string
	}{
		{byCard, "/courses/spid/files/foglio.pdf", "no-store"}, {full, "/courses/spid/files/foglio.pdf", "no-store"},
		{byCard, "/courses/spid/files/foglio.pdf?v=" + sum[:16], "public, max-age=31536000, immutable"},
		{full, "/courses/spid/editions/" + class.Id + "/edition.ics", "no-store"}, {full, "/me", "no-store"}, {full, "/me/hours", "no-store"},
		{byCard, "/api/aula/courses/spid/progress", "no-store"},
	} {
		res := row.v.answer(http.MethodGet, row.address)
		if got := res.Header.Get("Cache-Control"); res.StatusCode != http.StatusOK || got != row.want {
			t.Errorf("%s: %d %q, want %q", row.address, res.StatusCode, got, row.want)
		}
	}
}
