package main

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/hooks"
	"aula/internal/demo"
	"aula/internal/testapp"
	"aula/pages"
)

// small are the tables that may be read from end to end: how many rows they hold does not depend on how many
// people learn.
var small = map[string]bool{
	"centre": true, "courses": true, "backups": true, "_collections": true, "_params": true, "_superusers": true, "_migrations": true,
}

// TestNoPageScansATable asks every page that grows with the academy, as those who see most of it, and has
// SQLite explain each query that it led to.
func TestNoPageScansATable(t *testing.T) {
	h := openHouse(t)
	t.Run("a scan is found", h.aScanIsFound)
	type row struct{ role, path string }
	// The administrator finds people by any part of their names, which no index serves: tens of thousands are
	// read in tens of milliseconds. The kinds of jobs are those of two weeks: older ones are forgotten.
	// Who manages webinars is told how many there are in all.
	accepted := map[row]string{{"administrator", "/manage/people?q=rossi"}: "users", {"administrator", "/manage/jobs"}: "jobs", {"staff", "/manage/webinars"}: "webinars"}
	rows := []row{
		{"", "/"}, {"", "/courses"}, {"", "/courses?q=identit%C3%A0+digitale"}, {"", "/courses?audience=residents&level=base"},
		{"", "/courses/spid-e-cie"}, {"", "LESSON"}, {"", "/certificates"}, {"", "CERTIFICATE"},
		{"learner", "/"}, {"learner", "/me"}, {"learner", "/courses"}, {"learner", "/courses?q=codice"}, {"learner", "/courses/spid-e-cie"},
		{"learner", "LESSON"}, {"learner", "QUIZ"}, {"learner", "CERTIFICATE"}, {"learner", "/me/account"}, {"learner", "/me/account/devices"},
		{"learner", "/me/account/delete"}, {"learner", "/me/data"}, {"learner", "/api/aula/courses/spid-e-cie"}, {"learner", "/api/aula/courses/spid-e-cie/progress"},
		{"learner", "/api/collections/enrolments/records?skipTotal=1"}, {"learner", "/api/collections/certificates/records?skipTotal=1"},
		{"author", "/manage"}, {"author", "/manage/courses"}, {"author", "/manage/courses/spid-e-cie"}, {"author", "/manage/courses/spid-e-cie/learners"}, {"author", "/manage/courses/spid-e-cie/learners?q=conti"},
		{"author", "/manage/questions"}, {"staff", "/manage/questions"}, {"staff", "/manage/questions?state=answered"}, {"staff", "/manage/certificates"}, {"staff", "/manage/certificates?find=rossi"},
		{"learner", "/me/notifications"}, {"author", "/manage/marking"}, {"staff", "/manage/marking"},
		{"staff", "/manage/courses/sicurezza-informatica/quizzes/quiz-finale"},
		{"staff", "/manage/courses/sicurezza-informatica/quizzes/quiz-finale/statistics"},
		{"staff", "/manage/courses/sicurezza-informatica/quizzes/quiz-finale/regrade"},
		{"staff", "/manage/courses/sicurezza-informatica/quizzes/quiz-finale/questions"},
		{"", "/webinars"}, {"", "/webinars?past=yes"}, {"", "WEBINAR"}, {"", "/api/aula/webinars"}, {"learner", "/webinars"}, {"learner", "WEBINAR"}, {"learner", "ENDED"},
		{"staff", "/me"}, {"staff", "/manage/webinars"}, {"staff", "/manage/webinars?state=planned"}, {"staff", "/manage/WEBINAR"},
		{"staff", "/manage/WEBINAR/people"}, {"staff", "/manage/WEBINAR/people?q=conti&state=waiting"}, {"staff", "/manage/ENDED/register"}, {"staff", "/manage/ENDED/register.csv"},
		{"staff", "/organisations/demo_c01/completions"}, {"staff", "/organisations/demo_c01/completions?state=ending"}, {"staff", "/organisations/demo_c01/completions.csv?state=ending"},
		{"administrator", "/manage"}, {"administrator", "/manage/people"}, {"administrator", "/manage/people?q=rossi"}, {"administrator", "/manage/people?role=learner"}, {"administrator", "/manage/jobs"},
	}
	for _, row := range rows {
		t.Run(strings.Trim(row.role+" "+row.path, " "), func(t *testing.T) {
			h.get(t, row.role, row.path) // the first answer fills the caches
			recording.take()
			h.get(t, row.role, row.path)
			plans := recording.take()
			if len(plans) == 0 && row.role != "" {
				t.Error("nothing was asked: the recorder is deaf")
			}
			for query, steps := range plans {
				for _, table := range h.scanned(query, steps) {
					if accepted[row] == table {
						continue
					}
					t.Errorf("%s is scanned by %s\n%s", table, strings.Join(strings.Fields(query), " "), strings.Join(steps, "\n"))
				}
			}
		})
	}
}

