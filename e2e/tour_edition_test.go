package e2e

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// editionPages are those of editions in which there is a seat, somebody waits, or that are called off; and of a session that begins: its door and its register.
func editionPages(t *testing.T, learner, writer, staff *person) []page {
	t.Helper()
	desk, id := plansEdition(t, staff, "Mattina, con un posto", url.Values{"seats": {"1"}})
	off, offID := plansEdition(t, staff, "Sera", nil)
	staff.post(off+"/cancel", url.Values{"reason": {"Neve"}})
	show, door := "/courses/spid-e-cie/editions/"+id, findsDoor(t, staff, desk)
	register := strings.TrimSuffix(door, "/door")
	writer.post(show, nil)
	learner.post(show, nil)
	seat := regexp.MustCompile(`/seats/([a-z0-9]{15})"`).FindSubmatch(staff.get(desk).body)
	if seat == nil {
		t.Fatal("nobody has a seat")
	}
	return []page{
		{managedEditions, "staff", ""}, {managedEditions + "/new", "staff", ""}, {managedEditions + "/new", "staff", save}, {desk, "staff", ""}, {desk + "/edit", "staff", ""},
		{desk + "/cancel", "staff", ""}, {desk + "/seats/" + string(seat[1]), "staff", ""}, {off, "staff", ""}, {workplace + "/classes", "staff", ""}, {workplace + "/classes/new", "staff", ""},
		{show, "", ""}, {show, "learner", ""}, {show, "writer", ""}, {show + "/leave", "writer", ""}, {"/courses/spid-e-cie/editions/" + offID, "learner", ""},
		{door, "staff", ""}, {register, "staff", ""}, {register + "/history", "staff", ""}, {"/door", "", ""}, {"/door", "", send}, {"/door/" + sessionOf(door), "writer", ""},
	}
}
