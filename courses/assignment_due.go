package courses

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
)

// SoonDays is how many days before its end an assignment counts as due soon.
const SoonDays = 14

// OrganisationDue counts what an organisation asked for and is not finished: what is late, and what is due soon.
type OrganisationDue struct {
	Organisation string `db:"organisation"`
	Late         int    `db:"late"`
	Soon         int    `db:"soon"`
}

// Dues are the organisations of whose people something is late or due soon; of one alone if it is named.
func Dues(app core.App, organisation string, now time.Time) (list []OrganisationDue, err error) {
	q := app.DB().Select("organisation", "sum(assignments.due < {:now}) AS late", "sum(assignments.due >= {:now}) AS soon").From(assignments).
		InnerJoin("courses c", dbx.NewExp("c.id = assignments.course AND c.state = 'published'")).
		Where(dbx.NewExp("withdrawn = '' AND assignments.due != '' AND assignments.due <= {:soon} AND "+stillOpen,
			dbx.Params{"now": stored(now), "soon": stored(calendar.EndOfDay(calendar.AddDays(now, SoonDays)))})).GroupBy("organisation").OrderBy("organisation")
	if organisation != "" {
		q.AndWhere(dbx.HashExp{"organisation": organisation})
	}
	if err := q.All(&list); err != nil {
		return nil, fmt.Errorf("what organisations' people have to finish: %w", err)
	}
	return list, nil
}

// UnassignFor takes back all that an organisation asks for, and returns how much that was.
func UnassignFor(tx core.App, organisation string) (int, error) {
	return withdraw(tx, dbx.HashExp{"organisation": organisation})
}
