package backups

import (
	"database/sql"
	"errors"
	"testing"
)

func TestABackupThatCannotBeWrittenDownSaysThatTheDiskIsFull(t *testing.T) {
	db, err := sql.Open("sqlite", ":memory:?_pragma=max_page_count(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, full := db.Exec("CREATE TABLE a (b); CREATE TABLE c (d)")
	if full == nil {
		t.Fatal("a database of one page holds two tables")
	}
	if err := unnoted(full); Code(err) != "full" {
		t.Errorf("%v has the code %q", err, Code(err))
	}
	if err := unnoted(errors.New("no such table")); Code(err) != "other" {
		t.Errorf("%v has the code %q", err, Code(err))
	}
}
