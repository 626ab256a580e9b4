package hooks_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/classes"
	"aula/hooks"
	"aula/hours"
	"aula/internal/areas"
	"aula/internal/calendar"
	"aula/internal/documents"
	"aula/internal/testapp"
)

// career is somebody of a school in an organisation's employ.
type career struct {
	school
	ada, body string
}

func newCareer(t *testing.T) *career {
	t.Helper()
	app, _ := newServer(t)
	c := &career{school: newSchool(t, app), ada: testapp.Person(t, app, "learner", "ada@example.org").Id, body: testapp.Organisation(t, app, "c_l736").Id}
	course, err := app.FindRecordById("courses", c.course)
	if err != nil {
		t.Fatal(err)
	}
	course.Set("validity", 12)
	if err := app.Save(course); err != nil {
		t.Fatal(err)
	}
	c.employs(c.body, 3)
	return c
}

// employs lets an organisation employ Ada for some years.
func (c *career) employs(organisation string, years int) {
	c.t.Helper()
	_, err := accounts.Join(c.app, "", accounts.Joining{User: c.ada, Organisation: organisation, Role: accounts.Employee, From: time.Now().AddDate(-years, 0, 0)})
	if err != nil {
		c.t.Fatal(err)
	}
}

// attends has Ada at a class of two sessions, so many days ago, from beginning to end.
func (c *career) attends(days int) (sessions []string) {
	c.t.Helper()
	x, sessions := c.class(time.Now().AddDate(0, 0, -days), time.Now().AddDate(0, 0, 1-days))
	c.seats(x, c.ada)
	for _, s := range sessions {
		c.writes(s, c.ada, time.Hour)
	}
	c.closes(sessions...)
	x.Set("state", string(classes.Ended))
	if err := c.app.Save(x); err != nil {
		c.t.Fatal(err)
	}
	return sessions
}

// files has Ada file training of 90 minutes with a document; it is decided on so.
func (c *career) files(decide ...func(core.App, hours.Decision, time.Time) (*hours.Filed, error)) {
	c.t.Helper()
	now := time.Now()
	f := hours.Filing{User: c.ada, Title: "Privacy", Holder: "Scuola", From: calendar.AddDays(now, -5), Until: calendar.AddDays(now, -5), Minutes: 90, Area: areas.Values}
	filed, err := hours.File(c.app, f, "a.pdf", strings.NewReader("%PDF-1.4\nx\n%%EOF\n"), now)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, take := range decide {
		err := c.app.RunInTransaction(func(tx core.App) error {
			fresh, err := hours.FindOutside(tx, filed.Id)
			if err == nil {
				_, err = take(tx, hours.Decision{Organisation: c.body, By: "rita", ID: filed.Id, Revision: fresh.Revision(), Reason: "errore"}, now)
			}
			return err
		})
		if err != nil {
			c.t.Fatal(err)
		}
	}
}

// agrees holds everything that adds hours up to the same number of minutes.
func (c *career) agrees(says string, want int) {
	c.t.Helper()
	signer, err := documents.OpenSigner(documents.Keys{Folder: c.t.TempDir()}, "Centro")
	if err != nil {
		c.t.Fatal(err)
	}
	years, err := hours.YearsOf(c.app, c.ada)
	if err != nil {
		c.t.Fatal(err)
	}
	var page, statement, report, list int
	for _, year := range years {
		lines, err := hours.EntriesOf(c.app, c.ada, year)
		if err != nil {
			c.t.Fatal(err)
		}
		page += hours.SumOf(lines).Minutes
		s, _, err := hours.StatementFor(c.app, signer, c.ada, year, "it", time.Now())
		if err != nil {
			c.t.Fatal(err)
		}
		statement += s.Facts().Minutes()
		r, err := hours.ReportOf(c.app, c.body, year)
		if err != nil {
			c.t.Fatal(err)
		}
		report += r.Whole.Minutes
		inAreas := 0
		for _, a := range r.Areas {
			inAreas += a.Minutes
		}
		if inAreas != r.Whole.Minutes {
			c.t.Errorf("%s: the areas of %d come to %d of %d minutes", says, year, inAreas, r.Whole.Minutes)
		}
		from := time.Date(year, 1, 1, 0, 0, 0, 0, calendar.Zone)
		people, _, err := certificates.HoursOf(c.app, certificates.HoursFilter{Organisation: c.body, From: from, To: from.AddDate(1, 0, 0)})
		if err != nil {
			c.t.Fatal(err)
		}
		for _, p := range people {
			list += int(p.Hours*60 + 0.5)
		}
	}
	if total := sum(c.t, c.app, c.ada); page != want || statement != want || report != want || list != want || total != want {
		c.t.Errorf("%s: the page says %d minutes, the statement %d, the report %d, the list %d, the totals %d; want %d", says, page, statement, report, list, total, want)
	}
}

// written are the bytes of all years' totals, before and after they were made anew.
func (c *career) written() string {
	c.t.Helper()
	var all [2]bytes.Buffer
	for i := range all {
		for year := time.Now().Year() - 3; year <= time.Now().Year()+1; year++ {
			if err := hours.Write(c.app, year, &all[i]); err != nil {
				c.t.Fatal(err)
			}
			if r, err := hours.Recompute(c.app, year); err != nil || r.Wrong != 0 {
				c.t.Errorf("totals of %d: %+v, %v", year, r, err)
			}
		}
	}
	if all[0].String() != all[1].String() {
		c.t.Errorf("totals made anew differ:\n%s\n%s", all[0].String(), all[1].String())
	}
	return all[1].String()
}

