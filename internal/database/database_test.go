package database_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/internal/database"
)

func open(t *testing.T) *dbx.DB {
	t.Helper()
	db, err := database.Connect(filepath.Join(t.TempDir(), "data.db"))
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	do(t, db, "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
	for i, name := range []string{"Ada", "Bruna", "Carla"} {
		do(t, db, "INSERT INTO people (id, name) VALUES ({:id}, {:name})", dbx.Params{"id": i + 1, "name": name})
	}
	return db
}

func TestAStatementThatIsReadAlreadyAnswersAnew(t *testing.T) {
	db := open(t)
	db.DB().SetMaxOpenConns(1)
	for i, want := range []string{"Ada", "Bruna", "Carla", "Ada"} {
		var name string
		must(t, db.NewQuery("SELECT name FROM people WHERE id = {:id}").Bind(dbx.Params{"id": i%3 + 1}).Row(&name))
		if name != want {
			t.Errorf("%d: %q, want %q", i, name, want)
		}
	}
	if err := db.NewQuery("SELECT name FROM people WHERE id = 9").Row(new(string)); err == nil {
		t.Error("nobody has a name")
	}
}

func TestAQueryInTheMiddleOfItselfHasRowsOfItsOwn(t *testing.T) {
	db := open(t)
	must(t, db.Transactional(func(tx *dbx.Tx) error { // one connection
		const query = "SELECT name FROM people ORDER BY id"
		outer, err := tx.NewQuery(query).Rows()
		if err != nil {
			return err
		}
		defer outer.Close()
		var read []string
		for outer.Next() {
			var name string
			if err := outer.Scan(&name); err != nil {
				return err
			}
			var inner []string
			if err := tx.NewQuery(query).Column(&inner); err != nil {
				return err
			}
			read = append(read, name+":"+strings.Join(inner, ","))
		}
		const all = ":Ada,Bruna,Carla"
		if got, want := strings.Join(read, " "), "Ada"+all+" Bruna"+all+" Carla"+all; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		return outer.Err()
	}))
}

func TestAStatementFollowsTheSchema(t *testing.T) {
	db := open(t)
	db.DB().SetMaxOpenConns(1)
	columns := func() string {
		rows, err := db.NewQuery("SELECT * FROM people WHERE id = 1").Rows()
		must(t, err)
		defer rows.Close()
		names, err := rows.Columns()
		must(t, err)
		if !rows.Next() {
			t.Fatal("nobody")
		}
		must(t, rows.Scan(places(len(names))...))
		return strings.Join(names, " ")
	}
	for _, row := range []struct{ change, want string }{
		{"", "id name"},
		{"ALTER TABLE people ADD COLUMN role TEXT DEFAULT ''", "id name role"},
		{"ALTER TABLE people DROP COLUMN role", "id name"},
		{"VACUUM", "id name"},
	} {
		if row.change != "" {
			do(t, db, row.change)
		}
		if got := columns(); got != row.want {
			t.Errorf("after %q: %s, want %s", row.change, got, row.want)
		}
	}
	do(t, db, "DROP TABLE people") // nothing that is kept holds it
}

func places(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = new(any)
	}
	return list
}

func TestAStatementThatFailedServesAgain(t *testing.T) {
	db := open(t)
	db.DB().SetMaxOpenConns(1)
	insert := func(name string) error {
		_, err := db.Insert("people", dbx.Params{"name": name}).Execute()
		return err
	}
	for range 3 {
		if insert("Ada") == nil {
			t.Error("there are two Adas")
		}
	}
	must(t, insert("Dora"))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.NewQuery("SELECT name FROM people").WithContext(ended).Row(new(string)); err == nil {
		t.Error("who had gone was answered")
	}
	var count int
	must(t, db.NewQuery("SELECT count(*) FROM people").Row(&count))
	if count != 4 {
		t.Errorf("%d people", count)
	}
}

func TestATransactionTakesItsTurnWhenItBegins(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	var both [2]*dbx.DB
	for i := range both {
		db, err := database.Connect(path)
		must(t, err)
		t.Cleanup(func() { must(t, db.Close()) })
		db.DB().SetMaxOpenConns(1)
		do(t, db, "PRAGMA busy_timeout = 0")
		both[i] = db
	}
	do(t, both[0], "CREATE TABLE people (id INTEGER PRIMARY KEY)")
	for i := range 3 { // the statements are kept from the second on
		first, err := both[0].Begin()
		must(t, err)
		if _, err := both[1].Begin(); err == nil {
			t.Fatal("two write at once")
		}
		_, err = first.Insert("people", dbx.Params{"id": i}).Execute()
		must(t, err)
		must(t, first.Commit())
		second, err := both[1].Begin()
		must(t, err)
		_, err = second.Insert("people", dbx.Params{"id": 100 + i}).Execute()
		must(t, err)
		must(t, second.Rollback())
	}
	var ids []int
	must(t, both[1].NewQuery("SELECT id FROM people ORDER BY id").Column(&ids))
	if fmt.Sprint(ids) != "[0 1 2]" {
		t.Errorf("%v", ids)
	}
}

