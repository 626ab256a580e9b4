package pages

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/testapp"
)

// What is told of the people of an organisation that is not the reader's own begins so: whoever reads it was shown what is not theirs.
const theirName = "zqsegreto"

// walk is an academy with two organisations. Everything that is known of somebody of the other one has it.
type walk struct {
	*testing.T
	door
	ids     map[string][]string // by the name of a route's parameter
	readers map[string]string   // tokens by who it is
}

// Nothing is compressed only to be read at once.
var unpacked = &http.Transport{DisableCompression: true}

var parameter = regexp.MustCompile(`\{([a-z]+)(\.\.\.)?\}`)

func newWalk(t *testing.T) *walk {
	t.Helper()
	w := &walk{T: t, door: openDoor(t)}
	here, there := testapp.Organisation(t, w.app, "c_here").Id, testapp.Organisation(t, w.app, "c_there").Id
	course := testapp.Save(t, w.app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "hours": 2}).Id
	lesson := testapp.Save(t, w.app, "lessons", map[string]any{"course": course, "key": "uno", "slug": "uno", "title": "Uno"}).Id
	quiz := testapp.Save(t, w.app, "quizzes", map[string]any{"course": course, "key": "q", "slug": "q", "title": "Q"}).Id
	otto := testapp.Person(t, w.app, "learner", theirName+"@altro.example")
	otto.Set("given_name", theirName)
	otto.Set("family_name", theirName)
	if err := w.app.Save(otto); err != nil {
		t.Fatal(err)
	}
	m := w.joins(otto.Id, there, accounts.Employee)
	enrolment := testapp.Save(t, w.app, "enrolments", map[string]any{"user": otto.Id, "course": course, "cycle": 1, "completed": time.Now()}).Id
	attempt := testapp.Save(t, w.app, "attempts", map[string]any{"user": otto.Id, "quiz": quiz, "enrolment": enrolment, "number": 1, "state": "submitted", "answers": map[string]any{}, "result": []any{}}).Id
	assignment := testapp.Save(t, w.app, "assignments", map[string]any{"organisation": there, "course": course, "user": otto.Id}).Id
	webinar := testapp.Webinar(t, w.app, map[string]any{"title": "Dal vivo"}).Id
	registration := testapp.Save(t, w.app, "webinar_registrations", map[string]any{"webinar": webinar, "user": otto.Id, "state": "registered", "name": theirName, "email": theirName + "@altro.example"}).Id
	testapp.Save(t, w.app, "webinar_attendances", map[string]any{"webinar": webinar, "person": otto.Id, "name": theirName})
	question := testapp.Save(t, w.app, "lesson_questions", map[string]any{"course": course, "user": otto.Id, "text": theirName}).Id
	provider := testapp.Save(t, w.app, "oidc_providers", map[string]any{"name": "CIE", "kind": "cie", "issuer": "https://proxy.example", "client_id": "aula"}).Id
	edition := testapp.Save(t, w.app, "editions", map[string]any{"course": course, "title": "Là", "state": "planned", "organisation": there, "from": time.Now(),
		"until": time.Now().AddDate(0, 1, 0), "ways": []string{"self", "referent"}}).Id
	seat := testapp.Save(t, w.app, "edition_seats", map[string]any{"edition": edition, "user": otto.Id, "state": "in", "place": 1}).Id
	session := testapp.Save(t, w.app, "class_sessions", map[string]any{"edition": edition, "from": time.Now(), "until": time.Now().Add(time.Hour), "kind": "room", "place": "Sala"}).Id
	testapp.Save(t, w.app, "class_presences", map[string]any{"session": session, "user": otto.Id, "channel": "hand", "from": time.Now(), "until": time.Now().Add(time.Hour)})
	outside := testapp.Save(t, w.app, "hours_outside", map[string]any{"user": otto.Id, "organisation": there, "title": theirName, "holder": theirName, "state": "waiting",
		"sha256": theirName, "minutes": 60, "from": time.Now(), "until": time.Now(), "area": "digital", "reason": theirName, "revision": 1}).Id
	w.ids = map[string][]string{
		"outside": {outside},
		"edition": {edition}, "seat": {seat}, "session": {session},
		"ipa": {"c_here", "c_there"}, "membership": {m.Id}, "assignment": {assignment}, "registration": {registration}, "slug": {"spid"},
		"lesson": {"uno", lesson}, "quiz": {"q", quiz}, "attempt": {attempt}, "question": {question}, "person": {otto.Id}, "provider": {provider},
		"webinar": {webinar}, "collection": {"users", "memberships", "enrolments"}, "id": {otto.Id, webinar, attempt, course, quiz, question, m.Id, enrolment},
	}
	w.readers = map[string]string{"a visitor": ""}
	for _, role := range []string{"learner", "author", "host", "staff"} {
		w.readers[role] = testapp.Token(t, testapp.Person(t, w.app, role, role+"@here.example"))
	}
	for _, role := range accounts.MembershipRoles {
		p := testapp.Person(t, w.app, "learner", string(role)+"@here.example")
		w.joins(p.Id, here, role)
		w.readers["an own "+string(role)] = testapp.Token(t, p)
	}
	return w
}

