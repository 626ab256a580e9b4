package pages

import (
	"context"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/internal/testapp"
	"aula/privacy"
)

func TestWhoAsksGetsACopyAndNobodyElse(t *testing.T) {
	d := openDoor(t)
	ada, bruno := d.member(t, "learner", "ada@example.org"), d.member(t, "learner", "bruno@example.org")
	at, status, body := ada.page("/me/data")
	ada.found("/me/data", 200, at, status, body, "Prepara la copia")
	if !strings.Contains(body, "Attestati") || !strings.Contains(body, "/me/account/delete") {
		t.Error("what stays, and the way to erasure, are not told")
	}
	if _, status, _ := ada.page("/me/data/copy.zip"); status != 404 {
		t.Errorf("before there is one: %d", status)
	}
	carla := testapp.Person(t, d.app, "learner", "carla@example.org")
	testapp.Save(t, d.app, privacy.Copies, map[string]any{"user": carla.Id, "state": "making", "done": 3, "total": 10})
	other := d.visitor(t)
	other.signIn("carla@example.org", testapp.Password)
	at, status, body = other.page("/me/data")
	other.found("/me/data", 200, at, status, body, "data-refresh")
	if strings.Contains(body, "Prepara la copia") || !strings.Contains(body, "30 %") {
		t.Error("another can be asked for meanwhile, or how far it is is not said")
	}
	user, err := d.app.FindAuthRecordByEmail("users", "ada@example.org")
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		ada.send("/me/data")
	}
	if n, err := d.app.CountRecords(privacy.Copies, dbx.HashExp{"user": user.Id}); err != nil || n != 1 {
		t.Fatalf("%d copies, %v", n, err)
	}
	r, err := d.app.FindFirstRecordByData(privacy.Copies, "user", user.Id)
	if err != nil {
		t.Fatal(err)
	}
	if err := (privacy.Maker{Words: CopyWords{}}).Make(context.Background(), d.app, privacy.CopyOrder{Copy: r.Id}); err != nil {
		t.Fatal(err)
	}
	_, status, body = ada.page("/me/data/copy.zip")
	if status != 200 || !strings.HasPrefix(body, "PK") {
		t.Errorf("%d %.20q", status, body)
	}
	at, status, body = ada.send("/me/data")
	ada.found("/me/data", 429, at, status, body, "Hai già una copia recente")
	if _, status, _ := bruno.page("/me/data/copy.zip"); status != 404 {
		t.Errorf("somebody else: %d", status)
	}
	nobody := d.visitor(t)
	at, _, _ = nobody.page("/me/data/copy.zip")
	if at != "/sign-in" {
		t.Errorf("nobody: %s", at)
	}
}
