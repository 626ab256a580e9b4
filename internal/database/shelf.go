package database

import (
	"container/list"
	"database/sql/driver"
	"hash/maphash"
	"strings"
)

const (
	mostKept    = 100     // statements a connection; those unused for longest go first
	mostHeard   = 1000    // queries that were asked once
	longestKept = 8 << 10 // bytes of a query
)

// sqliteStmt is what is used of a statement of SQLite's driver.
type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// statement is a query that SQLite has read.
type statement struct {
	sqliteStmt
	query string
	place *list.Element
	inUse bool
}

// shelf keeps the statements of one connection, the latest used first.
type shelf struct {
	byQuery map[string]*statement
	order   *list.List
	heard   map[uint64]bool // fingerprints of what was asked once
	seed    maphash.Seed
}

func newShelf() *shelf {
	return &shelf{map[string]*statement{}, list.New(), map[uint64]bool{}, maphash.MakeSeed()}
}

// hear tells whether a query was asked before. What is asked once, as most is when a program starts, is not worth the memory.
func (s *shelf) hear(query string) bool {
	mark := maphash.String(s.seed, query)
	if s.heard[mark] {
		return true
	}
	if len(s.heard) >= mostHeard {
		clear(s.heard)
	}
	s.heard[mark] = true
	return false
}

// take returns the statement of a query for one use; there tells whether it is kept: nil then means that it is in use.
func (s *shelf) take(query string) (kept *statement, there bool) {
	kept, there = s.byQuery[query]
	if !there {
		return nil, false
	}
	if kept.inUse {
		return nil, true
	}
	kept.inUse = true
	s.order.MoveToFront(kept.place)
	return kept, true
}

// put keeps a new statement, which is in use from now on.
func (s *shelf) put(query string, made sqliteStmt) *statement {
	for e := s.order.Back(); e != nil && s.order.Len() >= mostKept; {
		oldest := e
		e = e.Prev()
		s.drop(oldest.Value.(*statement))
	}
	st := &statement{sqliteStmt: made, query: query, inUse: true}
	st.place = s.order.PushFront(st)
	s.byQuery[query] = st
	return st
}

// giveBack ends a use. A statement that failed is read anew the next time.
func (s *shelf) giveBack(st *statement, err error) {
	st.inUse = false
	if err != nil {
		s.drop(st)
	}
}

// drop forgets a statement that nobody uses.
func (s *shelf) drop(st *statement) {
	if st.inUse || s.byQuery[st.query] != st {
		return
	}
	delete(s.byQuery, st.query)
	s.order.Remove(st.place)
	_ = st.Close() // what it failed with was said when it was used
}

func (s *shelf) clear() {
	for _, st := range s.byQuery {
		st.inUse = false
		s.drop(st)
	}
}

// worthKeeping tells whether a query reads or writes rows, or begins or ends a transaction, and is of a usual length: what else is asked
// (schemas, pragmas, scripts) is asked seldom.
func worthKeeping(query string) bool {
	if len(query) > longestKept {
		return false
	}
	verb, _, _ := strings.Cut(strings.TrimSpace(query[:min(len(query), 20)]), " ")
	switch strings.ToUpper(verb) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK":
		return true
	}
	return false
}
