package database

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
)

// ErrNoExecutor says that a builder is neither a database nor a transaction: a programming error.
var ErrNoExecutor = errors.New("neither a database nor a transaction")

// Execute runs a statement whose values stand as ? in it. dbx looks through the whole text of a query for the names of its values each
// time: what hundreds do at once is written so, everything else as dbx likes it. to is app.NonconcurrentDB().
func Execute(to dbx.Builder, statement string, values ...any) (sql.Result, error) {
	x, err := executor(to)
	if err != nil {
		return nil, err
	}
	return x.Exec(statement, values...)
}

// Row reads the first row of a query like those of Execute, or returns sql.ErrNoRows. from is app.ConcurrentDB(), which within a
// transaction is that: who only reads waits for no writer.
func Row(from dbx.Builder, query string, values []any, into ...any) error {
	rows, err := ask(from, query, values)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return errors.Join(rows.Err(), sql.ErrNoRows)
	}
	if err := rows.Scan(into...); err != nil {
		return err
	}
	return rows.Close()
}

// Each reads all rows of a query like those of Execute: each is called for every row, to scan it. from is as for Row.
func Each(from dbx.Builder, query string, values []any, each func(scan func(into ...any) error) error) error {
	rows, err := ask(from, query, values)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

func ask(from dbx.Builder, query string, values []any) (*sql.Rows, error) {
	x, err := executor(from)
	if err != nil {
		return nil, err
	}
	return x.Query(query, values...)
}

func executor(of dbx.Builder) (dbx.Executor, error) {
	switch b := of.(type) {
	case *dbx.Tx:
		of = b.Builder
	case *dbx.DB:
		of = b.Builder
	}
	if b, is := of.(interface{ Executor() dbx.Executor }); is {
		return b.Executor(), nil
	}
	return nil, ErrNoExecutor
}
