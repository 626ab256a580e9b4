package privacy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/personal"
	"aula/internal/testapp"
	"aula/locales"
	"aula/privacy"
)

// tablesOfNobody are tables that are no collections: SQLite's, PocketBase's, and those that triggers keep.
var tablesOfNobody = []string{
	"_collections", "_migrations", "_params", "roster_versions", "webinar_crew", "edition_crew", "course_search",
}

// namesPeople are names of fields that say that a row is about somebody, or that somebody made it.
var namesPeople = []string{"user", "person", "by", "owner", "email", "family_name", "tax_code", "learner", "holder", "recipient", "participant"}

// silent are the collections that mention people and of which no package says anything, and those that are said to mention nobody but do.
func silent(all []*core.Collection) (said []string) {
	known, nobody := map[string]bool{}, map[string]bool{}
	for _, h := range privacy.Holdings() {
		known[h.Collection] = true
	}
	for _, n := range privacy.Nothing() {
		nobody[n.Collection] = true
	}
	for _, c := range all {
		if !known[c.Name] && (!nobody[c.Name] || mentionsPeople(c) && !c.System) {
			said = append(said, c.Name)
		}
	}
	return said
}

func mentionsPeople(c *core.Collection) bool {
	return slices.ContainsFunc(c.Fields, func(f core.Field) bool {
		r, is := f.(*core.RelationField)
		return is && r.CollectionId == "_pb_users_auth_" || slices.Contains(namesPeople, f.GetName())
	})
}

func TestEveryCollectionSaysWhatItHoldsAboutPeople(t *testing.T) {
	app := testapp.New(t)
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	if said := silent(all); len(said) > 0 {
		t.Errorf("nothing is said of what these hold about people (see personal.go of each package): %v", said)
	}
	var tables []string
	if err := app.DB().NewQuery("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Column(&tables); err != nil {
		t.Fatal(err)
	}
	for _, name := range tables {
		isCollection := slices.ContainsFunc(all, func(c *core.Collection) bool { return c.Name == name })
		if !isCollection && !slices.ContainsFunc(tablesOfNobody, func(n string) bool { return name == n || strings.HasPrefix(name, n+"_") }) {
			t.Errorf("nothing is said of table %s", name)
		}
	}
}

func TestACollectionThatSaysNothingIsFound(t *testing.T) {
	app := testapp.New(t)
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		t.Fatal(err)
	}
	c := core.NewBaseCollection("diaries")
	c.Fields.Add(&core.RelationField{Name: "whose", CollectionId: users.Id, MaxSelect: 1}, &core.TextField{Name: "text"})
	if err := app.Save(c); err != nil {
		t.Fatal(err)
	}
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	if said := silent(all); !slices.Equal(said, []string{"diaries"}) {
		t.Errorf("of a new collection with people in it nobody hears: %v", said)
	}
}

// What is said is true of the schema: fields exist, every field that points to people is told of, and nothing is left out of a row that is
// about somebody.
func TestWhatIsSaidIsWhatThereIs(t *testing.T) {
	app := testapp.New(t)
	for _, h := range privacy.Holdings() {
		c, err := app.FindCollectionByNameOrId(h.Collection)
		if err != nil {
			t.Errorf("%s: %v", h.Collection, err)
			continue
		}
		for _, name := range slices.Concat(h.Shown, h.Erased, h.Struck, h.Secrets, fieldsOf(h.Ways), fieldsOf(h.Mentions)) {
			if c.Fields.GetByName(name) == nil {
				t.Errorf("%s has no %s", h.Collection, name)
			}
		}
		told := append(fieldsOf(h.Ways), fieldsOf(h.Mentions)...)
		for _, f := range c.Fields {
			if r, is := f.(*core.RelationField); is && r.CollectionId == "_pb_users_auth_" && !slices.Contains(told, f.GetName()) {
				t.Errorf("%s.%s points to people, and nothing is said of it", h.Collection, f.GetName())
			}
			private := f.GetHidden() && c.Name != "audit_entries" && len(h.Ways) > 0
			if private && !slices.Contains(h.Secrets, f.GetName()) && !slices.Contains(slices.Concat(told, h.Shown, h.Erased), f.GetName()) {
				t.Errorf("%s.%s is hidden, and nothing is said of it", h.Collection, f.GetName())
			}
		}
		for _, secret := range h.Secrets {
			if slices.Contains(h.Shown, secret) {
				t.Errorf("%s shows its secret %s", h.Collection, secret)
			}
		}
		if h.Erasure != personal.Delete && h.Why == "" {
			t.Errorf("%s stays without a reason", h.Collection)
		}
	}
}

func fieldsOf(ways []personal.Way) (list []string) {
	for _, w := range ways {
		list = append(list, w.Field)
	}
	return list
}

func TestWhatIsHeldIsSaidInEveryLanguage(t *testing.T) {
	for _, tag := range locales.Languages {
		l := locales.For(tag)
		for _, h := range privacy.Holdings() {
			keys := []string{"holding." + h.Collection, "holding.purpose." + string(h.Purpose), "holding.basis." + string(h.Basis),
				"holding.kept." + string(h.Kept), "holding.fate." + string(h.Erasure)}
			if h.Why != "" {
				keys = append(keys, "holding.why."+h.Why)
			}
			for _, field := range h.Shown {
				keys = append(keys, "field."+field)
			}
			for _, key := range keys {
				if !l.Has(key) {
					t.Errorf("%s has no %s", tag, key)
				}
			}
		}
	}
}
