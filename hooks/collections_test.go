package hooks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/hooks"
	"aula/internal/testapp"
)

// open says which collections PocketBase's own routes show, to whom: everything else answers nobody.
var open = map[string]string{
	"courses": "everybody", "lessons": "everybody",
	"users": "the owner", "enrolments": "the owner", "fulfilments": "the owner", "certificates": "the owner",
}

// settable are the fields of an own account that its owner may change through PocketBase's routes.
var settable = []string{"given_name", "family_name", "locale", "text_size"}

func newServer(t *testing.T) (*tests.TestApp, string) {
	t.Helper()
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	return app, testapp.Serve(t, app)
}

// seed puts one record of everything into the academy, owned by the learner.
func seed(t *testing.T, app core.App, learner *core.Record) map[string]string {
	t.Helper()
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	lesson := testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "uno", "slug": "uno", "title": "Uno"}).Id
	quiz := testapp.Save(t, app, "quizzes", map[string]any{"course": course, "key": "q", "slug": "q", "title": "Q"}).Id
	enrolment := testapp.Save(t, app, "enrolments", map[string]any{"user": learner.Id, "course": course, "cycle": 1}).Id
	ids := map[string]string{"users": learner.Id, "courses": course, "lessons": lesson, "quizzes": quiz, "enrolments": enrolment}
	attempt := testapp.Save(t, app, "attempts", map[string]any{"user": learner.Id, "quiz": quiz, "enrolment": enrolment, "number": 1, "state": "open",
		"result": types.JSONRaw(`{"right":"secret-key"}`)}).Id
	ids["attempts"] = attempt
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "planned"}).Id
	ids["webinars"] = webinar
	// A correction makes the register of its webinar anew, so the seeded attendance is another's.
	ended := testapp.Save(t, app, "webinars", map[string]any{"title": "Finito", "state": "ended"}).Id
	question := testapp.Save(t, app, "webinar_questions", map[string]any{"webinar": webinar, "person": "p", "text": "secret-key"}).Id
	poll := testapp.Save(t, app, "webinar_polls", map[string]any{"webinar": webinar, "text": "secret-key", "state": "draft"}).Id
	deck := testapp.Save(t, app, "webinar_decks", map[string]any{"webinar": webinar, "name": "secret-key"}).Id
	ids["webinar_questions"], ids["webinar_polls"] = question, poll
	body := testapp.Organisation(t, app, "c_l736").Id
	union := testapp.Organisation(t, app, "ucrivbr", map[string]any{"kind": "unione"}).Id
	ids["organisations"] = body
	edition := testapp.Save(t, app, "editions", map[string]any{"course": course, "title": "Primavera", "state": "planned", "code": "secret-key"}).Id
	ids["editions"] = edition
	session := testapp.Save(t, app, "class_sessions", map[string]any{"edition": edition, "kind": "room"}).Id
	film := testapp.Save(t, app, "recordings", map[string]any{"webinar": ended, "state": "ready"}).Id
	for name, values := range map[string]map[string]any{
		"identities":            {"user": learner.Id, "kind": "spid", "issuer": "https://secret-key.example", "subject": "secret-key"},
		"spid_providers":        {"entity": "https://gestore.example", "name": "secret-key"},
		"spid_log":              {"question": "_q", "provider": "https://gestore.example", "sealed": "secret-key"},
		"oidc_providers":        {"name": "CIE", "kind": "cie", "issuer": "https://secret-key.example", "client_id": "secret-key", "secret": "secret-key"},
		"memberships":           {"user": learner.Id, "organisation": body, "role": "employee", "office": "secret-key"},
		"hours_outside":         {"user": learner.Id, "organisation": body, "title": "secret-key", "holder": "secret-key", "sha256": "secret-key", "state": "waiting"},
		"hours_statements":      {"person": learner.Id, "number": "secret-key", "digest": "secret-key", "sha256": "secret-key"},
		"assignments":           {"user": learner.Id, "organisation": body, "course": course, "by": "secret-key"},
		"certificate_logos":     {"source": "secret-key"},
		"adhesions":             {"organisation": body, "act_number": "secret-key"},
		"hours_holders":         {"person": "secret-key", "family": "secret-key"},
		"hours_totals":          {"person": "secret-key", "year": 2026, "area": "values", "minutes": 90},
		"hours_entries":         {"person": "secret-key", "year": 2026, "area": "digital", "source": "lesson", "key": "k", "minutes": 90},
		"service_states":        {"organisation": body, "service": "cloud", "note": "secret-key"},
		"union_members":         {"union": union, "comune": body, "from": time.Now()},
		"recording_lessons":     {"recording": film, "course": course, "lesson": lesson, "title": "secret-key"},
		"watchings":             {"enrolment": enrolment, "lesson": lesson, "spans": types.JSONRaw(`[[0,1]]`)},
		"webinar_events":        {"webinar": webinar, "kind": "hand.raised", "name": "secret-key"},
		"webinar_messages":      {"webinar": webinar, "person": "p", "text": "secret-key", "to": "hosts"},
		"webinar_captions":      {"webinar": webinar, "person": "p", "text": "secret-key"},
		"webinar_decks":         {"webinar": webinar, "name": "secret-key"},
		"webinar_deck_pages":    {"deck": deck, "number": 1},
		"webinar_votes":         {"question": question, "person": "secret-key"},
		"webinar_ballots":       {"poll": poll, "person": "secret-key"},
		"webinar_presences":     {"webinar": webinar, "person": "p", "name": "secret-key"},
		"webinar_attendances":   {"webinar": ended, "person": "p", "name": "secret-key"},
		"webinar_media_tokens":  {"webinar": webinar, "name": "secret-key", "publish": true},
		"recordings":            {"webinar": webinar, "state": "ready", "error": "secret-key"},
		"webinar_corrections":   {"webinar": webinar, "person": "p", "reason": "secret-key"},
		"webinar_registrations": {"webinar": webinar, "user": learner.Id, "state": "registered", "code_hash": "secret-key"},
		"calendar_addresses":    {"user": learner.Id, "version": 1},
		"attachments":           {"attempt": attempt, "question": "q", "name": "tema.pdf"},
		"markings":              {"attempt": attempt, "question": "q", "round": 1, "comment": "secret-key"},
		"accommodations":        {"user": learner.Id, "course": course, "time_percent": 30},
		"regrades":              {"quiz": quiz, "state": "proposed", "summary": types.JSONRaw(`{"right":"secret-key"}`)},
		"second_factors":        {"user": learner.Id, "kind": "totp", "name": "secret-key", "secret": "secret-key"},
		"sessions":              {"user": learner.Id, "token_hash": "abc"},
		"centre":                {"name": "Centro"},
		"course_files":          {"course": course, "path": "a.md"},
		"questions":             {"quiz": quiz, "key": "q1", "type": "single", "solution": types.JSONRaw(`{"right":"secret-key"}`)},
		"fulfilments":           {"enrolment": enrolment, "requirement": "lesson:uno"},
		"certificates":          {"user": learner.Id, "enrolment": enrolment, "code": "C", "number": "2026/000001", "state": "valid"},
		"ratings":               {"course": course, "clarity": 5},
		"lesson_questions":      {"course": course, "user": learner.Id, "text": "Perché?"},
		"notices":               {"person": learner.Id, "kind": "certificate_issued", "key": "k"},
		"notice_choices":        {"person": learner.Id, "topic": "answers", "way": "daily"},
		"backups":               {"place": "/mnt/secret-key", "state": "done"},
		"erasures":              {"person": "secret-key"},
		"retention_rules":       {"class": "secret-key", "days": 30},
		"register_entries":      {"field": "dpo", "text": "secret-key"},
		"privacy_notices":       {"organisation": "", "version": 1, "source": "secret-key"},
		"data_exports":          {"user": learner.Id, "state": "failed", "locale": "secret-key"},
		"edition_seats":         {"edition": edition, "user": learner.Id, "state": "in", "by": "secret-key"},
		"class_cards":           {"edition": edition, "user": learner.Id, "number": 1, "code": "CDFHJK", "secret_hash": "secret-key", "pin_hash": "secret-key"},
		"class_card_desks":      {"edition": edition, "voucher": "secret-key"},
		"class_sessions":        {"edition": edition, "kind": "room", "place": "secret-key"},
		"class_presences":       {"session": session, "user": learner.Id, "channel": "hand", "by": "secret-key", "withdrawn_by": "secret-key"},
		"jobs":                  {"kind": "greet", "state": "done", "payload": types.JSONRaw(`"secret-key"`)},
	} {
		ids[name] = testapp.Save(t, app, name, values).Id
	}
	ids["audit_entries"] = note(t, app) // by what people do alone
	return ids
}

