package hooks_test

import (
	"strings"
	"testing"

	"aula/accounts"
	"aula/internal/testapp"
)

func TestReferentsLearnThatSomebodyErasedTheAccountAndNotWho(t *testing.T) {
	app, _ := newServer(t)
	body := testapp.Organisation(t, app, "c_l736").Id
	zoe, rita := testapp.Person(t, app, "learner", "zoe@example.org"), testapp.Person(t, app, "learner", "rita@example.org")
	zoe.Set("given_name", "Zoe")
	if err := app.Save(zoe); err != nil {
		t.Fatal(err)
	}
	for user, role := range map[string]accounts.MembershipRole{zoe.Id: accounts.Employee, rita.Id: accounts.Referent} {
		if _, err := accounts.Join(app, "", accounts.Joining{User: user, Organisation: body, Role: role}); err != nil {
			t.Fatal(err)
		}
	}
	if err := accounts.Delete(app, accounts.PersonOf(zoe)); err != nil {
		t.Fatal(err)
	}
	var told []struct {
		Kind   string `db:"kind"`
		Values string `db:"values"`
		Link   string `db:"link"`
	}
	if err := app.DB().NewQuery("SELECT kind, [[values]], link FROM notices WHERE person = {:p}").Bind(map[string]any{"p": rita.Id}).All(&told); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || told[0].Kind != "person_erased" || strings.Contains(told[0].Values, "Zoe") || strings.Contains(told[0].Values+told[0].Link, zoe.Id) {
		t.Errorf("she is told %+v", told)
	}
}
