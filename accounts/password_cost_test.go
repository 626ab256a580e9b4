package accounts_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/bcrypt"

	"aula/accounts"
	"aula/internal/testapp"
)

// Academies of tests hash cheaply; all others as dearly as bcrypt advises, or as theirs says.
func TestHashesAreDear(t *testing.T) {
	app := testapp.New(t)
	users, err := app.FindCollectionByNameOrId(accounts.Collection)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ says, want int }{{0, bcrypt.DefaultCost}, {12, 12}} {
		users.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField).Cost = row.says
		if err := app.Save(users); err != nil {
			t.Fatal(err)
		}
		if got, err := accounts.HashCost(app); err != nil || got != row.want {
			t.Errorf("where the academy says %d, hashes cost %d, want %d; %v", row.says, got, row.want, err)
		}
	}
}
