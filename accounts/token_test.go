package accounts

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

func TestAScriptsTokenLeadsToItsPerson(t *testing.T) {
	app, d, _, p, _ := door(t, BriefStay)
	token, err := p.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time from memory
		v, err := d.RecogniseToken(app, token)
		if err != nil || v.User.Id != p.Id {
			t.Fatalf("got %v, %v", v, err)
		}
		v.User.Set(fieldRole, string(Administrator)) // the caller's own copy
	}
	if v, err := d.RecogniseToken(app, token); err != nil || v.User.GetString(fieldRole) != string(Learner) {
		t.Errorf("a caller's change was remembered: %v, %v", v, err)
	}
}

func TestTokensThatAreNotForTheDoorkeeper(t *testing.T) {
	app, d, _, p, session := door(t, BriefStay)
	superuser := core.NewRecord(collectionOf(t, app, core.CollectionNameSuperusers))
	superuser.SetEmail("root@example.it")
	superuser.SetPassword(goodPassword)
	if err := app.Save(superuser); err != nil {
		t.Fatal(err)
	}
	good := must(p.NewAuthToken())
	head, signature, _ := strings.Cut(good, ".")
	rows := []struct{ name, token string }{
		{"nothing", ""},
		{"no token", "abc"},
		{"a session's token", session},
		{"a superuser's token", must(superuser.NewAuthToken())},
		{"a token for files", must(p.NewFileToken())},
		{"an expired token", must(p.NewStaticAuthToken(time.Nanosecond))},
		{"a token with another signature", good[:len(good)-4] + "AAAA"},
		{"a token without a signature", good[:strings.LastIndexByte(good, '.')+1]},
		{"another head before the same claims", head[:len(head)-2] + "." + signature},
		{"the token of somebody who is not there", must(stranger(t, app).NewAuthToken())},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			v, err := d.RecogniseToken(app, row.token)
			if v.User != nil || !errors.Is(err, ErrToken) && !errors.Is(err, ErrNoSession) {
				t.Errorf("got %v, %v", v, err)
			}
		})
	}
}

func TestATokenEndsWithThePassword(t *testing.T) {
	app, d, _, p, _ := door(t, BriefStay)
	token := must(p.NewAuthToken())
	if _, err := d.RecogniseToken(app, token); err != nil {
		t.Fatal(err)
	}
	p.SetPassword("un'altra frase lunga")
	if err := app.Save(p.Record); err != nil {
		t.Fatal(err)
	}
	d.ForgetPerson(p.Id)
	if _, err := d.RecogniseToken(app, token); !errors.Is(err, ErrToken) {
		t.Errorf("got %v", err)
	}
}

// stranger is a person who was never stored.
func stranger(t *testing.T, app core.App) *core.Record {
	t.Helper()
	r := core.NewRecord(collectionOf(t, app, Collection))
	r.Id = "nobodynobody123"
	r.RefreshTokenKey()
	return r
}

func collectionOf(t *testing.T, app core.App, name string) *core.Collection {
	t.Helper()
	c, err := app.FindCollectionByNameOrId(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func must(token string, err error) string {
	if err != nil {
		panic(err)
	}
	return token
}

func BenchmarkAScriptsToken(b *testing.B) {
	app := testapp.New(b)
	token := must(member(b, app, "ada@example.it", Learner).NewAuthToken())
	d := NewDoorkeeper(time.Now)
	b.Run("doorkeeper", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.RecogniseToken(app, token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("pocketbase", func(b *testing.B) {
		for b.Loop() {
			if _, err := app.FindAuthRecordByToken(token, core.TokenTypeAuth); err != nil {
				b.Fatal(err)
			}
		}
	})
}
