package pages

import (
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// organiser is a facilitator of an organisation, who runs editions of its own.
func (d door) organiser(t *testing.T, ipa string) *visitor {
	t.Helper()
	p := testapp.Person(t, d.app, "learner", "fabia@"+ipa+".example")
	if _, err := accounts.Join(d.app, "", accounts.Joining{User: p.Id, Organisation: testapp.Organisation(t, d.app, ipa).Id, Role: accounts.Facilitator}); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	v.signIn(p.Email(), testapp.Password)
	return v
}

func presenceIn(t *testing.T, app core.App, slug string) int {
	t.Helper()
	c, err := courses.FindBySlug(app, slug)
	if err != nil {
		t.Fatal(err)
	}
	rule, err := c.Rule()
	if err != nil {
		t.Fatal(err)
	}
	return len(rule.Presence)
}

// A course has one rule for everybody who takes it: an organisation that runs an edition of the centre's course does not make it ask for more.
func TestAnOrganisationDoesNotChangeWhatTheCentresCourseAsks(t *testing.T) {
	d := openDoor(t)
	course := d.course(t)
	fabia := d.organiser(t, "c_here")
	const desk = "/organisations/c_here/classes"
	_, status, body := fabia.send(desk+"/new", typedPlan("course", course, "counts", "yes", "percent", "100")...)
	fabia.found("", http.StatusUnprocessableEntity, "", status, body, `id="counts-error"`, "non chiede presenza")
	if n := presenceIn(t, d.app, "spid"); n != 0 {
		t.Fatalf("the course asks for presence of everybody, %d times", n)
	}
	at, _, _ := fabia.send(desk+"/new", typedPlan("course", course)...)
	x := onlyEdition(t, d.app)
	if at != desk+"/"+x.Id {
		t.Errorf("without it: %s", at)
	}
	_, status, _ = fabia.send(desk+"/"+x.Id+"/edit", typedPlan("counts", "yes", "revision", "1")...)
	if n := presenceIn(t, d.app, "spid"); status != http.StatusUnprocessableEntity || n != 0 {
		t.Errorf("changing it afterwards: %d, %d times", status, n)
	}
	staff := d.member(t, "staff", "staff@example.org")
	staff.send("/manage/courses/spid/editions/new", typedPlan("counts", "yes")...)
	if n := presenceIn(t, d.app, "spid"); n != 1 {
		t.Fatalf("who runs the course: %d times", n)
	}
	_, status, body = fabia.send(desk+"/"+x.Id+"/edit", typedPlan("counts", "yes", "revision", "1")...)
	fabia.found("", http.StatusOK, "", status, body, "Primavera")
}

// Whoever runs an organisation's editions learns of nobody else's account by naming them as a facilitator.
func TestAnOrganisationNamesItsOwnFacilitatorsAndHosts(t *testing.T) {
	d := openDoor(t)
	course := d.course(t)
	fabia := d.organiser(t, "c_here")
	testapp.Person(t, d.app, "learner", "stranger@example.org")
	testapp.Person(t, d.app, "host", "host@example.org")
	said := map[string]string{}
	for _, email := range []string{"stranger@example.org", "nobody@example.org"} {
		_, status, body := fabia.send("/organisations/c_here/classes/new", typedPlan("course", course, "facilitators", email)...)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", email, status)
		}
		said[email] = strings.ReplaceAll(mainOf(body), email, "")
	}
	if said["stranger@example.org"] != said["nobody@example.org"] {
		t.Error("the answer tells who has an account")
	}
	_, status, body := fabia.send("/organisations/c_here/classes/new", typedPlan("course", course, "facilitators", "host@example.org, fabia@c_here.example")...)
	fabia.found("", http.StatusOK, "", status, body, "Primavera")
}

// Whoever runs an organisation's class is offered no tick of their own, and gets nothing by sending it all the same.
func TestWhoHoldsAClassDoesNotTickThemselves(t *testing.T) {
	d := openDoor(t)
	course := d.course(t)
	staff := d.member(t, "staff", "staff@example.org")
	staff.send("/manage/courses/spid/editions/new", typedPlan("counts", "yes")...) // the course asks for presence
	fabia := d.organiser(t, "c_here")
	yesterday := calendar.FormatDay(calendar.AddDays(time.Now(), -1))
	at, _, _ := fabia.send("/organisations/c_here/classes/new", typedPlan("course", course, "counts", "yes", "from", yesterday, "session_0_day", yesterday)...)
	me := d.id(t, "fabia@c_here.example")
	fabia.send(at, "list", "fabia@c_here.example")
	var sessions []*classes.Session
	err := d.app.RecordQuery(classes.Sessions).AndWhere(dbx.HashExp{"edition": path.Base(at)}).All(&sessions)
	if err != nil || len(sessions) != 1 {
		t.Fatalf("%s: %d sessions, %v", at, len(sessions), err)
	}
	register := at + "/sessions/" + sessions[0].Id
	_, status, body := fabia.page(register)
	fabia.found("", http.StatusOK, "", status, body, "La tua presenza la segna")
	if strings.Contains(body, "here_"+me) {
		t.Error("a tick is offered")
	}
	fabia.send(register, "seen", "0", "row_"+me, "yes", "here_"+me, "yes")
	_, status, body = fabia.send(register+"/paper", "names", "fabia@c_here.example", "act", "write")
	fabia.found("", http.StatusUnprocessableEntity, "", status, body, "sei tu")
	fabia.send(register + "/close")
	_, status, body = fabia.page(register + "/people/" + me)
	fabia.found("", http.StatusForbidden, "", status, body, "Nessuno segna la propria presenza")
	fabia.send(register+"/people/"+me, "here", "yes", "reason", "C'ero", "seen", "0")
	if n, err := d.app.CountRecords(classes.Presences); err != nil || n != 0 {
		t.Errorf("%d presences, %v", n, err)
	}
}
