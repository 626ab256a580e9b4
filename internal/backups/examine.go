package backups

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
)

// Examined is what a database says of itself.
type Examined struct {
	Tables []Table
	Schema []string
}

// Examine asks SQLite whether the academy's database is sound, and what is in it. It returns ErrDamaged where it is
// not.
func Examine(ctx context.Context, dir string) (e Examined, err error) {
	db, err := openDatabase(filepath.Join(dir, databaseFile), "_pragma=busy_timeout(10000)")
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := db.Conn(ctx)
	if err != nil {
		return e, errors.Join(ErrDamaged, err)
	}
	defer c.Close()
	var verdict string
	if err := c.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return e, errors.Join(ErrDamaged, err)
	}
	if verdict != "ok" {
		return e, fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	return tell(ctx, c)
}

// Look is Examine without the check of every page, at one moment: for an academy that lives.
func Look(ctx context.Context, dir string) (e Examined, err error) {
	db, err := openDatabase(filepath.Join(dir, databaseFile), "_pragma=busy_timeout(10000)")
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := db.Conn(ctx)
	if err != nil {
		return e, err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "BEGIN"); err != nil {
		return e, err
	}
	return tell(ctx, c)
}

func tell(ctx context.Context, c *sql.Conn) (e Examined, err error) {
	if e.Schema, err = schemaOf(ctx, c); err != nil {
		return e, err
	}
	e.Tables, err = tally(ctx, c)
	return e, err
}

// Differences names the tables that are not as they should be.
func (e Examined) Differences(want []Table) (names []string) {
	there := map[string]Table{}
	for _, t := range e.Tables {
		there[t.Name] = t
	}
	for _, t := range want {
		if there[t.Name] != t {
			names = append(names, t.Name)
		}
		delete(there, t.Name)
	}
	for name := range there {
		names = append(names, name)
	}
	return names
}
