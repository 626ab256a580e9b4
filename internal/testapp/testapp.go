// Package testapp gives each test an empty academy with the real schema: a clone of one folder that was
// migrated once. It binds no hooks and no routes; a test binds what it is about.
package testapp

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"golang.org/x/crypto/bcrypt"

	_ "aula/pb_migrations" // the schema
)

// schema is the folder that every test clones, as files in memory; made once a process.
var schema = sync.OnceValues(func() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "aula-schema-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return nil, fmt.Errorf("bootstrap schema: %w", err)
	}
	if err := app.RunAllMigrations(); err != nil {
		return nil, fmt.Errorf("migrate schema: %w", err)
	}
	if err := hashCheaply(app); err != nil {
		return nil, err
	}
	if err := app.ResetBootstrapState(); err != nil {
		return nil, err
	}
	return readFolder(dir)
})

// hashCheaply lets tests make people without the seconds that a strong hash takes under the race detector.
func hashCheaply(app core.App) error {
	for _, name := range []string{"users", core.CollectionNameSuperusers} {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		password, ok := c.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField)
		if !ok {
			return fmt.Errorf("%s has no password", name)
		}
		password.Cost = bcrypt.MinCost
		if err := app.Save(c); err != nil {
			return fmt.Errorf("hash cheaply in %s: %w", name, err)
		}
	}
	return nil
}

func readFolder(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, entry := range entries {
		if entry.IsDir() {
			continue
		}
		if files[entry.Name()], err = os.ReadFile(filepath.Join(dir, entry.Name())); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// New returns an academy of its own for the test and removes it afterwards.
func New(t testing.TB) *tests.TestApp {
	t.Helper()
	files, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	app, err := tests.NewTestApp(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	return app
}
