// Package testapp gives each test an empty academy with the real schema: a clone of one folder that was
// migrated once. It binds no hooks and no routes; a test binds what it is about.
package testapp

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	_ "aula/pb_migrations" // the schema
)

// migrated is the folder that every test clones; made once a process.
var migrated = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "aula-schema-*")
	if err != nil {
		return "", err
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return "", fmt.Errorf("bootstrap schema: %w", err)
	}
	if err := app.RunAllMigrations(); err != nil {
		return "", fmt.Errorf("migrate schema: %w", err)
	}
	return dir, app.ResetBootstrapState()
})

// New returns an academy of its own for the test and removes it afterwards.
func New(t testing.TB) *tests.TestApp {
	t.Helper()
	dir, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	app, err := tests.NewTestApp(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	return app
}
