package hooks_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/hooks"
	"aula/internal/audit"
	"aula/internal/testapp"
)

func note(t *testing.T, app core.App) string {
	t.Helper()
	e := audit.Entry{By: audit.System, Act: audit.CentreChanged, On: audit.Object{Kind: audit.Centre}}
	if err := audit.Do(app, e, func(core.App) error { return nil }); err != nil {
		t.Fatal(err)
	}
	report, err := audit.Verify(app)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%015d", report.Entries)
}

func TestNotEvenASuperuserChangesTheAuditLog(t *testing.T) {
	app, url := newServer(t)
	id := note(t, app)
	c, err := app.FindCollectionByNameOrId(audit.Collection)
	if err != nil {
		t.Fatal(err)
	}
	root := testapp.Token(t, testapp.Save(t, app, core.CollectionNameSuperusers, map[string]any{"email": "root@example.org", "password": testapp.Password}))
	whole, err := audit.Verify(app)
	if err != nil {
		t.Fatal(err)
	}
	next := map[string]any{"id": "000000000000002", "seq": 2, "by": "system", "act": "x", "kind": "x", "hash": "x", "prev": whole.Head.Hash} // the table would take it
	without := map[string]any{"collections": []any{}, "deleteMissing": true}
	records := "/api/collections/audit_entries/records"
	for _, row := range []struct {
		name, method, path string
		body               any
	}{
		{"adds one", "POST", records, next},
		{"changes one", "PATCH", records + "/" + id, map[string]any{"act": "role.changed"}},
		{"deletes one", "DELETE", records + "/" + id, nil},
		{"empties it", "DELETE", "/api/collections/audit_entries/truncate", nil},
		{"changes its collection", "PATCH", "/api/collections/audit_entries", map[string]any{"listRule": ""}},
		{"deletes its collection", "DELETE", "/api/collections/" + c.Id, nil},
		{"imports collections without it", "PUT", "/api/collections/import", without},
		{"changes one by SQL", "POST", "/api/sql", map[string]any{"query": "UPDATE audit_entries SET act = 'role.changed'"}},
		{"deletes one by SQL", "POST", "/api/sql", map[string]any{"query": "DELETE FROM audit_entries"}},
	} {
		if status, said := call(t, row.method, url+row.path, root, row.body); status != http.StatusBadRequest {
			t.Errorf("the superuser %s: %d %s", row.name, status, said)
		}
	}
	if status, said := call(t, "GET", url+records+"/"+id, root, nil); status != http.StatusOK || !strings.Contains(said, "centre.changed") {
		t.Errorf("the superuser reads one: %d %s", status, said)
	}
	if r, err := audit.Verify(app); err != nil || r.Entries != 1 || r.Broken != nil || r.Unguarded {
		t.Errorf("%+v %v", r, err)
	}
}

func TestTheDailyCheckTellsTheHeadToTheTerminal(t *testing.T) {
	app := testapp.New(t)
	var said bytes.Buffer
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Log: slog.New(slog.NewTextHandler(&said, nil))})
	note(t, app)
	check := func() {
		for _, job := range app.Cron().Jobs() {
			if job.Id() == "aulaAuditCheck" {
				job.Run()
			}
		}
	}
	check()
	c, err := audit.LastCheck(app)
	if err != nil || c.Broken != nil || c.Entries != 1 || c.At.IsZero() {
		t.Fatalf("%+v %v", c, err)
	}
	if !strings.Contains(said.String(), "head="+c.Head.String()) {
		t.Errorf("the terminal was told %s", said.String())
	}
	for _, harm := range []string{"DROP TRIGGER audit_entries_no_delete", "DELETE FROM audit_entries"} {
		if _, err := app.DB().NewQuery(harm).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	check()
	if c, err := audit.LastCheck(app); err != nil || c.Broken == nil || c.Broken.Why != audit.CutOff {
		t.Errorf("a tail that was cut off since the last check: %+v %v", c, err)
	}
}

func TestWhatASuperuserChangesByHandIsKept(t *testing.T) {
	app, url := newServer(t)
	ada := testapp.Person(t, app, "learner")
	root := testapp.Token(t, testapp.Save(t, app, core.CollectionNameSuperusers, map[string]any{"email": "root@example.org", "password": testapp.Password}))
	users := url + "/api/collections/users/records"
	for _, row := range []struct {
		method, path, token string
		body                any
		status              int
	}{
		{"PATCH", "/" + ada.Id, root, map[string]any{"role": "staff"}, http.StatusOK},
		{"PATCH", "/" + ada.Id, root, map[string]any{"role": "king"}, http.StatusBadRequest},
		{"PATCH", "/" + ada.Id, testapp.Token(t, ada), map[string]any{"given_name": "Rita"}, http.StatusOK}, // of the own account
		{"POST", "", root, map[string]any{"email": "new@example.org", "password": testapp.Password, "passwordConfirm": testapp.Password}, http.StatusOK},
		{"DELETE", "/" + ada.Id, root, nil, http.StatusNoContent},
	} {
		if status, said := call(t, row.method, users+row.path, row.token, row.body); status != row.status {
			t.Errorf("%s %s: %d %s", row.method, row.path, status, said)
		}
	}
	testapp.Audited(t, app, audit.Operator, audit.DashboardChanged, audit.DashboardChanged, audit.DashboardChanged)
	list, _, err := audit.List(app, audit.Filter{})
	if err != nil || len(list) != 3 || list[2].On.ID != "users/"+ada.Id || list[2].Details["what"] != "update" || list[0].Details["what"] != "delete" {
		t.Errorf("%+v %v", list, err)
	}
}
