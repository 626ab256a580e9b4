package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"regexp"
	"sync"

	"github.com/pocketbase/dbx"
	_ "modernc.org/sqlite" // the driver that is recorded
)

// recorder is SQLite's driver that has each query explained when it is asked: prepared statements too, which
// PocketBase's own log of queries does not see.
type recorder struct {
	driver.Driver

	mu    sync.Mutex // guards plans
	plans map[string][]string
}

const recordedDriver = "sqlite, recorded"

var recording = func() *recorder {
	db, err := sql.Open("sqlite", ":memory:") // opens nothing yet
	if err != nil {
		panic(err)
	}
	r := &recorder{Driver: db.Driver(), plans: map[string][]string{}}
	sql.Register(recordedDriver, r)
	return r
}()

// connect opens a database as PocketBase does, but for the driver.
func connect(path string) (*dbx.DB, error) {
	db, err := sql.Open(recordedDriver, path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(ON)")
	if err != nil {
		return nil, err
	}
	return dbx.NewFromDB(db, "sqlite"), nil
}

// take returns what was asked since the last time, and the steps that SQLite took for it.
func (r *recorder) take() map[string][]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	plans := r.plans
	r.plans = map[string][]string{}
	return plans
}

func (r *recorder) Open(name string) (driver.Conn, error) {
	c, err := r.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return &recordedConn{c.(sqliteConn), r}, nil
}

// sqliteConn is what database/sql uses of a connection.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
}

type recordedConn struct {
	sqliteConn
	recorder *recorder
}

func (c *recordedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.explain(ctx, query, args); err != nil {
		return nil, err
	}
	return c.sqliteConn.QueryContext(ctx, query, args)
}

func (c *recordedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.explain(ctx, query, args); err != nil {
		return nil, err
	}
	return c.sqliteConn.ExecContext(ctx, query, args)
}

func (c *recordedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &recordedStmt{s.(sqliteStmt), c, query}, nil
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type recordedStmt struct {
	sqliteStmt
	conn  *recordedConn
	query string
}

func (s *recordedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if err := s.conn.explain(ctx, s.query, args); err != nil {
		return nil, err
	}
	return s.sqliteStmt.QueryContext(ctx, args)
}

func (s *recordedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.conn.explain(ctx, s.query, args); err != nil {
		return nil, err
	}
	return s.sqliteStmt.ExecContext(ctx, args)
}

var explainable = regexp.MustCompile(`(?i)^\s*(SELECT|WITH|UPDATE|DELETE)\b`)

// explain keeps the steps of a query, with the very values that it is asked with.
func (c *recordedConn) explain(ctx context.Context, query string, args []driver.NamedValue) error {
	if !explainable.MatchString(query) {
		return nil
	}
	rows, err := c.sqliteConn.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	steps := []string{}
	for row := make([]driver.Value, len(rows.Columns())); ; {
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		detail, _ := row[3].(string) // id, parent, unused, detail
		steps = append(steps, detail)
	}
	c.recorder.mu.Lock()
	defer c.recorder.mu.Unlock()
	c.recorder.plans[query] = steps
	return nil
}
