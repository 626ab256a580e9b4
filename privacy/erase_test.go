package privacy_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/hooks"
	"aula/hours"
	"aula/internal/areas"
	"aula/internal/backups"
	"aula/internal/personal"
	"aula/internal/testapp"
	"aula/privacy"
)

// marker is what everything about the person has in it, and nothing else.
const marker = "zqxmarker"

// machine are fields of rows that stay, in which nobody writes: ids, keys, states and moments.
var machine = map[string][]string{
	"enrolments":            {"edition", "due_change", "reminded"},
	"fulfilments":           {"requirement", "evidence"},
	"attempts":              {"drawn", "result", "certainty", "checked"},
	"markings":              {"question", "criteria"},
	"webinar_registrations": {"locale", "reminded"},
	"webinar_presences":     {"person", "registration"},
	"webinar_attendances":   {"person", "registration"},
	"webinar_corrections":   {"person", "by", "by_name"},
	"webinar_messages":      {"person", "removed_by"},
	"webinar_questions":     {"person"},
	"webinar_votes":         {"person"},
	"webinar_ballots":       {"person", "options"},
	"webinar_events":        {"person", "kind", "by"},
	"webinar_captions":      {"person", "text", "language"}, // what was said in the room by others
}

// staysIn are the collections in which the marker may be found afterwards: what law keeps.
var staysIn = []string{"certificates", "hours_entries", "hours_holders", "hours_statements"}

// unwritable are those that take no marker: logs and acts, which nobody changes.
var unwritable = []string{backups.Erasures, "audit_entries", "certificates", "hours_entries", "hours_totals", "hours_holders", "hours_statements"}

type life struct {
	testing.TB
	app  core.App
	user *core.Record
}

// newLife is somebody of whom the academy knows something in every way that it can.
func newLife(t testing.TB) *life {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: filepath.Join(app.DataDir(), "mails"), Vault: testapp.Vault(t)})
	l := &life{t, app, testapp.Person(t, app, "learner", marker+"@example.org")}
	testapp.Person(t, app, "staff")
	l.user.Set("given_name", marker)
	l.user.Set("family_name", marker)
	l.save(l.user)
	l.studies()
	l.meets()
	for _, h := range privacy.Holdings() {
		l.mark(h)
	}
	return l
}

func (l *life) save(r *core.Record) {
	l.Helper()
	if err := l.app.Save(r); err != nil {
		l.Fatal(err)
	}
}

func (l *life) adds(collection string, values map[string]any) string {
	l.Helper()
	return testapp.Save(l, l.app, collection, values).Id
}

