package accounts

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

func TestTheFirstAdministratorComesByTheLinkOfTheConsole(t *testing.T) {
	app := testapp.New(t)
	if needed, err := SetupNeeded(app); !needed || err != nil {
		t.Fatal(needed, err)
	}
	token, err := NewSetupToken(app)
	if err != nil {
		t.Fatal(err)
	}
	pass, err := ExchangeSetupToken(app, token)
	if err != nil {
		t.Fatal(err)
	}
	p, err := MakeFirstAdministrator(app, pass, form("chief@example.it"), true)
	if err != nil {
		t.Fatal(err)
	}
	if p.Role() != Administrator || !p.Verified() {
		t.Errorf("role %s, confirmed %v", p.Role(), p.Verified())
	}
	if _, err := app.FindAuthRecordByEmail(core.CollectionNameSuperusers, "chief@example.it"); err != nil {
		t.Errorf("operator: %v", err)
	}
	if needed, err := SetupNeeded(app); needed || err != nil {
		t.Errorf("still needed: %v, %v", needed, err)
	}
	if _, err := ExchangeSetupToken(app, token); !errors.Is(err, ErrSetupDone) {
		t.Errorf("the link afterwards: %v", err)
	}
	if _, err := os.Stat(filepath.Join(app.DataDir(), setupFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the secret's file: %v", err)
	}
}

func TestTheOperatorsAccountIsMadeOnlyIfAskedFor(t *testing.T) {
	app := testapp.New(t)
	pass := setupPass(t, app)
	if _, err := MakeFirstAdministrator(app, pass, form("chief@example.it"), false); err != nil {
		t.Fatal(err)
	}
	if n, err := app.CountRecords(core.CollectionNameSuperusers); n != 0 || err != nil {
		t.Errorf("%d superusers, %v", n, err)
	}
}

func setupPass(t *testing.T, app core.App) string {
	t.Helper()
	token, err := NewSetupToken(app)
	if err != nil {
		t.Fatal(err)
	}
	pass, err := ExchangeSetupToken(app, token)
	if err != nil {
		t.Fatal(err)
	}
	return pass
}

func TestASetupLinkWorksOnceAndOnlyTheLastOne(t *testing.T) {
	app := testapp.New(t)
	first, err := NewSetupToken(app)
	if err != nil {
		t.Fatal(err)
	}
	second, err := NewSetupToken(app)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ExchangeSetupToken(app, first); !errors.Is(err, ErrSetupLink) {
		t.Errorf("an earlier one: %v", err)
	}
	if err := CheckSetupPass(app, second); !errors.Is(err, ErrSetupLink) {
		t.Errorf("the link as a pass: %v", err)
	}
	pass, err := ExchangeSetupToken(app, second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ExchangeSetupToken(app, second); !errors.Is(err, ErrSetupLink) {
		t.Errorf("the second time: %v", err)
	}
	if _, err := ExchangeSetupToken(app, pass); !errors.Is(err, ErrSetupLink) {
		t.Errorf("the pass as a link: %v", err)
	}
	if err := CheckSetupPass(app, pass); err != nil {
		t.Errorf("the pass: %v", err)
	}
}

func TestTheDataFolderHoldsNoSetupLink(t *testing.T) {
	app := testapp.New(t)
	token, err := NewSetupToken(app)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(app.DataDir(), setupFile)
	content, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(content), token) {
		t.Errorf("%s, %v", content, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestAWrongFormMakesNobody(t *testing.T) {
	app := testapp.New(t)
	pass := setupPass(t, app)
	bad := form("chief@example.it")
	bad.Password = "short"
	var problems Problems
	if _, err := MakeFirstAdministrator(app, pass, bad, true); !errors.As(err, &problems) {
		t.Errorf("got %v", err)
	}
	if n, _ := app.CountRecords(Collection); n != 0 {
		t.Errorf("%d people", n)
	}
	if err := CheckSetupPass(app, pass); err != nil {
		t.Errorf("the pass is used up: %v", err)
	}
}
