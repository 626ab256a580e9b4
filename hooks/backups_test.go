package hooks_test

import (
	"errors"
	"testing"

	"aula/accounts"
	"aula/hooks"
	"aula/internal/backups"
	"aula/internal/testapp"
)

func TestWhoeverIsDeletedIsForgottenInTheSameTransaction(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	head, learner := testapp.Person(t, app, "administrator"), testapp.Person(t, app, "learner")
	if err := accounts.Delete(app, accounts.PersonOf(head)); !errors.Is(err, accounts.ErrLastAdministrator) {
		t.Fatalf("the last administrator goes: %v", err)
	}
	if err := accounts.Delete(app, accounts.PersonOf(learner)); err != nil {
		t.Fatal(err)
	}
	people, err := backups.Forgotten(app)
	if err != nil {
		t.Fatal(err)
	}
	if _, there := people[learner.Id]; len(people) != 1 || !there {
		t.Errorf("forgotten are %v", people)
	}
}

func TestWhoHadGoneGoesAgainWithoutAMailEvenTheLastAdministrator(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	head := testapp.Person(t, app, "administrator")
	if err := accounts.EraseAgain(t.Context(), app, head.Id); err != nil {
		t.Fatal(err)
	}
	if err := accounts.EraseAgain(t.Context(), app, head.Id); !errors.Is(err, accounts.ErrNoPerson) {
		t.Errorf("twice: %v", err)
	}
	if n, err := app.CountRecords("jobs"); n != 0 || err != nil {
		t.Errorf("%d mails go out, %v", n, err)
	}
	if people, err := backups.Forgotten(app); len(people) != 1 || err != nil {
		t.Errorf("forgotten are %v, %v", people, err)
	}
}
