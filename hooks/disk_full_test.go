package hooks_test

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"syscall"
	"testing"

	"aula/hooks"
)

func TestADiskThatTakesNothingMoreIsSaidAsSuch(t *testing.T) {
	rows := []struct {
		name string
		err  error
		want int
	}{
		{"a file", fmt.Errorf("store: %w", &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}), http.StatusInsufficientStorage},
		{"a quota", fmt.Errorf("store: %w", syscall.EDQUOT), http.StatusInsufficientStorage},
		{"the database", fmt.Errorf("save: %w", fullDatabase(t)), http.StatusInsufficientStorage},
		{"anything else", errors.New("database or disk is full, it says"), http.StatusInternalServerError},
	}
	for _, row := range rows {
		if got, _ := hooks.Describe(row.err); got != row.want {
			t.Errorf("%s: %d", row.name, got)
		}
	}
}

// fullDatabase is what SQLite says when it may not grow.
func fullDatabase(t *testing.T) error {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("PRAGMA max_page_count = 4; CREATE TABLE t (c BLOB)"); err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("INSERT INTO t VALUES (zeroblob(1000000))")
	if err == nil {
		t.Fatal("it grew")
	}
	return err
}
