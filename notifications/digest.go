package notifications

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/calendar"
)

// Morning is the hour, in the academy's time zone, at which digests are written: every day, and on Mondays the weekly ones too.
const Morning = 7

// Boundary is the last time that a digest of this kind was due: what waits since before it belongs into one. Digests need no other
// memory, so a machine that slept at seven writes them when it wakes.
func Boundary(way Way, now time.Time) time.Time {
	at := calendar.At(now, Morning)
	if now.Before(at) {
		at = calendar.At(calendar.AddDays(now, -1), Morning)
	}
	if way == Weekly {
		sinceMonday := (int(at.Weekday()) + 6) % 7
		at = calendar.At(calendar.AddDays(at, -sinceMonday), Morning)
	}
	return at
}

// QueueDigests writes the digests that are due, each in the transaction that marks its notices: it can be stopped at any point and
// run again.
func QueueDigests(app core.App, now time.Time) error {
	before, err := types.ParseDateTime(Boundary(Daily, now))
	if err != nil {
		return err
	}
	var people []string
	err = app.DB().Select("person").Distinct(true).From(Collection).
		Where(dbx.NewExp("[[mail]] = 'waiting' AND [[created]] < {:before}", dbx.Params{"before": before.String()})).Column(&people)
	if err != nil {
		return fmt.Errorf("whose digests are due: %w", err)
	}
	for _, person := range people {
		err := app.RunInTransaction(func(tx core.App) error { return queueDigest(tx, person, now) })
		if err != nil {
			return fmt.Errorf("digest of %s: %w", person, err)
		}
	}
	return nil
}

// queueDigest writes a daily and a weekly letter where something waits for one.
func queueDigest(tx core.App, person string, now time.Time) error {
	made, err := chosen(tx, person)
	if err != nil {
		return err
	}
	var waiting []*Entry
	err = tx.RecordQuery(Collection).AndWhere(dbx.HashExp{"person": person, "mail": string(mailWaits)}).OrderBy("created", "id").All(&waiting)
	if err != nil {
		return err
	}
	letters := map[Way]*Letter{Daily: {Person: person, Digest: Daily}, Weekly: {Person: person, Digest: Weekly}}
	for _, e := range waiting {
		r, _ := ruleOf(e.Group())
		way := r.way(made)
		if way != Weekly {
			way = Daily // whoever now wants such mails at once gets this one with the next digest
		}
		if !e.Told().Before(Boundary(way, now)) {
			continue
		}
		e.Set("mail", string(mailQueued))
		if err := tx.Save(e); err != nil {
			return err
		}
		letters[way].Notices = append(letters[way].Notices, e.Id)
	}
	for _, way := range []Way{Daily, Weekly} {
		if l := letters[way]; len(l.Notices) > 0 {
			if err := queue(tx, *l, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// purgedAtOnce is how many notices Purge looks at before it lets others write.
const purgedAtOnce = 5000

// Purge forgets what was told before a moment. No index tells what is old: each notice would pay for what is asked once a day.
func Purge(app core.App, before time.Time) error {
	moment, err := types.ParseDateTime(before)
	if err != nil {
		return err
	}
	var first, last int64
	err = app.DB().NewQuery("SELECT coalesce(min(rowid), 1), coalesce(max(rowid), 0) FROM notices").Row(&first, &last)
	for at := first; err == nil && at <= last; at += purgedAtOnce {
		_, err = app.DB().Delete(Collection, dbx.NewExp("[[rowid]] BETWEEN {:from} AND {:to} AND [[created]] < {:before}",
			dbx.Params{"from": at, "to": at + purgedAtOnce - 1, "before": moment.String()})).Execute()
	}
	if err != nil {
		return fmt.Errorf("purge notices: %w", err)
	}
	return nil
}