// aScanIsFound proves that the test above can fail.
func (h *house) aScanIsFound(t *testing.T) {
	for _, row := range []struct{ query, want string }{
		{"SELECT id FROM enrolments WHERE percent = 3", "enrolments"},
		{"SELECT e.id FROM enrolments e JOIN users AS u ON u.id = e.user WHERE e.rated", "enrolments"},
		{"SELECT count(*) FROM fulfilments", "fulfilments"},
		{"UPDATE enrolments SET rated = 1 WHERE percent = 101", "enrolments"},
		{"SELECT id FROM users ORDER BY created LIMIT 5", "users"},
		{"SELECT id FROM enrolments WHERE percent = 3 ORDER BY id LIMIT 5", "enrolments"},
		{"SELECT * FROM certificates ORDER BY number DESC LIMIT 5", ""},
		{"SELECT x.user FROM (SELECT user FROM enrolments WHERE user = 'x' LIMIT 3) x", ""},
		{"SELECT id FROM enrolments WHERE user = 'x'", ""},
		{"SELECT course FROM course_search WHERE course_search MATCH 'x'", ""},
		{"SELECT * FROM centre", ""},
	} {
		recording.take()
		if _, err := h.app.DB().NewQuery(row.query).Execute(); err != nil {
			t.Fatal(err)
		}
		steps, ok := recording.take()[row.query] // the queue of jobs asks meanwhile
		if got := strings.Join(h.scanned(row.query, steps), " "); !ok || got != row.want {
			t.Errorf("%s scans %q, want %q (%v)", row.query, got, row.want, steps)
		}
	}
}

// house is the demo academy served from memory of what it asks its database.
type house struct {
	app    core.App
	url    string
	tokens map[string]string // by role
	paths  map[string]string
	tables map[string]bool // of the database
}

func openHouse(t *testing.T) *house {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: testapp.Folder(t), DBConnect: connect})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.ResetBootstrapState(); err != nil {
			t.Error(err)
		}
	})
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		if err := pages.Bind(se, pages.Options{Describe: hooks.Describe, Rooms: pages.Rooms{Register: hooks.RegisterOf, Doubts: hooks.UnsupportedCredits, ClassDoubts: hooks.UnsupportedPresence}}); err != nil {
			return err
		}
		return se.Next()
	})
	if _, err := demo.Fill(app, "http://127.0.0.1"); err != nil {
		t.Fatal(err)
	}
	h := &house{app: app, tokens: map[string]string{"": ""}, paths: map[string]string{}, tables: map[string]bool{}}
	var names []string
	if err := app.DB().NewQuery("SELECT name FROM sqlite_master WHERE type = 'table'").Column(&names); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		h.tables[name] = true
	}
	h.people(t)
	h.finish(t)
	h.url = testapp.Serve(t, app)
	return h
}

// people gives everybody a token. The learner is one who has begun.
func (h *house) people(t *testing.T) {
	t.Helper()
	for role, email := range map[string]string{
		"learner": "giulia.conti@aula.example", "author": "autrice@aula.example",
		"staff": "centro@aula.example", "administrator": "amministratrice@aula.example",
	} {
		user, err := h.app.FindAuthRecordByEmail("users", email)
		if err != nil {
			t.Fatal(err)
		}
		h.tokens[role] = testapp.Token(t, user)
	}
}

