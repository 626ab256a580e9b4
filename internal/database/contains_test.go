package database_test

import (
	"slices"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/internal/database"
)

func TestATextIsFoundWhateverSignsItHas(t *testing.T) {
	db := open(t)
	do(t, db, "DELETE FROM people")
	for _, name := range []string{"ada_neri@x.it", "adaXneri@x.it", "cento%", `a\b`, "Zoe"} {
		do(t, db, "INSERT INTO people (name) VALUES ({:name})", dbx.Params{"name": name})
	}
	for _, row := range []struct {
		text string
		want []string
	}{
		{"ada_", []string{"ada_neri@x.it"}},
		{"ADA", []string{"adaXneri@x.it", "ada_neri@x.it"}},
		{"%", []string{"cento%"}},
		{`\`, []string{`a\b`}},
		{"zo", []string{"Zoe"}},
		{"nobody", nil},
	} {
		var got []string
		where := dbx.Or(database.Contains("name", row.text), database.Contains("name", row.text))
		must(t, db.Select("name").From("people").Where(where).OrderBy("name").Column(&got))
		if !slices.Equal(got, row.want) {
			t.Errorf("%q: %q, want %q", row.text, got, row.want)
		}
	}
}
