package testapp

import (
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/bcrypt"
)

// Password is that of every person made by Person.
const Password = "una frase lunga e tranquilla"

// hash is Password's, cheap and made once a process: under the race detector each costs a second otherwise.
var hash = sync.OnceValues(func() ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(Password), bcrypt.MinCost)
})

// Save stores a record with these values and returns it.
func Save(t testing.TB, app core.App, collection string, values map[string]any) *core.Record {
	t.Helper()
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		t.Fatal(err)
	}
	r := core.NewRecord(c)
	for name, value := range values {
		if _, hashed := value.(*core.PasswordFieldValue); hashed {
			r.SetRaw(name, value)
			continue
		}
		r.Set(name, value)
	}
	if err := app.Save(r); err != nil {
		t.Fatalf("save %s: %v", collection, err)
	}
	return r
}

// Person makes an account with this role; the mailbox is ROLE@example.org unless given.
func Person(t testing.TB, app core.App, role string, email ...string) *core.Record {
	t.Helper()
	address := role + "@example.org"
	if len(email) > 0 {
		address = email[0]
	}
	password, err := hash()
	if err != nil {
		t.Fatal(err)
	}
	return Save(t, app, "users", map[string]any{
		"email": address, "password": &core.PasswordFieldValue{Hash: string(password)}, "verified": true, "role": role,
		"given_name": "Ada", "family_name": "Bianchi", "locale": "it",
	})
}

// Token is what scripts send as Authorization: Bearer.
func Token(t testing.TB, user *core.Record) string {
	t.Helper()
	token, err := user.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	return token
}