func (l *life) studies() {
	me, body := l.user.Id, testapp.Organisation(l, l.app, "c_l736").Id
	course := l.adds("courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "hours": 2})
	lesson := l.adds("lessons", map[string]any{"course": course, "key": "uno", "slug": "uno", "title": "Uno"})
	quiz := l.adds("quizzes", map[string]any{"course": course, "key": "q", "slug": "q", "title": "Q"})
	essay := l.adds("questions", map[string]any{"quiz": quiz, "key": "q1", "type": "essay"})
	short := l.adds("questions", map[string]any{"quiz": quiz, "key": "q2", "type": "short"})
	choice := l.adds("questions", map[string]any{"quiz": quiz, "key": "q3", "type": "single"})
	enrolment := l.adds("enrolments", map[string]any{"user": me, "course": course, "cycle": 1})
	answers := fmt.Sprintf(`{%q:%q,%q:%q,%q:"b"}`, essay, marker, short, marker, choice)
	attempt := l.adds("attempts", map[string]any{"user": me, "quiz": quiz, "enrolment": enrolment, "number": 1, "state": "submitted",
		"answers": types.JSONRaw(answers), "result": types.JSONRaw("[]")})
	file, err := filesystem.NewFileFromBytes([]byte("%PDF-1.7 "+marker), marker+".pdf")
	if err != nil {
		l.Fatal(err)
	}
	paper, err := filesystem.NewFileFromBytes([]byte("%PDF-1.7 "+marker), marker+".pdf")
	if err != nil {
		l.Fatal(err)
	}
	for name, values := range map[string]map[string]any{
		"attachments":      {"attempt": attempt, "question": essay, "name": "tema.pdf", "file": file},
		"markings":         {"attempt": attempt, "question": essay, "round": 1},
		"accommodations":   {"user": me, "course": course, "time_percent": 30},
		"fulfilments":      {"enrolment": enrolment, "requirement": "lesson:uno"},
		"lesson_questions": {"course": course, "user": me, "text": "Perché?"},
		"assignments":      {"organisation": body, "course": course, "user": me},
		"memberships":      {"user": me, "organisation": body, "role": "employee"},
		"watchings":        {"enrolment": enrolment, "lesson": lesson, "spans": types.JSONRaw(`[[0,1]]`)},
		"notices":          {"person": me, "kind": "certificate_issued", "key": "k"},
		"notice_choices":   {"person": me, "topic": "answers", "way": "daily"},
		"sessions":         {"user": me, "token_hash": "abc"},
		"identities":       {"user": me, "kind": "spid", "issuer": "https://gestore.example", "subject": "s"},
		"second_factors":   {"user": me, "kind": "totp"},
		"hours_outside":    {"user": me, "organisation": body, "title": "Altrove", "holder": "SNA", "sha256": "s", "state": "waiting", "file": paper},
		"hours_statements": {"person": me, "number": "ORE-2026/000001", "digest": "d", "sha256": "s", "facts": types.JSONRaw(`{"given":"` + marker + `"}`)},
		"data_exports":     {"user": me, "state": "failed"},
		"certificates": {"user": me, "enrolment": enrolment, "code": "C", "number": "2026/000001", "state": "valid",
			"facts": types.JSONRaw(`{"name":"` + marker + `"}`)},
	} {
		l.adds(name, values)
	}
	if err := hours.Record(l.app, hours.Fact{Person: me, Organisation: body, Day: time.Now(), Area: areas.Digital, Minutes: 60,
		Source: hours.Outside, Key: "outside:altrove", Title: "Il corso di " + marker}); err != nil {
		l.Fatal(err)
	}
}

// meets has the person in a webinar of others, and host another without a registration.
func (l *life) meets() {
	me := l.user.Id
	webinar := testapp.Webinar(l, l.app, map[string]any{"state": "ended"}).Id
	own := testapp.Webinar(l, l.app, map[string]any{"state": "ended", "owner": me, "hosts": []string{me}, "presenters": []string{me}}).Id
	seat := l.adds("webinar_registrations", map[string]any{"webinar": webinar, "user": me, "state": "registered"})
	l.adds("calendar_addresses", map[string]any{"user": me, "version": 1})
	course := testapp.Save(l, l.app, "courses", map[string]any{"slug": "in-aula", "title": "In aula", "state": "published"}).Id
	edition := testapp.Save(l, l.app, "editions", map[string]any{"course": course, "title": "Primavera", "state": "ended", "until": time.Now(), "facilitators": []string{me}}).Id
	l.adds("edition_seats", map[string]any{"edition": edition, "user": me, "state": "in", "by": me})
	session := testapp.Save(l, l.app, "class_sessions", map[string]any{"edition": edition, "kind": "room"}).Id
	l.adds("class_presences", map[string]any{"session": session, "user": me, "channel": "hand", "by": me, "withdrawn_by": me})
	l.adds("class_cards", map[string]any{"edition": edition, "user": me, "number": 1, "code": "CDFHJK", "secret_hash": "x", "pin_hash": "x"})
	poll := l.adds("webinar_polls", map[string]any{"webinar": webinar, "text": "?", "state": "draft"})
	question := l.adds("webinar_questions", map[string]any{"webinar": webinar, "person": "u" + l.adds("webinar_polls", map[string]any{"webinar": own, "text": "?", "state": "draft"}), "text": "?"})
	for at, person := range map[string]string{webinar: seat, own: "u" + me} {
		for name, values := range map[string]map[string]any{
			"webinar_events":    {"kind": "hand.raised"},
			"webinar_messages":  {"text": "Buongiorno", "to": "all"},
			"webinar_captions":  {"text": "Cominciamo"},
			"webinar_questions": {"text": "E il PIN?"},
			"webinar_presences": {"joined": time.Now()},
		} {
			values["webinar"], values["person"] = at, person
			l.adds(name, values)
		}
		l.adds("webinar_votes", map[string]any{"question": question, "person": person})
		l.adds("webinar_ballots", map[string]any{"poll": poll, "person": person})
		l.row("webinar_attendances", at, person)
		l.row("webinar_corrections", at, person)
	}
}

// row writes one past the rules that make registers.
func (l *life) row(collection, webinar, person string) {
	l.Helper()
	_, err := l.app.DB().Insert(collection, dbx.Params{"id": core.GenerateDefaultRandomId(), "webinar": webinar, "person": person}).Execute()
	if err != nil {
		l.Fatal(err)
	}
}

// mark plants the marker in every text of the rows about the person.
func (l *life) mark(h personal.Holding) {
	l.Helper()
	if len(h.Ways) == 0 || slices.Contains(unwritable, h.Collection) {
		return
	}
	c, err := l.app.FindCollectionByNameOrId(h.Collection)
	if err != nil {
		l.Fatal(err)
	}
	for _, f := range c.Fields {
		name := f.GetName()
		value := marker + " " + name
		switch f.Type() {
		case core.FieldTypeText, core.FieldTypeEmail, core.FieldTypeEditor:
		case core.FieldTypeJSON:
			value = `["` + marker + `"]`
		default:
			continue
		}
		taken := name == "id" || name == "tokenKey" || name == "answers" || slices.Contains(machine[c.Name], name)
		if taken || slices.ContainsFunc(h.Ways, func(w personal.Way) bool { return w.Field == name && !slices.Contains(h.Erased, name) }) || name == "user" {
			continue
		}
		if l.write(c.Name, name, value, h.Ways) == 0 {
			l.Fatalf("the person has no row in %s", c.Name)
		}
	}
}

func (l *life) write(table, field, value string, ways []personal.Way) int64 {
	l.Helper()
	result, err := l.app.DB().NewQuery("UPDATE {{" + table + "}} SET [[" + field + "]] = {:value} WHERE " + privacy.Where(ways)).
		Bind(dbx.Params{"person": l.user.Id, "value": value}).Execute()
	if err != nil {
		l.Fatal(err)
	}
	n, _ := result.RowsAffected()
	return n
}

// tablesWith are the tables of both databases in which a text is.
func tablesWith(t testing.TB, app core.App, text string) (found []string) {
	t.Helper()
	for _, db := range []dbx.Builder{app.DB(), app.AuxDB()} {
		var tables []string
		if err := db.NewQuery("SELECT name FROM sqlite_master WHERE type = 'table'").Column(&tables); err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			rows, err := db.NewQuery("SELECT * FROM [[" + table + "]]").Rows()
			if err != nil {
				continue // of a module
			}
			for rows.Next() {
				row := dbx.NullStringMap{}
				if err := rows.ScanMap(row); err != nil {
					t.Fatal(err)
				}
				for column, value := range row {
					if strings.Contains(strings.ToLower(value.String), text) && !slices.Contains(found, table) {
						found = append(found, table)
						t.Logf("%s.%s: %.60s", table, column, value.String)
					}
				}
			}
			rows.Close()
		}
	}
	slices.Sort(found)
	return found
}

