package courses_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/internal/testapp"
)

func TestTheCatalogueNarrows(t *testing.T) {
	app := testapp.New(t)
	for i, c := range []map[string]any{
		{"slug": "spid", "audience": "residents", "level": "base", "language": "it", "state": "published"},
		{"slug": "protocollo", "audience": "employees", "level": "base", "language": "it", "state": "published"},
		{"slug": "sicherheit", "audience": "all", "level": "intermedio", "language": "de", "state": "published"},
		{"slug": "bozza", "audience": "all", "language": "it", "state": "draft"},
	} {
		c["title"], c["published"] = c["slug"], types.NowDateTime().AddDate(0, 0, -i)
		record(t, app, "courses", c)
	}
	var window courses.Window
	all, err := window.Look(app)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, language, want string
		filter               courses.Filter
	}{
		{"everything, newest first", "it", "spid protocollo sicherheit", courses.Filter{}},
		{"the reader's language first", "de", "sicherheit spid protocollo", courses.Filter{}},
		{"an audience, with what is for everyone", "it", "spid sicherheit", courses.Filter{Audience: "residents"}},
		{"a level", "it", "spid protocollo", courses.Filter{Level: "base"}},
		{"a language", "it", "sicherheit", courses.Filter{Language: "de"}},
		{"nothing is left", "it", "", courses.Filter{Level: "base", Language: "de"}},
	} {
		if got := slugs(all.Narrow(row.filter, row.language)); got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, got, row.want)
		}
	}
	facet := courses.Facet(all.Cards, (*courses.Card).Audiences)
	if want := []courses.Choice{{Value: "employees", Count: 2}, {Value: "residents", Count: 2}}; !slices.Equal(facet, want) {
		t.Errorf("got %v, want %v", facet, want)
	}
}

func TestTheCatalogueSeesWhatHappensMeanwhile(t *testing.T) {
	app := testapp.New(t)
	id := record(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "objectives": types.JSONRaw(`["entrare con SPID"]`)})
	record(t, app, "lessons", map[string]any{"course": id, "key": "a", "slug": "a", "title": "A", "minutes": 7})
	record(t, app, "lessons", map[string]any{"course": id, "key": "b", "slug": "b", "title": "B", "minutes": 9, "retired": true})
	var window courses.Window
	first, err := window.Look(app)
	if err != nil {
		t.Fatal(err)
	}
	card := first.Of(id)
	if card.Lessons != 1 || card.Minutes != 7 || len(card.Objectives) != 1 {
		t.Errorf("got %+v", card)
	}
	if again, _ := window.Look(app); again != first {
		t.Error("an unchanged catalogue was read again")
	}
	r, err := app.FindRecordById("courses", id)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("state", "withdrawn")
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	if after, _ := window.Look(app); len(after.Cards) != 0 {
		t.Error("a withdrawn course is still there")
	}
}

func slugs(cards []*courses.Card) string {
	var list []string
	for _, c := range cards {
		list = append(list, c.Slug)
	}
	return strings.Join(list, " ")
}
