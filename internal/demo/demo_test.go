package demo_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"aula/internal/demo"
	"aula/internal/testapp"
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
		if err != nil || !r.ValidatePassword(a.Password) || r.GetString("role") != a.Role {
			t.Errorf("%s cannot come in as %s: %v", a.Email, a.Role, err)
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