// filesWith are the files below a folder in which a text is, or in whose names.
func filesWith(t testing.TB, dir, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(bytes.ToLower(content), []byte(text)) || strings.Contains(path, text) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (l *life) erase() {
	l.Helper()
	p, err := accounts.Find(l.app, l.user.Id)
	if err == nil {
		err = accounts.Delete(l.app, p)
	}
	if err != nil {
		l.Fatal(err)
	}
}

func TestNothingOfWhoGoesIsFoundAnyMore(t *testing.T) {
	l := newLife(t)
	if found := tablesWith(t, l.app, marker); len(found) < 20 {
		t.Fatalf("planted only in %v", found)
	}
	p, err := accounts.Find(l.app, l.user.Id)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []accounts.Mail{
		{Name: "welcome", Person: l.user.Id, Values: map[string]string{"name": marker}}, {Name: "invited", To: p.Email()}, {Name: "invited", To: "ugo@example.org"},
	} {
		if err := accounts.QueueMail(l.app, "", m); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.app.DB().Update("jobs", dbx.Params{"state": "failed", "error": "no such mailbox: " + marker}, dbx.NewExp("payload LIKE '%invited%'")).Execute(); err != nil {
		t.Fatal(err)
	}
	l.erase()
	if n, err := l.app.CountRecords("jobs", dbx.NewExp("payload LIKE '%ugo@%' AND state = 'failed'")); err != nil || n != 1 {
		t.Errorf("mails of others: %d, %v", n, err)
	}
	_, err = l.app.DB().Delete("jobs", dbx.NewExp("json_extract(payload, '$.name') = 'deleted' OR payload LIKE '%ugo@%'")).Execute() // the farewell has gone out
	if err != nil {
		t.Fatal(err)
	}
	if found := tablesWith(t, l.app, marker); !slices.Equal(found, staysIn) {
		t.Errorf("found in %v, want %v", found, staysIn)
	}
	for _, path := range filesWith(t, l.app.DataDir(), marker) {
		if base := filepath.Base(path); !strings.HasPrefix(base, "data.db") { // the certificate's facts are there
			t.Errorf("found in %s", path)
		}
	}
	l.pointsNowhere()
}

func TestARestoredBackupForgetsAgain(t *testing.T) {
	l := newLife(t)
	store, err := backups.OpenStore(t.TempDir(), "", os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	made, err := backups.Create(t.Context(), backups.Order{Dir: l.app.DataDir(), Program: "test", Store: store})
	if err != nil {
		t.Fatal(err)
	}
	l.erase()
	gone, err := backups.Forgotten(l.app)
	if err != nil || len(gone) != 1 {
		t.Fatalf("%v, %v", gone, err)
	}
	archive, err := store.Open(t.Context(), made.File)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	dir := filepath.Join(t.TempDir(), "back")
	_, err = backups.Restore(t.Context(), archive, backups.Revival{Dir: dir, Finish: func(dir string, _ backups.Manifest) error {
		app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
		if err := app.Bootstrap(); err != nil {
			return err
		}
		hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Vault: testapp.Vault(t)})
		defer func() { _ = app.ResetBootstrapState() }()
		if found := tablesWith(t, app, marker); len(found) < 20 {
			t.Errorf("the backup has the marker in %v only", found)
		}
		for id := range gone {
			if err := accounts.EraseAgain(t.Context(), app, id); err != nil {
				return err
			}
		}
		if found := tablesWith(t, app, marker); !slices.Equal(found, staysIn) {
			t.Errorf("the restored academy has the marker in %v", found)
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range filesWith(t, dir, marker) {
		if base := filepath.Base(path); !strings.HasPrefix(base, "data.db") {
			t.Errorf("found in %s", path)
		}
	}
}

// pointsNowhere says that no relation leads to who has gone, and that what others rely on is still there.
func (l *life) pointsNowhere() {
	l.Helper()
	all, err := l.app.FindAllCollections()
	if err != nil {
		l.Fatal(err)
	}
	for _, c := range all {
		for _, f := range c.Fields {
			r, is := f.(*core.RelationField)
			if !is || r.CollectionId != l.user.Collection().Id {
				continue
			}
			n, err := l.app.CountRecords(c.Name, dbx.NewExp("[["+r.Name+"]] LIKE '%"+l.user.Id+"%'"))
			if err != nil || n > 0 {
				l.Errorf("%d rows of %s.%s point to who has gone, %v", n, c.Name, r.Name, err)
			}
		}
	}
	for _, h := range privacy.Holdings() {
		stays := h.Erasure != personal.Delete && len(h.Ways) > 0
		n, err := l.app.CountRecords(h.Collection)
		if err != nil || stays && n == 0 {
			l.Errorf("%s: %d rows, %v", h.Collection, n, err)
		}
	}
}

// scans finds the steps of a plan that read a table from end to end. What JSON a row has in it is no table.
var scans = regexp.MustCompile(`^SCAN (\w+)`)

func TestErasureReadsNoTableFromEndToEnd(t *testing.T) {
	l := newLife(t)
	var all []string
	db := l.app.NonconcurrentDB().(*dbx.DB)
	log := func(sql string) { all = append(all, sql) }
	for _, db := range []*dbx.DB{db, l.app.ConcurrentDB().(*dbx.DB)} {
		db.QueryLogFunc = func(_ context.Context, _ time.Duration, statement string, _ *sql.Rows, _ error) { log(statement) }
		db.ExecLogFunc = func(_ context.Context, _ time.Duration, statement string, _ sql.Result, _ error) { log(statement) }
	}
	l.erase()
	for _, db := range []*dbx.DB{db, l.app.ConcurrentDB().(*dbx.DB)} {
		db.QueryLogFunc, db.ExecLogFunc = nil, nil
	}
	if len(all) < 40 {
		t.Fatalf("only %d statements seen", len(all))
	}
	for _, sql := range all {
		for _, step := range plan(t, l.app, sql) {
			if s := scans.FindStringSubmatch(step); s != nil {
				t.Errorf("%s\n\t%s", step, sql)
			}
		}
	}
}

func plan(t testing.TB, app core.App, sql string) (steps []string) {
	t.Helper()
	var rows []struct {
		Detail string `db:"detail"`
	}
	sql = strings.ReplaceAll(sql, "=<nil>", "=NULL") // how dbx logs nothing
	if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + sql).All(&rows); err != nil {
		return []string{"SCAN unexplained " + err.Error()}
	}
	first := strings.HasSuffix(sql, " LIMIT 1") // in the order of an index
	for _, r := range rows {
		if first && strings.Contains(r.Detail, "USING INDEX") {
			continue
		}
		if !strings.Contains(r.Detail, "VIRTUAL TABLE") && !strings.Contains(r.Detail, "CONSTANT ROW") {
			steps = append(steps, r.Detail)
		}
	}
	return steps
}
