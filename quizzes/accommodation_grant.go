package quizzes

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/audit"
)

// ErrExtras says that what should be granted is nothing, or more than Grant gives.
var ErrExtras = errors.New("nothing to grant, or too much")

// What can be granted at most.
const (
	TimePercentAtMost = 300
	TriesAtMost       = 20
)

// Granted is an accommodation with who gave it.
type Granted struct {
	Accommodation
	By string // id; empty when that person has gone
	At time.Time
}

// Grant gives somebody more time or more tries in the quizzes of a course, instead of what they were granted before. More time counts at
// once: prolonged is how many attempts that are open now last longer. Less time counts from the next attempt on. It returns ErrExtras.
func Grant(app core.App, by, user, course string, a Accommodation) (prolonged int, err error) {
	if a.TimePercent < 0 || a.TimePercent > TimePercentAtMost || a.Tries < 0 || a.Tries > TriesAtMost || a == (Accommodation{}) {
		return 0, fmt.Errorf("grant %+v: %w", a, ErrExtras)
	}
	err = app.RunInTransaction(func(tx core.App) error {
		r, err := accommodationRecord(tx, user, course)
		if errors.Is(err, sql.ErrNoRows) {
			collection, err := tx.FindCachedCollectionByNameOrId("accommodations")
			if err != nil {
				return err
			}
			r = core.NewRecord(collection)
		} else if err != nil {
			return err
		}
		r.Set("user", user)
		r.Set("course", course)
		r.Set("time_percent", a.TimePercent)
		r.Set("tries", a.Tries)
		r.Set("granted_by", by)
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("grant more in course %s: %w", course, err)
		}
		entry := audit.AccommodationGranted.On(audit.Person, user, "course", course, "time_percent", strconv.Itoa(a.TimePercent), "tries", strconv.Itoa(a.Tries))
		if err := audit.Write(tx, entry.DoneBy(by)); err != nil {
			return err
		}
		prolonged, err = prolong(tx, user, course, a.TimePercent)
		return err
	})
	return prolonged, err
}

// Ungrant takes back what somebody was granted in a course. Attempts that have begun keep it: nobody's time gets shorter while they write.
func Ungrant(app core.App, user, course string) error {
	r, err := accommodationRecord(app, user, course)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := app.Delete(r); err != nil {
		return fmt.Errorf("take back what was granted in course %s: %w", course, err)
	}
	return nil
}

func accommodationRecord(app core.App, user, course string) (*core.Record, error) {
	r := &core.Record{}
	err := app.RecordQuery("accommodations").AndWhere(dbx.HashExp{"user": user, "course": course}).Limit(1).One(r)
	if err != nil {
		return nil, fmt.Errorf("find what was granted in course %s: %w", course, err)
	}
	return r, nil
}

// GrantedIn returns what people are granted in a course, by their ids.
func GrantedIn(app core.App, course string) (map[string]Granted, error) {
	var rows []struct {
		User    string         `db:"user"`
		Percent int            `db:"time_percent"`
		Tries   int            `db:"tries"`
		By      string         `db:"granted_by"`
		At      types.DateTime `db:"updated"`
	}
	err := app.DB().Select("user", "time_percent", "tries", "granted_by", "updated").From("accommodations").
		Where(dbx.HashExp{"course": course}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("what is granted in course %s: %w", course, err)
	}
	all := make(map[string]Granted, len(rows))
	for _, r := range rows {
		all[r.User] = Granted{Accommodation{r.Percent, r.Tries}, r.By, r.At.Time()}
	}
	return all, nil
}
