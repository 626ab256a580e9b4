package hours_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
	"aula/internal/documents"
	"aula/internal/testapp"
)

// signing is an academy that signs statements, and somebody in it.
func signing(t *testing.T) (app core.App, signer *documents.Signer, ada string) {
	t.Helper()
	app = testapp.New(t)
	signer, err := documents.OpenSigner(documents.Keys{Folder: t.TempDir()}, "Centro")
	if err != nil {
		t.Fatal(err)
	}
	return app, signer, testapp.Person(t, app, "learner").Id
}

func TestAStatementIsTheSameBytesAsLongAsTheLedgerSaysTheSame(t *testing.T) {
	t.Parallel()
	app, signer, ada := signing(t)
	take := func(language string) (*hours.Statement, []byte) {
		t.Helper()
		s, file, err := hours.StatementFor(app, signer, ada, 2026, language, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := documents.Verify(file, []*x509.Certificate{signer.Certificate()}); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprintf("%x", sha256.Sum256(file)) != s.SHA256() {
			t.Fatal("another file than the one that is kept")
		}
		return s, file
	}
	if _, _, err := hours.StatementFor(app, signer, ada, 2026, "it", time.Now()); !errors.Is(err, hours.ErrNothing) {
		t.Fatalf("of no hours: %v", err)
	}
	record(t, app, fact(ada))
	first, file := take("it")
	again, same := take("it")
	if again.Id != first.Id || !bytes.Equal(file, same) || first.Facts().Minutes() != 90 || first.Facts().Lines[0].Title != "SPID" {
		t.Errorf("%s, then %s, %d minutes", first.Number(), again.Number(), first.Facts().Minutes())
	}
	if _, err := first.Newer(app); !errors.Is(err, hours.ErrNoStatement) {
		t.Errorf("newer than the first: %v", err)
	}
	record(t, app, fact(ada, func(f *hours.Fact) { f.Key, f.Minutes = "webinar:due", 60 }))
	second, _ := take("it")
	number := "ORE-" + time.Now().Format("2006") + "/00000"
	if newer, err := first.Newer(app); err != nil || newer.Id != second.Id || first.Number() != number+"1" || second.Number() != number+"2" {
		t.Errorf("%s, then %s: %v", first.Number(), second.Number(), err)
	}
	if other, _ := take("de"); other.Id == second.Id {
		t.Error("the same in another language")
	}
	found, err := hours.FindStatementByDigest(app, first.SHA256())
	if err != nil || found.Id != first.Id || found.Facts().Minutes() != 90 {
		t.Errorf("found by its file: %v", err)
	}
}

func TestAStatementNeverChanges(t *testing.T) {
	t.Parallel()
	app, signer, ada := signing(t)
	record(t, app, fact(ada))
	s, _, err := hours.StatementFor(app, signer, ada, 2026, "it", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{"UPDATE hours_statements SET number = 'x'", "DELETE FROM hours_statements", "UPDATE hours_statements SET sha256 = 'x'"} {
		if _, err := app.DB().NewQuery(change).Execute(); err == nil {
			t.Errorf("%s: taken", change)
		}
	}
	storage, err := app.NewFilesystem()
	if err != nil {
		t.Fatal(err)
	}
	defer storage.Close()
	if err := storage.Upload([]byte("%PDF- another"), s.BaseFilesPath()+"/"+s.GetString("pdf")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := hours.StatementFor(app, signer, ada, 2026, "it", time.Now()); !errors.Is(err, hours.ErrStatementDamaged) {
		t.Errorf("another file was handed out: %v", err)
	}
}

// wide makes many entries, so that the paper has pages.
func wide(t *testing.T, app core.App, person string, entries int) {
	t.Helper()
	for i := range entries {
		record(t, app, fact(person, func(f *hours.Fact) { f.Key = fmt.Sprint("lesson:", i) }))
	}
}

func TestAStatementTakesAsManyPagesAsItNeeds(t *testing.T) {
	t.Parallel()
	app, signer, ada := signing(t)
	wide(t, app, ada, 120)
	_, file, err := hours.StatementFor(app, signer, ada, 2026, "sl", time.Now())
	if err != nil || bytes.Count(file, []byte("/Type /Page\n")) < 4 {
		t.Errorf("%d pages: %v", bytes.Count(file, []byte("/Type /Page\n")), err)
	}
}
