package accounts

import (
	"fmt"
	"sort"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/database"
)

// roster is what an organisation's people are chosen and sorted by, in their order: the names of five thousand take half a megabyte.
type roster struct {
	text string // the rows' names and mailboxes, folded, each ended by a line feed
	ends []int  // of each row in the text, without the line feed
	rows []rosterRow
}

type rosterRow struct {
	ID      string `db:"id"`
	Listed  string `db:"listed"`
	Role    string `db:"role"`
	Office  string `db:"office"`
	Left    bool   `db:"left"`
	Expired bool   `db:"expired"`
}

var rosters = database.Kept[*roster]{Name: "people", Version: "version", Read: readRoster}

// Rows is how many people are on it.
func (r *roster) Rows() int { return len(r.rows) }

func readRoster(app core.App, organisation string) (*roster, error) {
	r := &roster{}
	if err := rosterQuery(app, organisation).All(&r.rows); err != nil {
		return nil, fmt.Errorf("read the people of %s: %w", organisation, err)
	}
	var text strings.Builder
	same := database.Same() // few offices of many people
	for i, row := range r.rows {
		text.WriteString(row.Listed)
		r.ends = append(r.ends, text.Len())
		text.WriteByte('\n')
		r.rows[i].Listed = ""
		r.rows[i].Office = same(row.Office)
	}
	r.text = text.String()
	return r, nil
}

func rosterQuery(app core.App, organisation string) *dbx.SelectQuery {
	return app.DB().Select("id", fieldListed, fieldRole, fieldOffice, "([[until]] != '' AND accepted != '') AS [[left]]",
		"([[until]] != '' AND accepted = '') AS [[expired]]").From(memberships).
		Where(dbx.HashExp{fieldOrganisation: organisation}).OrderBy(fieldListed, "id")
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
