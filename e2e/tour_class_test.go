package e2e

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// classPages are those of editions and of their registers, as facilitators, staff and those who take part see them.
func classPages(t *testing.T, facilitator, referent, staff *person) (pages []page, pupil *person) {
	t.Helper()
	const list = workplace + "/classes"
	find := func(v *person, path, pattern string) string {
		t.Helper()
		found := regexp.MustCompile(pattern).FindSubmatch(v.get(path).body)
		if found == nil {
			t.Fatalf("%s does not lead to %s", path, pattern)
		}
		return string(found[1])
	}
	held := find(facilitator, list, `href="(`+list+`/[a-z0-9]{15})">Il pomeriggio`)
	closed := find(facilitator, held, `href="(`+held+`/sessions/[a-z0-9]{15})"`)
	over := find(facilitator, held, `(?s)`+closed+`".*?href="(`+held+`/sessions/[a-z0-9]{15})"`)
	others := find(referent, list, `href="(`+list+`/[a-z0-9]{15}/bring)"`)
	one := find(facilitator, closed, `href="(`+closed+`/people/[a-z0-9]{15})"`)

	desk, id := plansEdition(t, staff, "Da guardare", url.Values{"seats": {"1"}, "approval": {"yes"}})
	pupil, waits := academy.newLearner(t, "Ines", "Posto"), academy.newLearner(t, "Aldo", "Attesa")
	show := "/courses/spid-e-cie/editions/" + id
	pupil.post(show, nil)
	waits.post(show, nil)
	seat := find(staff, desk, `action="(`+desk+`/seats/[a-z0-9]{15})"`)
	staff.post(seat, url.Values{"act": {"approve"}})
	door := findsDoor(t, staff, desk)
	open := strings.TrimSuffix(door, "/door")
	entry := "/door/" + sessionOf(door)
	return []page{
		{list, "facilitator", ""}, {list + "/new", "facilitator", ""}, {list + "/new", "facilitator", save}, {held, "facilitator", ""}, {list, "referent", ""}, {others, "referent", ""}, {held + "/edit", "facilitator", ""},
		{closed, "facilitator", ""}, {closed + "/history", "facilitator", ""}, {one, "facilitator", ""}, {one, "facilitator", save},
		{over, "facilitator", ""}, {over, "facilitator", `button[value="all"]`}, {over, "facilitator", `form[action$="/paper"] button`}, {over + "/close", "facilitator", ""}, {over + "/history", "facilitator", ""},
		{managedEditions, "staff", ""}, {managedEditions + "/new", "staff", save}, {desk, "staff", ""}, {seat, "staff", ""}, {desk + "/cancel", "staff", ""}, {open, "staff", ""}, {door, "staff", ""},
		{show, "", ""}, {show, "pupil", ""}, {show + "/leave", "pupil", ""}, {"/me", "pupil", ""}, {entry, "pupil", ""}, {"/door", "pupil", ""}, {"/door", "pupil", `main form[action="/door"] button`},
	}, pupil
}
