package pages

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/accounts"
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

// A browser that was left signed in does not give everything about somebody to who sits down at it.
func TestTheCopyIsForWhoHasJustShownWhoTheyAre(t *testing.T) {
	now := time.Now()
	d := openDoor(t)
	accounts.MeasureSessionsBy(d.app, func() time.Time { return now })
	ada := d.member(t, "learner", "ada@example.org")
	ada.send("/me/data")
	r, err := d.app.FindFirstRecordByData(privacy.Copies, "user", d.id(t, "ada@example.org"))
	if err != nil {
		t.Fatal(err)
	}
	if err := (privacy.Maker{Words: CopyWords{}}).Make(context.Background(), d.app, privacy.CopyOrder{Copy: r.Id}); err != nil {
		t.Fatal(err)
	}
	now = now.Add(11 * time.Minute)
	at, status, body := ada.page("/me/data/copy.zip")
	ada.found("/me/account/factors/confirm", 200, at, status, body, "Conferma che sei tu", `value="/me/data"`)
	ada.send("/me/account/factors/confirm", "next", "/me/data", "proof", "wrong")
	if _, _, body := ada.page("/me/data/copy.zip"); strings.HasPrefix(body, "PK") {
		t.Error("a wrong password gives it")
	}
	at, status, body = ada.send("/me/account/factors/confirm", "next", "/me/data", "proof", testapp.Password)
	ada.found("/me/data", 200, at, status, body, "/me/data/copy.zip")
	if _, _, body := ada.page("/me/data/copy.zip"); !strings.HasPrefix(body, "PK") {
		t.Error("who has shown it does not get it")
	}
}
