package e2e

import (
	"net/url"
	"regexp"
	"testing"
	"time"
)

// hoursPages lets the writer, whom a comune employs, file training elsewhere: one waits, one was accepted with other hours, one cancelled.
func hoursPages(t *testing.T, writer, staff *person) []page {
	t.Helper()
	const mine, list = "/me/hours/outside", workplace + "/outside"
	for _, title := range []string{"Anticorruzione", "Sicurezza", "Codice degli appalti"} {
		form := url.Values{"title": {title}, "holder": {"SNA"}, "from": {time.Now().Format(time.DateOnly)}, "minutes": {"2"}, "area": {"values"}, "compulsory": {"yes"}}
		if got := writer.uploadWith(mine+"/new", form, "document", title+".pdf", []byte("%PDF-1.4\n"+title+"\n%%EOF\n")); !got.says("Mandata al tuo ente") {
			t.Fatalf("%s was not filed: %d at %s", title, got.status, got.path)
		}
	}
	rows := regexp.MustCompile(`value="([a-z0-9]{15}):1"`).FindAllSubmatch(staff.get(list+"?state=waiting").body, -1)
	if len(rows) < 3 { // after those of the demo
		t.Fatalf("%d wait", len(rows))
	}
	rows = rows[len(rows)-3:]
	waits, cancelled, corrected := string(rows[0][1]), string(rows[1][1]), string(rows[2][1])
	staff.post(list+"/"+corrected, url.Values{"act": {"accept"}, "minutes": {"1,5"}, "reason": {"l'attestato dice 1,5"}, "revision": {"1"}})
	staff.post(list+"/"+cancelled, url.Values{"act": {"accept"}, "minutes": {"2"}, "revision": {"1"}})
	staff.post(list+"/"+cancelled, url.Values{"act": {"cancel"}, "cancellation": {"documento di un altro"}})
	return []page{
		{"/me/hours", "writer", ""}, {"/me/hours", "learner", ""}, {"/me/hours?year=2020", "writer", ""}, {mine + "/new", "writer", ""}, {mine + "/new", "writer", `main form[enctype] button[type="submit"]`},
		{mine + "/" + waits, "writer", ""}, {mine + "/" + corrected, "writer", ""}, {list, "staff", ""}, {list + "?q=xyzzy", "staff", ""}, {list + "/" + waits, "staff", ""},
		{list + "/" + waits, "staff", `button[value="refuse"]`}, {list + "/" + corrected, "staff", ""}, {list + "/" + cancelled, "staff", ""},
		{workplace + "/report", "staff", ""}, {workplace + "/report?year=2020", "staff", ""},
	}
}
