package database

import (
	"context"
	"database/sql/driver"
	"strings"
)

// beginOf is how transactions begin on connections of this name, as SQLite's driver reads it.
func beginOf(name string) string {
	if strings.Contains(name, "_txlock=immediate") {
		return "BEGIN IMMEDIATE"
	}
	return ""
}

// BeginTx begins a transaction by statements that are kept, as its end is: SQLite reads them else at each transaction.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if c.begin == "" || o.ReadOnly {
		return c.sqliteConn.BeginTx(ctx, o)
	}
	t := &transaction{c}
	if _, err := c.ExecContext(ctx, c.begin, nil); err != nil {
		_ = t.Rollback() // whoever went in that very moment leaves nothing open
		return nil, err
	}
	return t, nil
}

type transaction struct{ on *conn }

// Commit leaves no transaction open even where it fails, as database/sql expects.
func (t *transaction) Commit() error {
	_, err := t.on.ExecContext(context.Background(), "COMMIT", nil)
	if err != nil {
		_ = t.Rollback() // fails where nothing is open any more
	}
	return err
}

func (t *transaction) Rollback() error {
	_, err := t.on.ExecContext(context.Background(), "ROLLBACK", nil)
	return err
}
