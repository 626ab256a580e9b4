package courses

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/database"
)

// ManagedPage is how many courses or learners a page lists.
const ManagedPage = 25

// Managed is a course as those who run it see it in a list.
type Managed struct {
	ID       string         `db:"id"`
	Slug     string         `db:"slug"`
	Title    string         `db:"title"`
	State    string         `db:"state"`
	Revision int            `db:"revision"`
	Owner    string         `db:"owner_name"`
	Open     int            `db:"open"`
	Finished int            `db:"finished"`
	Waiting  int            `db:"waiting"` // questions without an answer
	Changed  types.DateTime `db:"updated"`
}

// Updated is when the course was changed last.
func (m Managed) Updated() time.Time { return m.Changed.Time() }

// ManagedFilter chooses and orders courses.
type ManagedFilter struct {
	Owner string // id; empty: anybody's
	State string // empty: any
	Words string // in the title or the address
	Sort  string // title, state, learners, updated; with a leading "-" the other way round
	Page  int    // from 1
}

var managedOrder = map[string][]string{
	"title": {"lower(c.title)"}, "state": {"c.state", "lower(c.title)"}, "learners": {"(open + finished)"}, "updated": {"c.updated"},
}

// ListManaged returns a page of courses, and how many there are in all.
func ListManaged(app core.App, f ManagedFilter) ([]Managed, int, error) {
	where := dbx.And()
	if f.Owner != "" {
		where = dbx.And(where, dbx.HashExp{"c.owner": f.Owner})
	}
	if f.State != "" {
		where = dbx.And(where, dbx.HashExp{"c.state": f.State})
	}
	if f.Words != "" {
		where = dbx.And(where, dbx.Or(database.Contains("c.title", f.Words), database.Contains("c.slug", f.Words)))
	}
	var total int
	if err := app.DB().Select("count(*)").From("courses c").Where(where).Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count courses: %w", err)
	}
	var list []Managed
	err := app.DB().Select("c.id", "c.slug", "c.title", "c.state", "c.revision", "c.updated",
		"trim(coalesce(u.given_name, '') || ' ' || coalesce(u.family_name, '')) AS owner_name",
		"(SELECT count(*) FROM enrolments e WHERE e.course = c.id AND e.completed = '') AS open",
		"(SELECT coalesce(sum((e.completed != '') - (e.cycle > 1 AND e.[[user]] != '')), 0) FROM enrolments e WHERE e.course = c.id) AS finished",
		"(SELECT count(*) FROM lesson_questions q WHERE q.course = c.id AND q.answered = '') AS waiting").
		From("courses c").LeftJoin("users u", dbx.NewExp("u.id = c.owner")).Where(where).
		OrderBy(append(orderBy(managedOrder, f.Sort, "title"), "c.id")...).
		Limit(ManagedPage).Offset(offset(f.Page)).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list courses: %w", err)
	}
	return list, total, nil
}

// orderBy is the order that a list was asked for; unknown ones are the usual.
func orderBy(orders map[string][]string, asked, usual string) []string {
	name, down := strings.CutPrefix(asked, "-")
	columns, known := orders[name]
	if !known {
		columns = orders[usual]
	}
	direction := " ASC"
	if down {
		direction = " DESC"
	}
	var list []string
	for _, c := range columns {
		list = append(list, c+direction)
	}
	return list
}

func offset(page int) int64 { return int64(max(page, 1)-1) * ManagedPage }