func TestNothingStaysOpenOfATransactionThatCannotBeginOrEnd(t *testing.T) {
	db := open(t)
	db.DB().SetMaxOpenConns(1)
	do(t, db, "CREATE TABLE seats (person INTEGER REFERENCES people(id) DEFERRABLE INITIALLY DEFERRED)")
	for range 3 {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.BeginTx(ended, nil); err == nil {
			t.Error("who had gone began")
		}
		tx, err := db.Begin()
		must(t, err)
		_, err = tx.Insert("seats", dbx.Params{"person": 9}).Execute()
		must(t, err)
		if tx.Commit() == nil {
			t.Error("nobody has a seat")
		}
	}
	must(t, db.Transactional(func(tx *dbx.Tx) error {
		_, err := tx.Insert("seats", dbx.Params{"person": 1}).Execute()
		return err
	}))
	var count int
	must(t, db.NewQuery("SELECT count(*) FROM seats").Row(&count))
	if count != 1 {
		t.Errorf("%d seats", count)
	}
}

func TestAQueryMayNameItsValuesByTheirPlace(t *testing.T) {
	db := open(t)
	ask := func(b dbx.Builder, id int) (name string, err error) {
		err = database.Row(b, "SELECT name FROM people WHERE id = ?", []any{id}, &name)
		return name, err
	}
	must(t, db.Transactional(func(tx *dbx.Tx) error {
		for _, b := range []dbx.Builder{tx, tx} {
			done, err := database.Execute(b, "INSERT INTO people (name) VALUES (?) ON CONFLICT DO NOTHING", "Dora")
			if err != nil {
				return err
			}
			_, err = done.RowsAffected()
			must(t, err)
		}
		if name, err := ask(tx, 4); err != nil || name != "Dora" {
			t.Errorf("within: %q, %v", name, err)
		}
		return nil
	}))
	if name, err := ask(db, 4); err != nil || name != "Dora" {
		t.Errorf("after: %q, %v", name, err)
	}
	if _, err := ask(db, 9); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := database.Execute(db, "INSERT INTO people (id, name) VALUES (?, ?)", 1, "Emma"); err == nil {
		t.Error("two have one number")
	}
	if _, err := ask(nil, 1); !errors.Is(err, database.ErrNoExecutor) {
		t.Errorf("no database: %v", err)
	}
}

func TestMoreQueriesThanAreKeptAreAnswered(t *testing.T) {
	db := open(t)
	db.DB().SetMaxOpenConns(1)
	for range 2 {
		for i := range 250 {
			var got int
			must(t, db.NewQuery(fmt.Sprintf("SELECT %d FROM people WHERE id = 1", i)).Row(&got))
			if got != i {
				t.Fatalf("%d, want %d", got, i)
			}
		}
	}
}

func TestManyAskAtOnce(t *testing.T) {
	db := open(t)
	failed := make(chan error, 16)
	for i := range cap(failed) {
		go func() {
			failed <- db.Transactional(func(tx *dbx.Tx) error {
				for j := range 50 {
					name := fmt.Sprintf("n%d-%d", i, j)
					if _, err := tx.Insert("people", dbx.Params{"name": name}).Execute(); err != nil {
						return err
					}
					if err := db.NewQuery("SELECT count(*) FROM people WHERE name = {:name}").Bind(dbx.Params{"name": name}).Row(new(int)); err != nil {
						return err
					}
				}
				return nil
			})
		}()
	}
	for range cap(failed) {
		must(t, <-failed)
	}
	var count int
	must(t, db.NewQuery("SELECT count(*) FROM people").Row(&count))
	if count != 3+16*50 {
		t.Errorf("%d people", count)
	}
}

func do(t *testing.T, db *dbx.DB, query string, args ...dbx.Params) {
	t.Helper()
	q := db.NewQuery(query)
	for _, p := range args {
		q.Bind(p)
	}
	_, err := q.Execute()
	must(t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
