package database

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Kept is a kind of list that each organisation has, remembered as long as the database says that it holds: SQLite takes as much time to look
// through some thousand rows as a whole page takes. Triggers raise the numbers in roster_versions with every change, whoever makes it.
type Kept[L interface{ Rows() int }] struct {
	Name    string // of the kind
	Version string // of roster_versions, what says whether a list still holds
	Read    func(app core.App, organisation string) (L, error)
}

const mostKeptRows = 300_000 // of a kind; beyond it all are forgotten, and read again as they are asked for

// Of returns an organisation's list as it is now; nobody may change it. What is there is read after its number was: a change between the two is
// read again the next time. What a transaction sees is not remembered: it may come to nothing.
func (k Kept[L]) Of(app core.App, organisation string) (list L, err error) {
	var version int64
	err = app.DB().Select(k.Version).From("roster_versions").Where(dbx.HashExp{"organisation": organisation}).Row(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return list, fmt.Errorf("version of the %s of %s: %w", k.Name, organisation, err)
	}
	if app.IsTransactional() {
		return k.Read(app, organisation)
	}
	all := app.Store().GetOrSet("aula:"+k.Name, func() any { return &shelfOf[L]{lists: map[string]dated[L]{}} }).(*shelfOf[L])
	if list, ok := all.get(organisation, version); ok {
		return list, nil
	}
	if list, err = k.Read(app, organisation); err == nil {
		all.put(organisation, dated[L]{list, version})
	}
	return list, err
}

// shelfOf holds the lists of one kind by organisation. It is safe for concurrent use.
type shelfOf[L interface{ Rows() int }] struct {
	mu    sync.Mutex // guards all below
	lists map[string]dated[L]
	rows  int
}

type dated[L any] struct {
	list    L
	version int64
}

func (s *shelfOf[L]) get(organisation string, version int64) (list L, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.lists[organisation]
	return kept.list, ok && kept.version == version
}

func (s *shelfOf[L]) put(organisation string, kept dated[L]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.lists[organisation]; ok {
		s.rows -= old.list.Rows()
	}
	if s.rows += kept.list.Rows(); s.rows > mostKeptRows {
		clear(s.lists)
		s.rows = kept.list.Rows()
	}
	s.lists[organisation] = kept
}
