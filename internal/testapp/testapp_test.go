package testapp_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

func TestEveryMigrationHasAWayBackAndForthAgain(t *testing.T) {
	app := testapp.New(t)
	runner := core.NewMigrationsRunner(app, core.AppMigrations)
	count := len(core.AppMigrations.Items())
	if _, err := runner.Down(count); err != nil {
		t.Fatalf("down: %v", err)
	}
	if _, err := app.FindCollectionByNameOrId("courses"); err == nil {
		t.Fatal("courses is still there after every step down")
	}
	if _, err := runner.Up(); err != nil {
		t.Fatalf("up again: %v", err)
	}
}
