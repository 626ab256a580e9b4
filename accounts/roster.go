package accounts

import (
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// roster is what an organisation's people are chosen and sorted by, in their order. It is remembered: the names of five thousand people take
// half a megabyte, and SQLite as much time to look through as the whole page takes.
type roster struct {
	version int64
	text    string // the rows' names and mailboxes, folded, each ended by a line feed
	ends    []int  // of each row in the text, without the line feed
	rows    []rosterRow
}

type rosterRow struct {
	ID      string `db:"id"`
	Listed  string `db:"listed"`
	Role    string `db:"role"`
	Office  string `db:"office"`
	Left    bool   `db:"left"`
	Expired bool   `db:"expired"`
}

// rosters are those that were read, by organisation. It is safe for concurrent use.
type rosters struct {
	mu   sync.Mutex // guards all below
	read map[string]*roster
	rows int
}

const mostRosterRows = 300_000 // of all; beyond it all are forgotten, and read again as they are asked for

func rostersOf(app core.App) *rosters {
	return app.Store().GetOrSet("aula:rosters", func() any { return &rosters{read: map[string]*roster{}} }).(*rosters)
}

// rosterOf returns an organisation's roster as it is now. Triggers count every change of memberships, so that it is known whether the one that
// is remembered still holds. What a transaction sees is not remembered: it may come to nothing.
func rosterOf(app core.App, organisation string) (*roster, error) {
	var version int64
	err := app.DB().Select("version").From("roster_versions").Where(dbx.HashExp{fieldOrganisation: organisation}).Row(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("version of the people of %s: %w", organisation, err)
	}
	if app.IsTransactional() {
		return readRoster(app, organisation, version)
	}
	all := rostersOf(app)
	if r := all.get(organisation); r != nil && r.version == version {
		return r, nil
	}
	r, err := readRoster(app, organisation, version)
	if err == nil {
		all.put(organisation, r)
	}
	return r, err
}

// readRoster reads what is there after the version was: a change between the two is read again the next time.
func readRoster(app core.App, organisation string, version int64) (*roster, error) {
	r := &roster{version: version}
	if err := rosterQuery(app, organisation).All(&r.rows); err != nil {
		return nil, fmt.Errorf("read the people of %s: %w", organisation, err)
	}
	var text strings.Builder
	offices := map[string]string{} // few, of many people
	for i, row := range r.rows {
		text.WriteString(row.Listed)
		r.ends = append(r.ends, text.Len())
		text.WriteByte('\n')
		r.rows[i].Listed = ""
		if same, ok := offices[row.Office]; ok {
			r.rows[i].Office = same
		} else {
			offices[row.Office] = row.Office
		}
	}
	r.text = text.String()
	return r, nil
}

func rosterQuery(app core.App, organisation string) *dbx.SelectQuery {
	return app.DB().Select("id", fieldListed, fieldRole, fieldOffice, "([[until]] != '' AND accepted != '') AS [[left]]",
		"([[until]] != '' AND accepted = '') AS [[expired]]").From(memberships).
		Where(dbx.HashExp{fieldOrganisation: organisation}).OrderBy(fieldListed, "id")
}

func (s *rosters) get(organisation string) *roster {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read[organisation]
}

func (s *rosters) put(organisation string, r *roster) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.read[organisation]; old != nil {
		s.rows -= len(old.rows)
	}
	if s.rows+len(r.rows) > mostRosterRows {
		clear(s.read)
		s.rows = 0
	}
	s.read[organisation] = r
	s.rows += len(r.rows)
}

// choose returns the ids of the rows that the filter lets through, in their order.
func (r *roster) choose(f MemberFilter) (ids []string) {
	words := strings.Fields(folded(f.Words))
	if len(words) == 0 {
		for _, row := range r.rows {
			if row.fits(f) {
				ids = append(ids, row.ID)
			}
		}
		return ids
	}
	for from := 0; ; {
		at := strings.Index(r.text[from:], words[0])
		if at < 0 {
			return ids
		}
		i := sort.SearchInts(r.ends, from+at)
		if r.rows[i].fits(f) && r.has(i, words[1:]) {
			ids = append(ids, r.rows[i].ID)
		}
		from = r.ends[i] + 1
	}
}

// has tells whether a row has all of these words.
func (r *roster) has(row int, words []string) bool {
	from := 0
	if row > 0 {
		from = r.ends[row-1] + 1
	}
	for _, word := range words {
		if !strings.Contains(r.text[from:r.ends[row]], word) {
			return false
		}
	}
	return true
}

func (row rosterRow) fits(f MemberFilter) bool {
	return row.Left == f.Left && row.Expired == f.Expired && (f.Role == "" || row.Role == string(f.Role)) && (f.Office == "" || row.Office == f.Office)
}
