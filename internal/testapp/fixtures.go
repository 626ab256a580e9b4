package testapp

import (
	"maps"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Password is that of every person made by Person.
const Password = "una frase lunga e tranquilla"

// Save stores a record with these values and returns it.
func Save(t testing.TB, app core.App, collection string, values map[string]any) *core.Record {
	t.Helper()
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		t.Fatal(err)
	}
	r := core.NewRecord(c)
	for name, value := range values {
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
	return Save(t, app, "users", map[string]any{
		"email": address, "password": Password, "verified": true, "role": role,
		"given_name": "Ada", "family_name": "Bianchi", "locale": "it",
	})
}

// Webinar plans one for everybody, the day after tomorrow; values say what is different.
func Webinar(t testing.TB, app core.App, values map[string]any) *core.Record {
	t.Helper()
	all := map[string]any{
		"title": "SPID in comune", "start": time.Now().Add(48 * time.Hour), "minutes": 60, "zone": "Europe/Rome", "audience": "anyone",
		"lobby": "automatic", "state": "planned", "revision": 1,
	}
	maps.Copy(all, values)
	return Save(t, app, "webinars", all)
}

// Organisation makes a comune of this code; values say what is different.
func Organisation(t testing.TB, app core.App, ipa string, values ...map[string]any) *core.Record {
	t.Helper()
	all := map[string]any{"ipa": ipa, "name": "Comune di " + ipa, "kind": "comune"}
	for _, v := range values {
		maps.Copy(all, v)
	}
	return Save(t, app, "organisations", all)
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