// rows counts the rows of every collection.
func (c *career) rows() string {
	c.t.Helper()
	all, err := c.app.FindAllCollections()
	if err != nil {
		c.t.Fatal(err)
	}
	var lines strings.Builder
	for _, collection := range all {
		if collection.IsView() {
			continue
		}
		n, err := c.app.CountRecords(collection)
		if err != nil {
			c.t.Fatal(err)
		}
		fmt.Fprintln(&lines, collection.Name, n)
	}
	return lines.String()
}

// renews begins the course anew when its certificate ends soon.
func (c *career) renews(want error) {
	c.t.Helper()
	if _, err := certificates.Renew(c.app, c.ada, c.course, time.Now().AddDate(0, 11, 0)); !errors.Is(err, want) {
		c.t.Fatalf("renewed: %v, want %v", err, want)
	}
}

func (c *career) certificate() *certificates.Certificate {
	c.t.Helper()
	last, err := certificates.Newest(c.app, c.ada, c.course)
	if err != nil {
		c.t.Fatal(err)
	}
	return last
}

// A life of hours: classes, a renewal, training elsewhere, revocations, two employers, and an account that goes. Everything that adds hours up says the
// same after each step.
func TestEverythingThatAddsHoursUpSaysTheSame(t *testing.T) {
	c := newCareer(t)
	first := c.attends(20)
	c.agrees("at a class", 80)
	mark(t, c.app, c.ada, c.course, "uno", true)
	c.agrees("with its course complete", 120)
	c.renews(nil)
	c.renews(nil)
	c.agrees("begun anew", 120)
	mark(t, c.app, c.ada, c.course, "uno", true)
	c.agrees("with the lesson of the second cycle", 180)
	c.corrects(first[0], c.ada, 0)
	c.agrees("after a correction in the first cycle", 180)
	c.attends(9)
	c.agrees("with the second cycle complete", 240)
	mark(t, c.app, c.ada, c.course, "uno", true)
	c.agrees("and nothing twice in a cycle", 240)
	c.files(hours.Refuse)
	c.files(hours.Accept, hours.Cancel)
	c.agrees("with training elsewhere cancelled", 240)
	c.files(hours.Accept)
	c.agrees("sent again and accepted", 330)
	last := c.certificate()
	if _, err := certificates.Revoke(c.app, last.Id, "errore"); err != nil {
		t.Fatal(err)
	}
	c.agrees("with the second certificate revoked", 210)
	if _, err := certificates.Reissue(c.app, last.Id); err != nil {
		t.Fatal(err)
	}
	c.agrees("made good", 330)
	second := testapp.Organisation(t, c.app, "c_a944").Id
	c.employs(second, 1)
	c.renews(nil)
	c.attends(3)
	c.agrees("of two employers the first has them", 410)

	before := c.written()
	year := time.Now().Year()
	was, err := hours.ReportOf(c.app, c.body, year)
	if err != nil {
		t.Fatal(err)
	}
	ada, err := accounts.Find(c.app, c.ada)
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.Delete(c.app, ada); err != nil {
		t.Fatal(err)
	}
	erased := c.rows()
	if err := accounts.Delete(c.app, ada); !errors.Is(err, accounts.ErrNoPerson) { // from another tab
		t.Errorf("erased once more: %v", err)
	}
	if again := c.rows(); again != erased {
		t.Errorf("erasing once more changed the database:\n%s\n%s", erased, again)
	}
	is, err := hours.ReportOf(c.app, c.body, year)
	if err != nil || is.Whole.Minutes != was.Whole.Minutes || is.Whole.People != was.Whole.People || c.written() != before {
		t.Errorf("without the account the report has %+v, it had %+v, %v", is.Whole, was.Whole, err)
	}
	for table, want := range map[string]int64{"hours_outside": 0, "certificates": 3} {
		if n, err := c.app.CountRecords(table); err != nil || n != want {
			t.Errorf("%s: %d rows, want %d (%v)", table, n, want, err)
		}
	}
}

// Whoever renews a certificate still holds the first one: that it rests on nothing any more is told as before.
func TestACorrectionAfterARenewalIsToldToStaff(t *testing.T) {
	c := newCareer(t)
	sessions := c.attends(20)
	mark(t, c.app, c.ada, c.course, "uno", true)
	held := c.certificate()
	c.renews(nil)
	for _, s := range sessions {
		c.corrects(s, c.ada, 0)
	}
	s, err := classes.FindSession(c.app, sessions[0])
	if err != nil {
		t.Fatal(err)
	}
	x, err := classes.Find(c.app, s.Edition())
	if err != nil {
		t.Fatal(err)
	}
	doubts, err := hooks.UnsupportedPresence(c.app, x)
	if err != nil || len(doubts) != 1 || doubts[0].Certificate != held.Id {
		t.Errorf("%+v, %v", doubts, err)
	}
}
