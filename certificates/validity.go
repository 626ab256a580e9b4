package certificates

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/calendar"
)

// The days before its last one from which a certificate can be renewed, and on which its holder is reminded.
const (
	renewalOpens  = 90
	firstReminder = 60
	lastReminder  = 14
)

// lastDay is the last day on which the certificate of a course finished at this moment holds: so many months later on the same day, or on
// the last one of a month that has no such day. It is empty for 0 months: for ever.
func lastDay(completed time.Time, months int) string {
	if months == 0 {
		return ""
	}
	year, month, day := completed.In(calendar.Zone).Date()
	end := time.Date(year, month+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC) // of that month
	return end.AddDate(0, 0, min(day-end.Day(), 0)).Format(calendar.Day)
}

// LastDay is a moment of the last day on which the certificate holds; zero: for ever.
func (f Facts) LastDay() time.Time {
	day, err := calendar.ParseDay(f.Expires)
	if err != nil {
		return time.Time{}
	}
	return day
}

// MayRenew tells whether the certificate is so near its end, or past it, that its holder can earn another one.
func (c *Certificate) MayRenew(now time.Time) bool {
	return mayRenew(c.State(), c.Facts().LastDay(), now)
}

func mayRenew(state State, last, now time.Time) bool {
	return !last.IsZero() && (state == Expired || state == Valid && calendar.DaysBetween(now, last) <= renewalOpens)
}

// reminder is the one that is due so near the end: 0, firstReminder or lastReminder.
func reminder(now, last time.Time) int {
	switch days := calendar.DaysBetween(now, last); {
	case last.IsZero() || days > firstReminder:
		return 0
	case days > lastReminder:
		return firstReminder
	}
	return lastReminder
}

// The index of ends is used only where both are written like this. Who holds one for ever has no end, and is in no range of days.
const (
	expires = "json_extract([[k.facts]], '$.expires')"
	inForce = "k.state = 'valid'"
)

// Expire ends the certificates whose last day is over, each by itself, and returns how many there were. Where none is, it writes nothing.
func Expire(app core.App, now time.Time) (count int, err error) {
	var ids []string
	err = app.DB().Select("k.id").From(Collection + " k").
		Where(dbx.NewExp(inForce+" AND "+expires+" < {:today}", dbx.Params{"today": calendar.FormatDay(now)})).Column(&ids)
	if err != nil {
		return 0, fmt.Errorf("find what has expired: %w", err)
	}
	for _, id := range ids {
		switch err := expire(app, id); {
		case err == nil:
			count++
		case !errors.Is(err, ErrNotInForce): // somebody revoked it meanwhile
			return count, fmt.Errorf("expire certificate %s: %w", id, err)
		}
	}
	return count, nil
}

func expire(app core.App, id string) error {
	return app.RunInTransaction(func(tx core.App) error {
		c, err := FindByID(tx, id)
		if err != nil {
			return err
		}
		over, err := types.ParseDateTime(calendar.EndOfDay(c.Facts().LastDay()))
		if err != nil {
			return err
		}
		return end(tx, c, Expired, "", over)
	})
}

// Expiring is a certificate of whose end its holder is to be reminded.
type Expiring struct {
	ID       string `db:"id"`
	User     string `db:"user"`
	Course   string `db:"title"`
	Slug     string `db:"slug"`
	Day      string `db:"expires"`
	Reminder int    // 60 or 14: days before
}

// LastDay is a moment of the last day.
func (x Expiring) LastDay() time.Time { return Facts{Expires: x.Day}.LastDay() }

// ExpiringSoon returns them: not those whose holder has renewed already, or cannot because the course takes nobody.
func ExpiringSoon(app core.App, now time.Time) (list []Expiring, err error) {
	day := func(days int) string { return calendar.FormatDay(calendar.AddDays(now, days)) }
	err = app.DB().Select("k.id", "k.user", "c.title", "c.slug", expires+" AS expires").From(Collection+" k").
		InnerJoin("enrolments e", dbx.NewExp("e.id = k.enrolment")).
		InnerJoin("courses c", dbx.NewExp("c.id = e.course AND +c.state = 'published' AND c.certificate = TRUE")).
		Where(dbx.NewExp(inForce+" AND "+expires+" >= {:today} AND "+expires+" <= {:first}"+
			" AND (k.reminded = 0 OR k.reminded = {:far} AND "+expires+" <= {:last}) AND k.user != ''"+
			" AND NOT EXISTS (SELECT 1 FROM enrolments n WHERE n.user = e.user AND n.user != '' AND n.course = e.course AND n.cycle > e.cycle AND n.completed != '')",
			dbx.Params{"today": day(0), "first": day(firstReminder), "last": day(lastReminder), "far": firstReminder})).
		OrderBy(expires, "k.id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("find what expires soon: %w", err)
	}
	for i := range list {
		list[i].Reminder = reminder(now, list[i].LastDay())
	}
	return list, nil
}

// Reminded notes that the holder was. tx must be a transaction's app.
func Reminded(tx core.App, x Expiring) error {
	_, err := tx.DB().Update(Collection, dbx.Params{"reminded": x.Reminder}, dbx.HashExp{"id": x.ID}).Execute()
	if err != nil {
		return fmt.Errorf("note reminder of certificate %s: %w", x.ID, err)
	}
	return nil
}
