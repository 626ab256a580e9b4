package demo_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/hooks"
	"aula/hours"
	"aula/internal/demo"
	"aula/internal/testapp"
	"aula/quizzes"
	"aula/webinars"
)

func TestAnEmptyAcademyIsFilledOnceAndSaysHowToComeIn(t *testing.T) {
	app := testapp.New(t)
	first, err := demo.Fill(app, "http://127.0.0.1:8090")
	if err != nil {
		t.Fatal(err)
	}
	people, _ := app.CountRecords("users")
	again, err := demo.Fill(app, "http://127.0.0.1:8090")
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := app.CountRecords("users"); n != people || len(again.Courses) != len(first.Courses) || len(first.Courses) == 0 {
		t.Errorf("people %d then %d, courses %v then %v", people, n, first.Courses, again.Courses)
	}
	for _, a := range first.Accounts {
		r, err := app.FindAuthRecordByEmail("users", a.Email)
		if err != nil || !r.ValidatePassword(a.Password) {
			t.Errorf("%s cannot come in: %v", a.Email, err)
			continue
		}
		roles := []string{r.GetString("role")}
		belongs, err := accounts.MembershipsOf(app, r.Id)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range belongs {
			roles = append(roles, string(m.Role()))
		}
		if !slices.Contains(roles, a.Role) {
			t.Errorf("%s is said to be %s, and is %v", a.Email, a.Role, roles)
		}
	}
}

func TestAnAcademyOfItsOwnIsNotTouched(t *testing.T) {
	app := testapp.New(t)
	testapp.Person(t, app, "administrator")
	if _, err := demo.Fill(app, "http://127.0.0.1:8090"); !errors.Is(err, demo.ErrInUse) {
		t.Errorf("error %v, want ErrInUse", err)
	}
	if n, _ := app.CountRecords("users"); n != 1 {
		t.Errorf("%d people", n)
	}
}

func TestTheFileIsForItsOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	if err := (demo.Academy{URL: "http://127.0.0.1:1"}).Write(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, demo.FileName)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
	content, err := os.ReadFile(path)
	if err != nil || !json.Valid(content) {
		t.Errorf("%s, error %v", content, err)
	}
}

