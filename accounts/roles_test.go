package accounts

import (
	"errors"
	"slices"
	"testing"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/locales"
)

func TestRolesAreGivenToConfirmedPeopleOnly(t *testing.T) {
	app := testapp.New(t)
	chief := member(t, app, "chief@example.it", Administrator)
	ada := member(t, app, "ada@example.it", Learner)
	if _, err := Register(app, form("new@example.it")); err != nil {
		t.Fatal(err)
	}
	unconfirmed, err := FindByEmail(app, "new@example.it")
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name string
		who  *Person
		role Role
		want error
	}{
		{"a member becomes author", ada, Author, nil},
		{"a role that is none", ada, "king", ErrRole},
		{"an unconfirmed mailbox", unconfirmed, Staff, ErrRole},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if err := SetRole(app, chief.Record, row.who.Record, row.role); !errors.Is(err, row.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	if again, err := Find(app, ada.Id); err != nil || again.Role() != Author {
		t.Errorf("role %v, %v", again, err)
	}
	testapp.Audited(t, app, chief.Id, audit.RoleChanged)
}

func TestTheLastAdministratorIsKept(t *testing.T) {
	app := testapp.New(t)
	chief := member(t, app, "chief@example.it", Administrator)
	if err := KeepAnAdministrator(app, chief.Record); !errors.Is(err, ErrLastAdministrator) {
		t.Errorf("alone: %v", err)
	}
	member(t, app, "second@example.it", Administrator)
	if err := KeepAnAdministrator(app, chief.Record); err != nil {
		t.Errorf("of two: %v", err)
	}
}

func TestPeopleAreFoundByWordsAndRole(t *testing.T) {
	app := testapp.New(t)
	ada := member(t, app, "ada@example.it", Learner)
	bea := member(t, app, "bea@comune.example.it", Author)
	bea.Set(fieldFamily, "Àlvarez")
	if err := app.Save(bea.Record); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name   string
		filter PeopleFilter
		want   []string
	}{
		{"all", PeopleFilter{}, []string{ada.Id, bea.Id}},
		{"by mailbox", PeopleFilter{Words: "comune"}, []string{bea.Id}},
		{"by two words", PeopleFilter{Words: "ada bianchi"}, []string{ada.Id}},
		{"by role", PeopleFilter{Role: Author}, []string{bea.Id}},
		{"signs of the query language are text", PeopleFilter{Words: "%"}, nil},
		{"beyond the last page", PeopleFilter{Page: 9}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			people, more, err := List(app, row.filter)
			if err != nil || more || len(people) != len(row.want) {
				t.Fatalf("%d people, more %v, %v", len(people), more, err)
			}
			for i, p := range people {
				if p.Id != row.want[i] {
					t.Errorf("place %d: %s", i, p.Email())
				}
			}
		})
	}
}

func TestAnAccountGoesAndItsOwnerIsTold(t *testing.T) {
	app := testapp.New(t)
	p := member(t, app, "ada@example.it", Learner)
	if err := Delete(app, p); err != nil {
		t.Fatal(err)
	}
	if _, err := Find(app, p.Id); !errors.Is(err, ErrNoPerson) {
		t.Errorf("still there: %v", err)
	}
	if m := queued(t, app); len(m) != 1 || m[0].To != "ada@example.it" || m[0].Person != "" {
		t.Errorf("mails %+v", m)
	}
}

func TestAProfileIsCheckedBeforeItIsKept(t *testing.T) {
	app := testapp.New(t)
	p := member(t, app, "ada@example.it", Learner)
	var problems Problems
	if err := Rename(app, p, "", "x<y"); !errors.As(err, &problems) || len(problems) != 2 {
		t.Errorf("rename: %v", err)
	}
	if err := Rename(app, p, " Ada  Maria ", "Rossi"); err != nil || p.Name() != "Ada Maria Rossi" {
		t.Errorf("name %q, %v", p.Name(), err)
	}
	if err := Prefer(app, p, "xx", "huge"); !errors.As(err, &problems) || len(problems) != 2 {
		t.Errorf("prefer: %v", err)
	}
	if err := Prefer(app, p, "sl", "larger"); err != nil || p.Locale() != "sl" || p.TextSize() != "larger" {
		t.Errorf("%s %s %v", p.Locale(), p.TextSize(), err)
	}
}

func TestAPersonMayChooseEveryLanguageThatThereAreTextsIn(t *testing.T) {
	if !slices.Equal(languages, locales.Languages) {
		t.Errorf("%v, want %v", languages, locales.Languages)
	}
}
