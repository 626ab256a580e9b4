// Package testapp gives each test an empty academy with the real schema: a clone of one folder that was
// migrated once. It binds no hooks and no routes; a test binds what it is about.
package testapp

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"aula/internal/database"
	"aula/internal/vault"
)

// New returns an academy of its own for the test and removes it afterwards. tests.NewTestApp makes the same, and besides asks for each
// step of the schema whether it was taken and counts every event: a tenth of the time of all tests.
func New(t testing.TB) *tests.TestApp {
	t.Helper()
	folder, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	mine, err := tests.TempDirClone(folder)
	if err != nil {
		t.Fatal(err)
	}
	app := &tests.TestApp{
		BaseApp:    core.NewBaseApp(core.BaseAppConfig{DataDir: mine, DBConnect: database.Connect}),
		TestMailer: &tests.TestMailer{},
	}
	t.Cleanup(app.Cleanup)
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	app.Settings().Logs.MaxDays = 0 // they are written by a goroutine that outlives the test
	return app
}

// Folder returns the data folder of an academy that nobody has opened, for what opens one itself.
func Folder(t testing.TB) string {
	t.Helper()
	folder, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(t.TempDir(), "dati")
	if err := os.CopyFS(mine, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return mine
}

// Vault returns a vault with keys of its own.
func Vault(t testing.TB) *vault.Vault {
	t.Helper()
	v, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return v
}