func (w *walk) joins(user, organisation string, role accounts.MembershipRole) *accounts.Membership {
	w.Helper()
	m, err := accounts.Join(w.app, "", accounts.Joining{User: user, Organisation: organisation, Role: role})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// addresses are a route's with each id in each place. What the academy has none of takes ids of something else, the same in all places.
func (w *walk) addresses(path string) []string {
	path = strings.Replace(path, "webinars/{id}", "webinars/{webinar}", 1) // every third route: another's id finds nothing there
	list := []string{path}
	for _, found := range parameter.FindAllStringSubmatch(path, -1) {
		if values := w.ids[found[1]]; len(values) > 0 {
			list = eachWith(list, values, func(at, v string) string { return strings.Replace(at, found[0], v, 1) })
		}
	}
	if parameter.MatchString(list[0]) {
		list = eachWith(list, w.ids["id"][:3], func(at, v string) string { return parameter.ReplaceAllLiteralString(at, v) })
	}
	return list
}

func eachWith(addresses, values []string, put func(at, v string) string) (list []string) {
	for _, at := range addresses {
		for _, v := range values {
			list = append(list, put(at, v))
		}
	}
	return list
}

func (w *walk) asks(method, address, token string) (status int, body string) {
	w.Helper()
	if token != "" {
		token = "Bearer " + token
	}
	return w.sends(method, address, "Authorization", token)
}

// sends asks with a header of its own, unless it is empty, and follows no redirects.
func (w *walk) sends(method, address, header, value string) (status int, body string) {
	w.Helper()
	var form io.Reader
	if method != http.MethodGet {
		form = strings.NewReader(url.Values{"act": {"x"}, "state": {"withdrawn"}, "role": {"employee"}}.Encode())
	}
	req, err := http.NewRequestWithContext(w.Context(), method, w.url+address, form)
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if value != "" {
		req.Header.Set(header, value)
	}
	res, err := unpacked.RoundTrip(req)
	if err != nil {
		w.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	if err != nil {
		w.Fatal(err)
	}
	return res.StatusCode, string(content)
}

// Routes that wait for events instead of answering, and those whose address is itself the secret.
func (w *walk) leftOut(r testapp.Route) bool {
	return strings.HasPrefix(r.Path, "/api/realtime") || strings.HasSuffix(r.Path, "/room") && strings.HasPrefix(r.Path, "/api/") ||
		strings.Contains(r.Path, "{token}") || strings.Contains(r.Path, "{code}")
}

// No route shows anybody below the centre's staff what is known of another organisation's people.
func TestNoRouteShowsAnotherOrganisationsPeople(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	seen, asked := map[string]bool{}, 0
	for _, r := range w.routes() {
		if r.Method != http.MethodGet && r.Method != "" || w.leftOut(r) {
			continue
		}
		for _, address := range w.addresses(r.Path) {
			for who, token := range w.readers {
				asked++
				_, body := w.asks(http.MethodGet, address, token)
				if !strings.Contains(body, theirName) {
					continue
				}
				seen[who] = true
				if who != "staff" {
					t.Errorf("%s is shown them at %s", who, address)
				}
			}
		}
	}
	if !seen["staff"] || asked < 1000 {
		t.Errorf("the walk would see nothing: %v of %d", seen, asked)
	}
}

// No route lets anybody below the centre's staff change what is known of another organisation's people.
func TestNoRouteChangesAnotherOrganisationsPeople(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	before := w.state()
	for _, r := range w.routes() {
		if r.Method == http.MethodGet || w.leftOut(r) {
			continue
		}
		method := r.Method
		if method == "" {
			method = http.MethodPost
		}
		for _, address := range w.addresses(r.Path) {
			for who, token := range w.readers {
				if who != "staff" {
					w.asks(method, address, token)
				}
			}
			if after := w.state(); after != before {
				t.Fatalf("somebody changed them by %s %s:\n%s\n%s", method, address, before, after)
			}
		}
	}
	m := w.ids["membership"][0]
	w.asks(http.MethodPost, "/organisations/c_there/people/"+m, w.readers["staff"])
	if w.state() == before {
		t.Error("the walk would see nothing: what staff change is not noticed")
	}
}

// state is all that is kept of the other organisation's person, but for what time changes.
func (w *walk) state() string {
	w.Helper()
	var all []string
	user := w.ids["id"][0]
	for table, column := range map[string]string{
		"users": "id", "memberships": "user", "enrolments": "user", "attempts": "user", "assignments": "user", "webinar_registrations": "user",
		"lesson_questions": "user", "edition_seats": "user", "class_presences": "user", "webinar_attendances": "person", "certificates": "user", "hours_outside": "user",
	} {
		var records []*core.Record
		if err := w.app.RecordQuery(table).AndWhere(dbx.HashExp{column: user}).OrderBy("id").All(&records); err != nil {
			w.Fatal(err)
		}
		for _, r := range records {
			all = append(all, fmt.Sprint(table, r.FieldsData()))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}