func call(t *testing.T, method, url, token string, body any) (int, string) {
	t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

func TestPocketBasesOwnRoutesShowOnlyWhatIsOpen(t *testing.T) {
	app, url := newServer(t)
	owner := testapp.Person(t, app, "learner")
	ids := seed(t, app, owner)
	askers := map[string]string{
		"a guest": "", "the owner": testapp.Token(t, owner),
		"another learner":  testapp.Token(t, testapp.Person(t, app, "learner", "other@example.org")),
		"an author":        testapp.Token(t, testapp.Person(t, app, "author")),
		"staff":            testapp.Token(t, testapp.Person(t, app, "staff")),
		"an administrator": testapp.Token(t, testapp.Person(t, app, "administrator")),
	}
	for name, id := range ids {
		for asker, token := range askers {
			visible := open[name] == "everybody" || open[name] == asker
			status, body := call(t, http.MethodGet, fmt.Sprintf("%s/api/collections/%s/records/%s", url, name, id), token, nil)
			if (status == http.StatusOK) != visible {
				t.Errorf("%s sees %s: %d, want visible %v", asker, name, status, visible)
			}
			if bytes.Contains([]byte(body), []byte("secret-key")) {
				t.Errorf("%s is shown a secret of %s", asker, name)
			}
		}
	}
}

func TestNobodyWritesThroughPocketBasesOwnRoutes(t *testing.T) {
	app, url := newServer(t)
	owner := testapp.Person(t, app, "learner")
	ids := seed(t, app, owner)
	tokens := []string{"", testapp.Token(t, owner), testapp.Token(t, testapp.Person(t, app, "administrator"))}
	for name, id := range ids {
		records := fmt.Sprintf("%s/api/collections/%s/records", url, name)
		for i, token := range tokens {
			if status, _ := call(t, http.MethodPost, records, token, map[string]any{"email": "x@example.org", "title": "x"}); status < 400 {
				t.Errorf("asker %d created in %s: %d", i, name, status)
			}
			if status, _ := call(t, http.MethodDelete, records+"/"+id, token, nil); status < 400 {
				t.Errorf("asker %d deleted from %s: %d", i, name, status)
			}
			if name == "users" {
				continue // its owner may change some of it: the next test
			}
			if status, _ := call(t, http.MethodPatch, records+"/"+id, token, map[string]any{"title": "x"}); status < 400 {
				t.Errorf("asker %d changed %s: %d", i, name, status)
			}
		}
	}
}

func TestWhatAPersonMayChangeOfTheOwnAccount(t *testing.T) {
	app, url := newServer(t)
	owner := testapp.Person(t, app, "learner")
	address := url + "/api/collections/users/records/" + owner.Id
	values := map[string]any{
		"given_name": "Rita", "family_name": "Rossi", "locale": "de", "text_size": "large",
		"role": "administrator", "verified": false, "tokenKey": "0123456789012345678901234567890123456789",
		"email": "stolen@example.org",
	}
	for field, value := range values {
		before := owner.Get(field)
		call(t, http.MethodPatch, address, testapp.Token(t, owner), map[string]any{field: value})
		after, err := app.FindRecordById("users", owner.Id)
		if err != nil {
			t.Fatal(err)
		}
		changed := fmt.Sprint(after.Get(field)) != fmt.Sprint(before)
		if changed != slices.Contains(settable, field) {
			t.Errorf("%s changed: %v", field, changed)
		}
	}
}
