package backups_test

import (
	"path/filepath"
	"testing"

	"aula/internal/backups"
)

func TestATablesDigestTellsWhatWasChanged(t *testing.T) {
	rows := []struct {
		name, change string
		differs      bool
	}{
		{"nothing", "SELECT 1", false},
		{"a row more", "INSERT INTO few (id, updated) VALUES ('z', '2026')", true},
		{"a row that was changed", "UPDATE few SET updated = '2027' WHERE id = 'k7'", true},
		{"a row by another key", "UPDATE few SET id = 'y' WHERE id = 'k8'", true},
		{"of many rows one by another key", "UPDATE many SET id = 'z' WHERE id = 'k7'", true},
		{"of many rows one less", "DELETE FROM many WHERE id = 'k8'", true},
	}
	app := newAcademy(t)
	for table, count := range map[string]string{"few": "1000", "many": "100001"} {
		_, err := app.DB().NewQuery("CREATE TABLE " + table + " (id TEXT PRIMARY KEY, updated TEXT)").Execute()
		must(t, err)
		_, err = app.DB().NewQuery("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + count + ") INSERT INTO " + table + " SELECT 'k' || i, '2026' FROM n").Execute()
		must(t, err)
	}
	s := folder(t)
	m := create(t, app, s, backups.Key{})
	_, err := restore(t.Context(), content(t, s, m.File), filepath.Join(t.TempDir(), "new"), backups.Key{})
	must(t, err)
	for _, row := range rows {
		before, err := backups.Look(t.Context(), app.DataDir())
		must(t, err)
		_, err = app.DB().NewQuery(row.change).Execute()
		must(t, err)
		after, err := backups.Look(t.Context(), app.DataDir())
		must(t, err)
		if differs := len(after.Differences(before.Tables)) > 0; differs != row.differs {
			t.Errorf("%s: differs %v", row.name, differs)
		}
	}
}
