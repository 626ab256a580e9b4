package hooks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/hooks"
	"aula/hours"
	"aula/internal/testapp"
	"aula/webinars"
)

// counted is a course of two hours: lessons of 20 and 50 minutes, and a quiz; so 30, 75 and 15 minutes of training.
func counted(t *testing.T, app core.App) (course, quiz string, learner *core.Record) {
	t.Helper()
	course = testapp.Save(t, app, "courses", map[string]any{
		"slug": "etica", "title": "Etica", "state": "published", "certificate": true, "hours": 2, "area": "values", "compulsory": true,
		"complete": types.JSONRaw(`{"lessons":"all","quizzes":[{"id":"fine","pass":60}]}`),
	}).Id
	for i, key := range []string{"uno", "due"} {
		testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": key, "slug": key, "title": "Lezione " + key, "position": i + 1, "minutes": []int{20, 50}[i]})
	}
	quiz = testapp.Save(t, app, "quizzes", map[string]any{"course": course, "key": "fine", "slug": "fine", "title": "Fine"}).Id
	return course, quiz, testapp.Person(t, app, "learner")
}

func mark(t *testing.T, app core.App, user, course, lesson string, done bool) {
	t.Helper()
	if _, err := courses.MarkLesson(app, user, course, lesson, done); err != nil {
		t.Fatal(err)
	}
}

// ledger writes what a person has: "minutes source key" of each entry, a counter-entry with its reason.
func ledger(t *testing.T, app core.App, person string) (all []hours.Entry, lines string) {
	t.Helper()
	all, err := hours.EntriesOf(app, person, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range all {
		_, key, _ := strings.Cut(e.Key, "/")
		list = append(list, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", e.Minutes, e.Source, key, e.Reason)))
	}
	slices.Sort(list) // of one moment any may come first
	return all, strings.Join(list, ", ")
}

// sum is how many minutes somebody has, with the totals made anew.
func sum(t *testing.T, app core.App, person string) (minutes int) {
	t.Helper()
	for year := time.Now().Year() - 2; year <= time.Now().Year()+1; year++ {
		if r, err := hours.Recompute(app, year); err != nil || r.Wrong != 0 {
			t.Errorf("totals of %d: %+v, %v", year, r, err)
		}
	}
	totals, err := hours.TotalsOf(app, hours.TotalsFilter{Person: person})
	if err != nil {
		t.Fatal(err)
	}
	for _, total := range totals {
		minutes += total.Minutes
	}
	return minutes
}

func TestHoursGrowWithEachPartOfACourseAndAreExactAtItsEnd(t *testing.T) {
	app, _ := newServer(t)
	course, quiz, ada, e := halfway(t, app)
	mark(t, app, ada.Id, course, "uno", false)
	if got := sum(t, app, ada.Id); got != 75 {
		t.Errorf("%d minutes after one lesson was unmarked", got)
	}
	mark(t, app, ada.Id, course, "uno", true)
	attempt(t, app, ada.Id, quiz, e.Id, 1, true)
	all, lines := ledger(t, app, ada.Id)
	if want := "-30 lesson lesson:uno taken_back, 15 quiz quiz:fine, 30 lesson lesson:uno, 30 lesson lesson:uno, 75 lesson lesson:due"; lines != want {
		t.Errorf("the ledger has %s\nwant %s", lines, want)
	}
	if got := sum(t, app, ada.Id); got != 120 {
		t.Errorf("%d minutes of a course of two hours", got)
	}
	for _, entry := range all {
		if entry.Area != "values" || !entry.Compulsory || entry.Title != "Etica" || entry.Evidence()["enrolment"] != e.Id {
			t.Errorf("the entry says %+v %v", entry, entry.Evidence())
		}
		if strings.Contains(string(entry.Proof), "score") {
			t.Errorf("the ledger tells a mark: %s", entry.Proof)
		}
	}
	r, err := app.FindRecordById("courses", course)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("hours", 5) // who has finished keeps what the certificate says
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	if got := sum(t, app, ada.Id); got != 120 {
		t.Errorf("%d minutes once the course is longer", got)
	}
	if err := app.Delete(r); err != nil {
		t.Fatal(err)
	}
	if got := sum(t, app, ada.Id); got != 120 {
		t.Errorf("%d minutes once the course is gone", got)
	}
	ada.Set("family_name", "Neri")
	if err := app.Save(ada); err != nil {
		t.Fatal(err)
	}
	if err := app.Delete(ada); err != nil {
		t.Fatal(err)
	}
	if h, err := hours.FindHolder(app, ada.Id); err != nil || h.Family != "Neri" || sum(t, app, ada.Id) != 120 {
		t.Errorf("without the account: %+v, %v", h, err)
	}
}

// halfway is somebody who has done both lessons of the course, and not yet its quiz.
func halfway(t *testing.T, app core.App) (course, quiz string, ada *core.Record, e *courses.Enrolment) {
	t.Helper()
	course, quiz, ada = counted(t, app)
	e, err := courses.Enrol(app, ada.Id, course)
	if err != nil {
		t.Fatal(err)
	}
	mark(t, app, ada.Id, course, "uno", true)
	mark(t, app, ada.Id, course, "due", true)
	return course, quiz, ada, e
}

func TestACourseThatAsksForLessMeanwhileGivesNoMoreThanItsHours(t *testing.T) {
	app, _ := newServer(t)
	course, quiz, ada, e := halfway(t, app)
	r, err := app.FindRecordById("courses", course)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("hours", 1)
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	attempt(t, app, ada.Id, quiz, e.Id, 1, true)
	if _, lines := ledger(t, app, ada.Id); sum(t, app, ada.Id) != 60 || !strings.Contains(lines, "-75 lesson lesson:due course") {
		t.Errorf("%d minutes of a course of one hour: %s", sum(t, app, ada.Id), lines)
	}
}

func TestACompletionWithoutPartsGivesTheWholeCourseOnItsDay(t *testing.T) {
	app, _ := newServer(t)
	course, _, ada := counted(t, app)
	body := testapp.Organisation(t, app, "c_l736").Id
	testapp.Save(t, app, "memberships", map[string]any{"user": ada.Id, "organisation": body, "role": "employee", "from": "2025-01-01 00:00:00.000Z", "until": "2026-01-01 00:00:00.000Z", "accepted": "2025-01-01 00:00:00.000Z"})
	testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course, "cycle": 1, "completed": "2025-12-31 22:30:00.000Z"})
	testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course, "cycle": 2, "completed": "2025-12-31 23:30:00.000Z"})
	totals, err := hours.TotalsOf(app, hours.TotalsFilter{Person: ada.Id, Organisation: body})
	if err != nil || len(totals) != 2 || totals[0].Year != 2025 || totals[0].Minutes != 120 || totals[1].Year != 2026 || totals[1].Minutes != 120 {
		t.Errorf("totals %+v, %v", totals, err)
	}
}

