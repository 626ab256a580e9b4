package pages

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/hooks"
	"aula/internal/audit"
	"aula/internal/backups"
	"aula/internal/testapp"
	"aula/locales"
)

// openVault is an academy that makes backups into a folder of its own.
func openVault(t *testing.T, to string) *visitor {
	t.Helper()
	app := testapp.New(t)
	plan := backups.Plan{To: to, Program: "test"}
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Backups: plan})
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		return errors.Join(Bind(se, Options{Describe: hooks.Describe, StillTrue: hooks.StillTrue, Backups: plan}), se.Next())
	})
	d := door{app: app, url: testapp.Serve(t, app)}
	testapp.Person(t, app, "administrator")
	v := d.visitor(t)
	v.signIn("administrator@example.org", testapp.Password)
	return v
}

// until asks for the page again until it says one of the texts.
func (v *visitor) until(path string, texts ...string) string {
	v.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		_, _, body := v.page(path)
		for _, text := range texts {
			if strings.Contains(body, text) {
				return body
			}
		}
		select {
		case <-deadline:
			v.Fatalf("%s never says %v:\n%s", path, texts, mainOf(body))
		case <-tick.C:
		}
	}
}

func TestAnAdministratorAsksForABackupAndSeesIt(t *testing.T) {
	v := openVault(t, t.TempDir())
	gea, err := accounts.FindByEmail(v.app, "administrator@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, body := v.page("/manage/backups"); !strings.Contains(body, "Ancora nessuna copia") {
		t.Error("an empty list does not say what will be there")
	}
	v.send("/manage/backups")
	body := v.until("/manage/backups", "Le copie, dalla più recente")
	for _, text := range []string{"Mai provata", "Fai una copia adesso"} {
		if !strings.Contains(body, text) {
			t.Errorf("lacks %q:\n%s", text, mainOf(body))
		}
	}
	testapp.Audited(t, v.app, gea.Id, audit.BackupStarted)
}

func TestABackupThatFailsSaysWhyAndWhatToDo(t *testing.T) {
	v := openVault(t, t.TempDir()+"/missing")
	v.send("/manage/backups")
	body := v.until("/manage/backups", "non è riuscita")
	for _, text := range []string{"non c&#39;è o non risponde", "monta il disco", "Le copie di prima sono intatte"} {
		if !strings.Contains(body, text) {
			t.Errorf("lacks %q:\n%s", text, mainOf(body))
		}
	}
}

func TestWithoutADestinationThePageSaysWhoNamesOne(t *testing.T) {
	v := openVault(t, "")
	at, status, body := v.send("/manage/backups")
	v.found("/manage/backups", http.StatusOK, at, status, body, "--backup-to")
}

func TestEveryPageOfBackupsSpeaksEveryLanguage(t *testing.T) {
	for _, to := range []string{"", t.TempDir()} {
		v := openVault(t, to)
		user, err := v.app.FindAuthRecordByEmail("users", "administrator@example.org")
		if err != nil {
			t.Fatal(err)
		}
		now := types.NowDateTime()
		// The last one is active for another destination, so that the keeper leaves it alone.
		testapp.Save(t, v.app, "backups", map[string]any{"state": "done", "place": "x", "file": "f", "began": now.Add(-time.Hour), "size": 5_000_000, "gone": 2, "drill": "passed", "drilled": now})
		testapp.Save(t, v.app, "backups", map[string]any{"state": "done", "place": "x", "file": "g", "began": now.Add(-2 * time.Hour), "drill": "failed", "drilled": now})
		testapp.Save(t, v.app, "backups", map[string]any{"state": "failed", "place": "x", "began": now, "problem": "full", "detail": "no space left"})
		testapp.Save(t, v.app, "backups", map[string]any{"state": "running", "place": "x", "began": now, "done": 5, "total": 10})
		for _, lang := range locales.Languages {
			user.Set("locale", lang)
			if err := v.app.Save(user); err != nil {
				t.Fatal(err)
			}
			if _, _, body := v.page("/manage/backups"); strings.Contains(body, "⟦") || !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s lacks a text: %s", lang, around(body, "⟦"))
			}
		}
	}
}

func TestEveryProblemOfABackupHasItsTextAndItsRemedy(t *testing.T) {
	for _, lang := range locales.Languages {
		for _, code := range append(backups.Codes(), "other") {
			for _, key := range []string{"backup.problem." + code, "backup.problem." + code + "_remedy"} {
				if !locales.For(lang).Has(key) {
					t.Errorf("%s lacks %s", lang, key)
				}
			}
		}
	}
}
