// Package database opens SQLite as Aula needs it. PocketBase opens it in the same way but for a few things: see Connect.
package database

import (
	"database/sql"

	"github.com/pocketbase/dbx"
)

// Connect opens a database for core.BaseAppConfig.DBConnect. It differs from PocketBase's own way in four things.
//
// A transaction takes its turn to write when it begins, not when it first writes. Other processes write to the same file, as
// `aula backup create` and `aula courses import` do beside a server: between a transaction's first read and its first write they would
// make it fail (SQLITE_BUSY_SNAPSHOT), however long it waits. Within one process PocketBase's single writing connection hides this.
//
// What was written goes from the log to the database after 4,000 pages (16 MB), not after 1,000: pages that many write, as those of an
// index, are carried over once.
//
// What is deleted is overwritten where that writes no page more (secure_delete FAST): of who has gone the file keeps next to nothing.
//
// A connection keeps the statements that it is asked again: SQLite takes longer to read most queries than to answer them.
func Connect(path string) (*dbx.DB, error) {
	db, err := sql.Open(Driver, path+"?_txlock=immediate"+
		"&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous(NORMAL)"+
		"&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)&_pragma=wal_autocheckpoint(4000)&_pragma=secure_delete(FAST)")
	if err != nil {
		return nil, err
	}
	return dbx.NewFromDB(db, "sqlite"), nil
}
