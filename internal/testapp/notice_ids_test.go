package testapp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/notifications"
)

// noticesHaveIDs is the step that gives notices the ids by which they are told once.
const noticesHaveIDs = "1796100061"

// tellBeforeIDs tells somebody something as programs did before that step, and returns whom.
func tellBeforeIDs(t *testing.T, app core.App) string {
	t.Helper()
	ada := testapp.Person(t, app, "learner").Id
	for _, statement := range []string{
		`INSERT INTO notices (id, person, kind, key, "values", mail, created) VALUES ('a-former-notice', {:ada}, 'webinar_cancelled', 'x', '{"webinar":"SPID"}', 'queued', '2026-01-01 09:00:00.000Z')`,
		`INSERT INTO jobs (id, kind, key, payload, state) VALUES ('a-former-letter', 'notice', '', '{"person":"' || {:ada} || '","notices":["a-former-notice"],"id":"m"}', 'waiting')`,
	} {
		if _, err := app.DB().NewQuery(statement).Bind(dbx.Params{"ada": ada}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	return ada
}

// toldOnce fails if what tellBeforeIDs told is told again, or not sent any more.
func toldOnce(t *testing.T, app core.App, ada string) {
	t.Helper()
	if err := notifications.Tell(app, notifications.Notice{Person: ada, Kind: "webinar_cancelled", Key: "x", Values: map[string]string{"webinar": "SPID", "when_moment": "2026-01-01T09:00:00Z"}}); err != nil {
		t.Fatal(err)
	}
	var payload string
	if err := app.DB().Select("payload").From("jobs").Where(dbx.HashExp{"kind": "notice"}).Row(&payload); err != nil {
		t.Fatal(err)
	}
	var letter notifications.Letter
	if err := json.Unmarshal([]byte(payload), &letter); err != nil {
		t.Fatal(err)
	}
	list, total, err := notifications.List(app, ada, 1)
	if err != nil || total != 1 {
		t.Fatalf("%d notices, %v", total, err)
	}
	if send, err := notifications.ToSend(app, letter); err != nil || len(send) != 1 || send[0].Id != list[0].Id || strings.Contains(payload, "former") {
		t.Errorf("to send: %v, %v of %s", send, err, payload)
	}
}
