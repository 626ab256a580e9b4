package privacy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/calendar"
)

// Decisions about the rules of retention.
var (
	ErrNoRule = errors.New("no such rule of retention")
	ErrDays   = errors.New("days are fewer than the rule allows, or too many")
)

// Retention is the collection of the days that the centre has chosen.
const Retention = "retention_rules"

// mostDays is the longest that anything of a rule is kept: fifty years.
const mostDays = 18_250

// Rule is for how many days one class of data is kept.
type Rule struct {
	Class   string // key below "retention." in the locales
	Days    int    // as long as nobody has chosen otherwise
	Least   int    // fewer cannot be chosen
	table   string
	over    string // which rows are over, as SQL: {:before} is the moment before which they are
	emptied string // what is set in them, as SQL; empty: they are deleted
	first   string // what is done before, as SQL, where due are their ids; empty: nothing
}

// ofEnded finds rows of webinars that ended before the moment.
const ofEnded = "webinar IN (SELECT id FROM webinars WHERE state IN ('ended', 'cancelled') AND coalesce(nullif(ended, ''), start) < {:before})"

// Rules are all of them, in the order in which they are shown. What stands in no rule stays as long as its holding says.
var Rules = []Rule{
	{Class: "notices", Days: 365, Least: 30, table: "notices", over: "created < {:before} AND mail != 'waiting'"},
	{Class: "questions", Days: 730, Least: 30, table: "lesson_questions", over: "answered != '' AND answered < {:before}"},
	{Class: "messages", Days: 365, Least: 7, table: "webinar_messages", over: ofEnded},
	{Class: "room_questions", Days: 365, Least: 7, table: "webinar_questions", over: ofEnded,
		first: "DELETE FROM webinar_votes WHERE question IN due"}, // with who wanted them answered
	{Class: "room_events", Days: 180, Least: 7, table: "webinar_events", over: ofEnded},
	{Class: "presences", Days: 730, Least: 90, table: "webinar_presences", over: ofEnded},
	{Class: "guests", Days: 365, Least: 30, table: "webinar_registrations",
		over: "user = '' AND (name != '' OR email != '') AND " + ofEnded, emptied: "name = '', email = '', devices = 'null', code_hash = ''",
		first: "UPDATE webinar_attendances SET name = '' WHERE registration IN due"},
	{Class: "vouchers", Days: 365, Least: 180, table: "class_card_desks",
		over:    "voucher != '' AND edition IN (SELECT id FROM editions WHERE state IN ('ended', 'cancelled') AND [[until]] < {:before})",
		emptied: "voucher = ''"},
	{Class: "jobs", Days: 90, Least: 7, table: "jobs", over: "state = 'failed' AND updated < {:before}"},
}

// Due is what a rule would take now.
type Due struct {
	Rule
	Chosen int // days that hold
	Rows   int
}

func ruleOf(class string) (Rule, error) {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Class == class })
	if i < 0 {
		return Rule{}, fmt.Errorf("%s: %w", class, ErrNoRule)
	}
	return Rules[i], nil
}

// chosen are the days that the centre has chosen, by class.
func chosen(app core.App) (map[string]int, error) {
	var rows []struct {
		Class string `db:"class"`
		Days  int    `db:"days"`
	}
	if err := app.DB().Select("class", "days").From(Retention).All(&rows); err != nil {
		return nil, fmt.Errorf("read rules of retention: %w", err)
	}
	days := map[string]int{}
	for _, r := range rows {
		days[r.Class] = r.Days
	}
	return days, nil
}

// Choose says for how many days a class is kept. It returns ErrNoRule or ErrDays.
func Choose(tx core.App, class string, days int) error {
	rule, err := ruleOf(class)
	if err != nil {
		return err
	}
	if days < rule.Least || days > mostDays {
		return fmt.Errorf("%s: %w", class, ErrDays)
	}
	r, err := tx.FindFirstRecordByData(Retention, "class", class)
	if err != nil {
		collection, err := tx.FindCachedCollectionByNameOrId(Retention)
		if err != nil {
			return err
		}
		r = core.NewRecord(collection)
		r.Set("class", class)
	}
	r.Set("days", days)
	if err := tx.Save(r); err != nil {
		return fmt.Errorf("choose days of %s: %w", class, err)
	}
	return nil
}

// Tonight counts what each rule would take at a moment, and takes nothing.
func Tonight(app core.App, now time.Time) ([]Due, error) {
	days, err := chosen(app)
	if err != nil {
		return nil, err
	}
	var list []Due
	for _, r := range Rules {
		d := Due{Rule: r, Chosen: max(days[r.Class], r.Least)}
		if days[r.Class] == 0 {
			d.Chosen = r.Days
		}
		err := app.DB().NewQuery("SELECT count(*) FROM {{" + r.table + "}} WHERE " + r.over).Bind(d.bound(now)).Row(&d.Rows)
		if err != nil {
			return nil, fmt.Errorf("count what %s would take: %w", r.Class, err)
		}
		list = append(list, d)
	}
	return list, nil
}

// bound gives the moment before which rows of the rule are over: the beginning of a day.
func (d Due) bound(now time.Time) dbx.Params {
	return dbx.Params{"before": moment(calendar.AddDays(now, -d.Chosen))}
}

// rowsATurn are how many rows one transaction takes: others write in between.
const rowsATurn = 1_000

// Expire takes what the rules say that is over, a thousand rows at a time, and keeps in the audit log how many of each class. It returns
// what was taken.
func Expire(app core.App, now time.Time) ([]Due, error) {
	list, err := Tonight(app, now)
	if err != nil {
		return nil, err
	}
	for i, d := range list {
		if list[i].Rows, err = d.expire(app, now); err != nil {
			return list, fmt.Errorf("take what %s says: %w", d.Class, err)
		}
	}
	return list, noteExpired(app, list)
}

func (d Due) expire(app core.App, now time.Time) (taken int, err error) {
	act := "DELETE FROM {{" + d.table + "}}"
	if d.emptied != "" {
		act = "UPDATE {{" + d.table + "}} SET " + d.emptied
	}
	values := d.bound(now)
	values["most"] = rowsATurn
	statement := act + " WHERE id IN due"
	due := "WITH due AS (SELECT id FROM {{" + d.table + "}} WHERE " + d.over + " LIMIT {:most}) "
	for {
		var n int64
		err := app.RunInTransaction(func(tx core.App) error {
			if d.first != "" {
				if _, err := tx.DB().NewQuery(due + d.first).Bind(values).Execute(); err != nil {
					return err
				}
			}
			result, err := tx.DB().NewQuery(due + statement).Bind(values).Execute()
			if err != nil {
				return err
			}
			n, err = result.RowsAffected()
			return err
		})
		if err != nil {
			return taken, err
		}
		taken += int(n)
		if n < rowsATurn {
			return taken, nil
		}
	}
}

func noteExpired(app core.App, list []Due) error {
	var details []string
	for _, d := range list {
		if d.Rows > 0 {
			details = append(details, d.Class, strconv.Itoa(d.Rows))
		}
	}
	if details == nil {
		return nil
	}
	return audit.Do(app, audit.DataExpired.On(audit.Centre, "", details...).DoneBy(audit.System), func(core.App) error { return nil })
}
