package commands

import (
	"github.com/pocketbase/dbx"
)

// connect opens a database as PocketBase does, but for one thing: a transaction takes its turn to write when it begins,
// not when it first writes. Other processes write to the same file, as `aula backup create` and `aula courses import` do
// beside a server: between a transaction's first read and its first write they would make it fail (SQLITE_BUSY_SNAPSHOT),
// however long it waits. Within one process PocketBase's single writing connection hides this.
func connect(path string) (*dbx.DB, error) {
	return dbx.Open("sqlite", path+"?_txlock=immediate"+
		"&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous(NORMAL)"+
		"&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
}
