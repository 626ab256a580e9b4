package courses

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/database"
)

// assigned is what an organisation's assignments are chosen by, in their order.
type assigned []assignedRow

type assignedRow struct {
	ID        string `db:"id"`
	Family    string `db:"family"` // as database.Lower
	Given     string `db:"given"`
	Due       string `db:"due"`
	Finished  bool   `db:"finished"`
	Withdrawn bool   `db:"back"`
}

var allAssigned = database.Kept[assigned]{Name: "assignments", Version: "(version + learning)", Read: readAssigned}

// Rows is how many assignments there are.
func (a assigned) Rows() int { return len(a) }

func readAssigned(app core.App, organisation string) (list assigned, err error) {
	err = assignmentQuery(app, dbx.HashExp{"a.organisation": organisation}, "a.id", "lower(u.family_name) AS family", "lower(u.given_name) AS given", "a.due",
		finishedIt+" AS finished", "(a.withdrawn != '') AS back").All(&list)
	if err != nil {
		return nil, fmt.Errorf("read assignments of %s: %w", organisation, err)
	}
	same := database.Same()
	for i, row := range list {
		list[i].Family, list[i].Given, list[i].Due = same(row.Family), same(row.Given), same(row.Due)
	}
	return list, nil
}

// choose returns the ids of what the filter lets through, in their order.
func (a assigned) choose(f AssignmentFilter, now time.Time) (ids []any) {
	words, moment := strings.Fields(database.Lower(f.Words)), stored(now)
	for _, row := range a {
		if row.fits(f.State, moment) && database.HasWords(words, row.Family, row.Given) {
			ids = append(ids, row.ID)
		}
	}
	return ids
}

// fits says of one assignment what AssignmentFilter.where says to SQLite.
func (row assignedRow) fits(state, now string) bool {
	late := row.Due != "" && row.Due < now
	switch state {
	case AssignmentOpen:
		return !row.Withdrawn && !row.Finished && !late
	case AssignmentLate:
		return !row.Withdrawn && !row.Finished && late
	case AssignmentDone:
		return row.Finished
	case AssignmentWithdrawn:
		return row.Withdrawn && !row.Finished
	}
	return !row.Withdrawn
}
