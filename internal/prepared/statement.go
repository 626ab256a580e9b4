// Package prepared keeps the statements of pages that many people ask for at once ready: SQLite takes longer to read such a query than
// to answer it. What is asked seldom does not belong here.
package prepared

import (
	"database/sql"
	"errors"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ErrNoPool says that the app has no pool of connections, as inside a transaction.
var ErrNoPool = errors.New("no pool of connections")

// Statement is one query, kept ready. Its zero value is ready to use, with the same query each time.
type Statement struct {
	mu        sync.Mutex // guards what follows
	db        *sql.DB
	statement *sql.Stmt
}

// On returns the statement for the app's database, which changes when a backup is restored. It returns ErrNoPool.
func (p *Statement) On(app core.App, query string) (*sql.Stmt, error) {
	pool, ok := app.ConcurrentDB().(*dbx.DB)
	if !ok {
		return nil, ErrNoPool
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.db == pool.DB() {
		return p.statement, nil
	}
	statement, err := pool.DB().Prepare(query)
	if err != nil {
		return nil, err
	}
	if p.statement != nil {
		_ = p.statement.Close() // its database is closed already
	}
	p.db, p.statement = pool.DB(), statement
	return statement, nil
}
