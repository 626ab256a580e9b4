package quizzes

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// openTimed is an open attempt with a time limit.
type openTimed struct {
	ID      string         `db:"id"`
	Expires types.DateTime `db:"expires"`
	Extra   int            `db:"extra"`   // percent of more time that it has
	Minutes int            `db:"minutes"` // the limit that it was begun under; of the quiz as it is now, where the attempt does not know
}

// prolong gives the attempts that the person has open in the course the time that is granted now, and tells how many last longer. It
// counts as if it had been granted before they began, and never takes away what an attempt has. Only the end moves: when an answer was
// saved last stays what it was.
func prolong(tx core.App, user, course string, percent int) (int, error) {
	var open []openTimed
	err := tx.DB().NewQuery(`SELECT a.id, a.expires, a.extra,
		coalesce(json_extract(a.drawn, '$.limit'), json_extract(q.settings, '$.time_limit'), 0) AS minutes
		FROM attempts a JOIN quizzes q ON q.id = a.quiz
		WHERE a.user = {:user} AND q.course = {:course} AND a.state = 'open' AND a.expires != '' AND a.extra < {:percent}`).
		Bind(dbx.Params{"user": user, "course": course, "percent": percent}).All(&open)
	if err != nil {
		return 0, fmt.Errorf("open attempts in course %s: %w", course, err)
	}
	for _, a := range open {
		more := Accommodation{TimePercent: percent}.Limit(a.Minutes) - Accommodation{TimePercent: a.Extra}.Limit(a.Minutes)
		_, err := tx.DB().Update("attempts", dbx.Params{"expires": a.Expires.Add(more).String(), "extra": percent}, dbx.HashExp{"id": a.ID}).Execute()
		if err != nil {
			return 0, fmt.Errorf("prolong attempt %s: %w", a.ID, err)
		}
	}
	return len(open), nil
}
