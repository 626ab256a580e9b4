package database_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"aula/internal/database"
)

func TestWhatIsDeletedIsNotLeftInTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	db, err := database.Connect(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO people VALUES (1, 'resta'), (2, 'zqxmarker'), (3, 'resta')",
		"PRAGMA wal_checkpoint(TRUNCATE)", "DELETE FROM people WHERE id = 2", "PRAGMA wal_checkpoint(TRUNCATE)",
	} {
		if _, err := db.NewQuery(query).Execute(); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(content, []byte("resta")) || bytes.Contains(content, []byte("zqxmarker")) {
		t.Errorf("the file keeps what was deleted, %v", err)
	}
}