func TestARevokedCertificateTakesItsHoursBackAndOneMadeGoodRestoresThem(t *testing.T) {
	app, _ := newServer(t)
	_, quiz, ada, e := halfway(t, app)
	attempt(t, app, ada.Id, quiz, e.Id, 1, true)
	for i, step := range []struct {
		says string
		do   func(*certificates.Certificate) (*certificates.Certificate, error)
		want int
	}{
		{"its name is corrected", func(c *certificates.Certificate) (*certificates.Certificate, error) {
			return certificates.Rename(app, c.Id, "Ada", "Verdi")
		}, 120},
		{"it is revoked", func(c *certificates.Certificate) (*certificates.Certificate, error) {
			return certificates.Revoke(app, c.Id, "errore")
		}, 0},
		{"it is made good", func(c *certificates.Certificate) (*certificates.Certificate, error) {
			return certificates.Reissue(app, c.Id)
		}, 120},
		{"it is revoked again", func(c *certificates.Certificate) (*certificates.Certificate, error) {
			return certificates.Revoke(app, c.Id, "errore")
		}, 0},
	} {
		r := &core.Record{}
		if err := app.RecordQuery("certificates").OrderBy("number DESC").Limit(1).One(r); err != nil {
			t.Fatal(err)
		}
		if _, err := step.do(certificates.CertificateOf(r)); err != nil {
			t.Fatal(err)
		}
		if got := sum(t, app, ada.Id); got != step.want {
			t.Errorf("%d: once %s there are %d minutes, want %d", i, step.says, got, step.want)
		}
	}
	now, err := courses.FindEnrolmentByID(app, e.Id)
	if err != nil {
		t.Fatal(err)
	}
	for _, completed := range []any{nil, types.NowDateTime()} {
		now.Set("completed", completed)
		if err := app.Save(now); err != nil {
			t.Fatal(err)
		}
	}
	if got := sum(t, app, ada.Id); got != 0 {
		t.Errorf("completed anew after a revocation: %d minutes", got)
	}
}

func TestAWebinarWithoutACourseGivesThePresenceThatItsRegisterKeeps(t *testing.T) {
	start := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
	h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
	h.stay(t, "ada", start, 0, 50*time.Minute)
	h.stay(t, "bruno", start, 0, 20*time.Minute) // not enough
	testapp.Save(t, h.app, "webinar_presences", map[string]any{
		"webinar": h.webinar, "person": h.ids["host"], "user": h.people["host"].Id, "name": "host", "joined": start, "left": start.Add(time.Hour),
	})
	h.end(t, start.Add(time.Hour))
	check := func(says string, ada, bruno int) {
		t.Helper()
		if a, b, host := sum(t, h.app, h.people["ada"].Id), sum(t, h.app, h.people["bruno"].Id), sum(t, h.app, h.people["host"].Id); a != ada || b != bruno || host != 0 {
			t.Errorf("%s: Ada has %d minutes, Bruno %d, the host %d", says, a, b, host)
		}
	}
	check("when it ended", 50, 0)
	h.correct(t, "ada", 55)
	h.correct(t, "bruno", 60)
	check("corrected upward", 55, 60)
	h.correct(t, "ada", 10)
	check("corrected downward", 0, 60)
	if _, lines := ledger(t, h.app, h.people["ada"].Id); lines != "-50 webinar  register, -55 webinar  register, 50 webinar, 55 webinar" {
		t.Errorf("the ledger has %s", lines)
	}
	if err := h.app.Delete(h.people["bruno"]); err != nil {
		t.Fatal(err)
	}
	h.correct(t, "ada", 58) // the register no longer knows Bruno
	check("after an account is gone", 58, 60)
}

