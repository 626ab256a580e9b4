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

func TestWhatWasToldBeforeNoticesHadTheirIdsIsNotToldAgainAndStillSent(t *testing.T) {
	app := testapp.New(t)
	var later int
	if err := app.DB().Select("count(*)").From(core.DefaultMigrationsTable).Where(dbx.NewExp("file >= '1796100061'")).Row(&later); err != nil {
		t.Fatal(err)
	}
	runner := core.NewMigrationsRunner(app, core.AppMigrations)
	if _, err := runner.Down(later); err != nil {
		t.Fatal(err)
	}
	ada := testapp.Person(t, app, "learner").Id
	for _, statement := range []string{
		`INSERT INTO notices (id, person, kind, key, "values", mail, created) VALUES ('a-former-notice', {:ada}, 'webinar_cancelled', 'x', '{"webinar":"SPID"}', 'queued', '2026-01-01 09:00:00.000Z')`,
		`INSERT INTO jobs (id, kind, key, payload, state) VALUES ('a-former-letter', 'notice', '', '{"person":"' || {:ada} || '","notices":["a-former-notice"],"id":"m"}', 'waiting')`,
	} {
		if _, err := app.DB().NewQuery(statement).Bind(dbx.Params{"ada": ada}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	if err := app.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
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