// finish lets the learner complete the course, so that there is a certificate, and finds the addresses.
func (h *house) finish(t *testing.T) {
	t.Helper()
	course, err := courses.FindBySlug(h.app, "spid-e-cie")
	if err != nil {
		t.Fatal(err)
	}
	user, err := h.app.FindAuthRecordByEmail("users", "giulia.conti@aula.example")
	if err != nil {
		t.Fatal(err)
	}
	enrolment, err := courses.FindEnrolment(h.app, user.Id, course.Id)
	if err != nil {
		t.Fatal(err)
	}
	required, err := courses.RequirementsOf(h.app, course.Id)
	if err != nil {
		t.Fatal(err)
	}
	err = h.app.RunInTransaction(func(tx core.App) error {
		for _, r := range required {
			if err := courses.Fulfil(tx, enrolment, r.String(), nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]string{
		"LESSON":      "SELECT '/courses/spid-e-cie/' || slug FROM lessons WHERE position > 1 AND course = '" + course.Id + "' LIMIT 1",
		"QUIZ":        "SELECT '/courses/spid-e-cie/quizzes/' || slug FROM quizzes WHERE course = '" + course.Id + "' LIMIT 1",
		"CERTIFICATE": "SELECT '/certificates/' || code FROM certificates LIMIT 1",
		"WEBINAR":     "SELECT '/webinars/' || id FROM webinars WHERE state = 'planned' AND seats > 0 LIMIT 1",
		"ENDED":       "SELECT '/webinars/' || id FROM webinars WHERE state = 'ended' LIMIT 1",
	} {
		var path string
		if err := h.app.DB().NewQuery(query).Row(&path); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		h.paths[name] = path
	}
}

func (h *house) get(t *testing.T, role, path string) {
	t.Helper()
	for name, known := range h.paths {
		path = strings.Replace(path, name, known, 1)
	}
	path = strings.Replace(path, "/manage//", "/manage/", 1)
	q, err := http.NewRequest(http.MethodGet, h.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token := h.tokens[role]; token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	a, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if body, err := io.ReadAll(a.Body); err != nil || a.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v\n%.300s", path, a.Status, err, body)
	}
}

var (
	scan    = regexp.MustCompile(`^SCAN (\w+)`)
	named   = regexp.MustCompile("(?i)(?:FROM|JOIN|,|UPDATE)\\s+[`\"\\[{]*(\\w+)[`\"\\]}]*(?:\\s+(?:AS\\s+)?[`\"\\[]*(\\w+))?")
	filters = regexp.MustCompile(`(?i)\bWHERE\b`)
	limited = regexp.MustCompile(`(?i)\bLIMIT\s+\d+`)
)

// waitingOnly is an index that holds the attempts which wait for somebody's marks, and no others.
const waitingOnly = "USING INDEX idx_attempts_waiting"

// scanned returns the tables that a query reads from end to end, but for small ones. SQLite names them as the
// query does: by their aliases.
func (h *house) scanned(query string, steps []string) []string {
	tables := map[string]string{}
	for _, match := range named.FindAllStringSubmatch(query, -1) {
		tables[match[1]], tables[match[2]] = match[1], match[1]
	}
	var list []string
	for _, step := range steps {
		match := scan.FindStringSubmatch(step)
		if match == nil || strings.Contains(step, "VIRTUAL TABLE INDEX") || strings.Contains(step, waitingOnly) || walks(query, step, steps) {
			continue
		}
		if table := tables[match[1]]; h.tables[table] && !small[table] { // else it is a subquery
			list = append(list, table)
		}
	}
	return list
}

// walks tells whether a step reads an index in order and stops at the query's limit.
func walks(query, step string, steps []string) bool {
	return strings.Contains(step, "USING INDEX") && limited.MatchString(query) && !filters.MatchString(query) &&
		!strings.Contains(strings.Join(steps, ";"), "TEMP B-TREE")
}
