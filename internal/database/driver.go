package database

import (
	"context"
	"database/sql"
	"database/sql/driver"

	_ "modernc.org/sqlite" // the driver below
)

// Driver is the name of SQLite's driver whose connections keep their statements ready.
const Driver = "sqlite, prepared"

func init() {
	db, err := sql.Open("sqlite", ":memory:") // opens nothing yet
	if err != nil {
		panic(err)
	}
	sql.Register(Driver, &keeping{db.Driver()})
}

type keeping struct{ driver.Driver }

func (d *keeping) Open(name string) (driver.Conn, error) {
	holdMemory()
	c, err := d.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return &conn{sqliteConn: c.(sqliteConn), kept: newShelf(), begin: beginOf(name)}, nil
}

// sqliteConn is what database/sql uses of a connection of SQLite's driver.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is a connection with its statements. database/sql uses a connection from one goroutine at a time, closing of rows included.
type conn struct {
	sqliteConn
	kept  *shelf
	begin string // of a transaction that writes; empty: as the driver does
}

func (c *conn) Close() error {
	c.kept.clear()
	return c.sqliteConn.Close()
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	result, err := s.ExecContext(ctx, args)
	c.kept.giveBack(s, err)
	return result, err
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	r, err := s.QueryContext(ctx, args)
	if err != nil {
		c.kept.giveBack(s, err)
		return nil, err
	}
	return &rows{sqliteRows: r.(sqliteRows), from: c.kept, of: s}, nil
}

// take returns the statement of a query for one use, or none if it is in use already, not worth keeping, or asked for the first time.
func (c *conn) take(ctx context.Context, query string) (*statement, error) {
	if !worthKeeping(query) {
		return nil, nil
	}
	if s, there := c.kept.take(query); there {
		return s, nil
	}
	if !c.kept.hear(query) {
		return nil, nil
	}
	made, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return c.kept.put(query, made.(sqliteStmt)), nil
}
