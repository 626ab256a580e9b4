package webinars

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// withKept adds to the stays those of people of whom the register that was kept says that they came, and of whom no stay is kept any more:
// comings and goings are forgotten after a while, the register stays.
func withKept(app core.App, webinar string, stays []Stay) ([]Stay, error) {
	var rows []struct {
		Person       string         `db:"person"`
		Registration string         `db:"registration"`
		User         string         `db:"user"`
		Name         string         `db:"name"`
		Joined       types.DateTime `db:"joined"`
		Left         types.DateTime `db:"left"`
		Seconds      int            `db:"seconds"`
	}
	err := app.DB().Select("person", "registration", "user", "name", "joined", "left", "seconds").From(Attendances).
		Where(dbx.HashExp{"webinar": webinar}).AndWhere(dbx.NewExp("[[joined]] != ''")).OrderBy("rowid").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("kept register of webinar %s: %w", webinar, err)
	}
	known := map[string]bool{}
	for _, s := range stays {
		known[s.ID] = true
	}
	for _, r := range rows {
		if known[r.Person] {
			continue
		}
		p := Participant{ID: r.Person, Registration: r.Registration, User: r.User, Name: r.Name}
		for _, i := range within(Interval{r.Joined.Time(), r.Left.Time()}, time.Duration(r.Seconds)*time.Second) {
			stays = append(stays, Stay{Participant: p, Joined: i.From, Left: i.To})
		}
	}
	return stays, nil
}

// within are stays that last so long together, of which the first begins and the last ends as the interval does: how somebody's time was
// parted is forgotten.
func within(whole Interval, long time.Duration) []Interval {
	if long >= whole.To.Sub(whole.From) {
		return []Interval{whole}
	}
	return []Interval{{whole.From, whole.From.Add(long - long/2)}, {whole.To.Add(-long / 2), whole.To}}
}