func TestWhoMarksFindsEssaysInTheQueue(t *testing.T) {
	app := testapp.New(t)
	academy, err := demo.Fill(app, "http://127.0.0.1:8090")
	if err != nil {
		t.Fatal(err)
	}
	markers := map[string]string{}
	for _, a := range academy.Accounts {
		r, err := app.FindAuthRecordByEmail("users", a.Email)
		if err != nil {
			t.Fatal(err)
		}
		markers[a.Role] = r.Id
	}
	for _, row := range []struct {
		role  string
		ready int
		own   int // has the person's mark and waits for another's
	}{{"staff", 4, 1}, {"author", 5, 0}, {"administrator", 5, 0}} {
		filter := quizzes.PaperFilter{Marker: markers[row.role], Page: 1}
		ready, err := quizzes.CountPapers(app, filter, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		_, own, err := quizzes.ListPapers(app, filter, true, time.Now())
		if err != nil || ready != row.ready || own != row.own {
			t.Errorf("%s can mark %d, and %d wait for another person: %v", row.role, ready, own, err)
		}
	}
	written := essays(t, app)
	if len(written) != 5 {
		t.Fatalf("%d essays", len(written))
	}
	files := 0
	for _, p := range written {
		if files += len(p.Answer.Files); p.Attempt.Max()-p.Attempt.Score() != p.Max {
			t.Errorf("attempt %s has lost points beside its essay: %v of %v", p.Attempt.Id, p.Attempt.Score(), p.Attempt.Max())
		}
		if words, task := quizzes.Words(p.Answer.Text), p.Question.Body.Task; words < task.MinWords || words > task.MaxWords {
			t.Errorf("an essay has %d words, which the task does not want", words)
		}
	}
	if files != 1 {
		t.Errorf("%d files are handed in", files)
	}
}

// essays are those that wait, as somebody new to all of them opens them.
func essays(t *testing.T, app core.App) []*quizzes.Paper {
	t.Helper()
	reader := testapp.Person(t, app, "staff").Id
	list, _, err := quizzes.ListPapers(app, quizzes.PaperFilter{Marker: reader, Page: 1}, false, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	papers := make([]*quizzes.Paper, len(list))
	for i, ref := range list {
		if papers[i], err = quizzes.TakePaper(app, reader, ref.Attempt, ref.Question, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	return papers
}

func TestTheDemoHasWebinarsInEveryState(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	academy, err := demo.Fill(app, "http://127.0.0.1:8090")
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]int{}
	for _, w := range academy.Webinars {
		states[w.State]++
		grant, err := webinars.ReadMediaToken(app, w.Token, time.Now())
		if err != nil || grant.Webinar != w.ID || !grant.Publish || !grant.Play {
			t.Errorf("%s: %+v, %v", w.Title, grant, err)
		}
		taken, waiting, err := webinars.CountSeats(app, w.ID)
		if err != nil || taken == 0 || w.State == "planned" && strings.HasPrefix(w.Title, "App IO") && waiting != 1 {
			t.Errorf("%s: %d registered, %d wait, %v", w.Title, taken, waiting, err)
		}
	}
	for state, want := range map[string]int{"open": 1, "planned": 2, "ended": 1} {
		if n := counting(t, app, state); n != want {
			t.Errorf("%d webinars that are %s count for a course, want %d", n, state, want)
		}
	}
	if len(academy.Webinars) != 5 || states["open"] != 1 || states["planned"] != 3 || states["ended"] != 1 {
		t.Errorf("%v", states)
	}
}

// counting are the webinars of a state that count for a course.
func counting(t *testing.T, app core.App, state string) int {
	t.Helper()
	n, err := app.CountRecords(webinars.Collection, dbx.HashExp{"state": state}, dbx.NewExp("course != ''"))
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func TestTheWebinarThatIsOverGaveCertificatesToThoseWhoStayedLongEnough(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	for range 2 { // the second finds what the first made
		if _, err := demo.Fill(app, "http://127.0.0.1:8090"); err != nil {
			t.Fatal(err)
		}
	}
	over, err := app.FindFirstRecordByData(webinars.Collection, "state", "ended")
	if err != nil {
		t.Fatal(err)
	}
	register, err := hooks.RegisterOf(app, webinars.Of(over))
	if err != nil || register.Count(webinars.Enough) == 0 || register.Count(webinars.Short) == 0 {
		t.Fatalf("%d stayed long enough and %d did not: %v", register.Count(webinars.Enough), register.Count(webinars.Short), err)
	}
	for _, row := range register.Rows {
		enrolment, err := courses.FindEnrolment(app, row.User, over.GetString("course"))
		if err != nil {
			t.Fatal(err)
		}
		n, err := app.CountRecords(certificates.Collection, dbx.HashExp{"enrolment": enrolment.Id})
		if err != nil || (n == 1) != row.Enough || n > 1 {
			t.Errorf("%s, %d %%: %d certificates, %v", row.Name, row.Percent, n, err)
		}
	}
}

func TestTheDemoHasCertificatesThatEndAndTrainingElsewhereInEveryState(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	if _, err := demo.Fill(app, "http://127.0.0.1:8090"); err != nil {
		t.Fatal(err)
	}
	course, err := courses.FindBySlug(app, "sicurezza-sul-lavoro")
	if err != nil || course.Validity() != 60 {
		t.Fatalf("%v, %v", course, err)
	}
	for mailbox, want := range map[string]string{
		"allievo": "1 valid", "giulia.conti": "1 expired", "referente": "1 expired, 2 valid", "ahmed.benali": "1 valid, 2 under way",
	} {
		who, err := app.FindAuthRecordByEmail("users", mailbox+"@aula.example")
		if err != nil {
			t.Fatal(err)
		}
		held, err := certificates.HeldBy(app, who.Id)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		rows, err := app.FindRecordsByFilter("enrolments", "user = {:u} && course = {:c}", "cycle", 0, 0, dbx.Params{"u": who.Id, "c": course.Id})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range rows {
			state := string(held[e.Id].State)
			if e.GetDateTime("completed").IsZero() {
				state = "under way"
			}
			got = append(got, e.GetString("cycle")+" "+state)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q, want %q", mailbox, got, want)
		}
	}
	if list, err := certificates.ExpiringSoon(app, time.Now()); err != nil || len(list) != 2 {
		t.Errorf("%d are to be reminded: %v", len(list), err)
	}
	for _, state := range hours.OutsideStates {
		if n, err := app.CountRecords(hours.OutsideCollection, dbx.HashExp{"state": string(state)}); err != nil || n == 0 {
			t.Errorf("%d filed elsewhere are %s: %v", n, state, err)
		}
	}
}