func TestAGuestWhoBecomesAPersonHasTheHoursOfTheWebinar(t *testing.T) {
	start := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
	h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
	h.ids["guest"] = testapp.Save(t, h.app, "webinar_registrations", map[string]any{
		"webinar": h.webinar, "name": "Gina", "email": "gina@example.org", "state": "registered", "asked": time.Now(),
	}).Id
	h.stay(t, "guest", start, 0, time.Hour)
	h.end(t, start.Add(time.Hour))
	gina := testapp.Person(t, h.app, "learner", "gina@example.org")
	if got := sum(t, h.app, gina.Id); got != 60 {
		t.Errorf("%d minutes", got)
	}
}

func TestHoursOfBeforeAMembershipWasEnteredMoveToTheEmployer(t *testing.T) {
	app, _ := newServer(t)
	course, _, ada := counted(t, app)
	for cycle, day := range []string{"2026-03-01 10:00:00.000Z", "2026-05-01 10:00:00.000Z"} {
		testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course, "cycle": cycle + 1, "completed": day})
	}
	body := testapp.Organisation(t, app, "c_l736").Id
	april := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	m, err := accounts.Join(app, "", accounts.Joining{User: ada.Id, Organisation: body, Role: accounts.Employee, From: april, Waits: true})
	if err != nil {
		t.Fatal(err)
	}
	of := func(organisation string) (minutes int) {
		t.Helper()
		totals, err := hours.TotalsOf(app, hours.TotalsFilter{Person: ada.Id})
		if err != nil {
			t.Fatal(err)
		}
		for _, total := range totals {
			if total.Organisation == organisation {
				minutes += total.Minutes
			}
		}
		return minutes
	}
	if got := of(body); got != 0 {
		t.Errorf("%d minutes in the employ of who was not accepted", got)
	}
	m.Set("accepted", time.Now())
	if err := app.Save(m.Record); err != nil {
		t.Fatal(err)
	}
	if of(body) != 120 || of("") != 120 || sum(t, app, ada.Id) != 240 {
		t.Errorf("%d minutes there, %d in nobody's employ", of(body), of(""))
	}
}

func TestWhatWasEarnedBeforeTheLedgerIsWrittenOnce(t *testing.T) {
	app := testapp.New(t) // and nobody listens
	course, _, ada := counted(t, app)
	for cycle := range 120 { // more than are written at once
		testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course, "cycle": cycle + 1, "completed": "2026-03-01 10:00:00.000Z"})
	}
	under := testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course, "cycle": 200}).Id
	testapp.Save(t, app, "fulfilments", map[string]any{"enrolment": under, "requirement": "lesson:due"})
	revoked := testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course, "cycle": 201, "completed": "2026-03-01 10:00:00.000Z"}).Id
	testapp.Save(t, app, "certificates", map[string]any{"user": ada.Id, "enrolment": revoked, "code": "C", "number": "2026/000001", "state": "revoked", "issued": time.Now()})
	stated := testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course, "cycle": 202, "completed": "2026-03-01 10:00:00.000Z"}).Id
	testapp.Save(t, app, "certificates", map[string]any{"user": ada.Id, "enrolment": stated, "code": "D", "number": "2026/000002", "state": "valid", "issued": time.Now(), "facts": types.JSONRaw(`{"attended":3}`)})
	w := testapp.Webinar(t, app, map[string]any{"state": string(webinars.Ended), "start": "2026-03-02 10:00:00.000Z", "ended": "2026-03-02 11:00:00.000Z"}).Id
	r := testapp.Save(t, app, "webinar_registrations", map[string]any{"webinar": w, "user": ada.Id, "state": "registered"}).Id
	testapp.Save(t, app, "webinar_attendances", map[string]any{"webinar": w, "person": r, "registration": r, "user": ada.Id, "seconds": 3000, "present": true})
	const want = 120*120 + 75 + 180 + 50
	for range 2 {
		if err := hooks.WriteHoursBefore(t.Context(), app); err != nil {
			t.Fatal(err)
		}
		if got := sum(t, app, ada.Id); got != want {
			t.Errorf("%d minutes, want %d", got, want)
		}
	}
}
