package certificates

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/database"
)

// Completion is a course that somebody finished while an organisation employed them.
type Completion struct {
	Enrolment string         `db:"id"`
	User      string         `db:"user"`
	Given     string         `db:"given_name"`
	Family    string         `db:"family_name"`
	Slug      string         `db:"slug"`
	Title     string         `db:"title"`
	Hours     float64        `db:"hours"`
	Revoked   bool           `db:"revoked"` // its certificate no longer holds: it gives no hours
	Done      types.DateTime `db:"completed"`
	Day       string         `db:"expires"` // the last one on which its certificate holds, or did; empty: for ever
}

// Completed is when.
func (c Completion) Completed() time.Time { return c.Done.Time() }

// LastDay is a moment of the last day on which the certificate holds, or did; zero: for ever.
func (c Completion) LastDay() time.Time { return Facts{Expires: c.Day}.LastDay() }

// CompletionFilter chooses what an organisation's people finished: from a moment on and before another; the zero ones do not bound.
type CompletionFilter struct {
	Organisation string
	User         string // id; empty: anybody
	Words        string // all of them in the name or the title
	From, To     time.Time
	Ends         time.Time // only of those still employed there whose certificate has ended, or does until this day, and was not renewed; zero: all
	Sort         string    // a key of completionOrders; else the latest first
	Page         int       // from 1; 0, or of one person: all of them
	users        []string
}

var completionOrders = map[string]string{
	"name": "lower(u.family_name), lower(u.given_name)", "-name": "lower(u.family_name) DESC, lower(u.given_name) DESC",
	"course": "lower(c.title)", "-course": "lower(c.title) DESC", "completed": "e.completed", "hours": "hours", "-hours": "hours DESC",
	"ends": endsUnrenewed, "-ends": endsUnrenewed + " DESC",
}

const latestFirst = "e.completed DESC"

// A completion gives the hours that its certificate states, also when it has expired, none once that was revoked, and the course's where it gives no certificate.
const (
	givesHours = "CASE WHEN k.id IS NOT NULL THEN coalesce(json_extract(k.facts, '$.attended'), c.hours) WHEN " + isRevoked + " THEN 0 ELSE coalesce((SELECT json_extract(x.facts, '$.attended') FROM certificates x WHERE x.enrolment = e.id AND x.state = 'expired' LIMIT 1), c.hours) END"
	endsOn     = "coalesce((SELECT max(json_extract(y.facts, '$.expires')) FROM certificates y WHERE y.enrolment = e.id AND y.enrolment != '' AND y.state IN ('valid', 'expired')), '')"
	// What was earned anew ends no more.
	endsUnrenewed = "CASE WHEN EXISTS (SELECT 1 FROM enrolments n WHERE n.user = e.user AND n.user != '' AND n.course = e.course AND n.cycle > e.cycle" +
		" AND n.completed != '') THEN '' ELSE " + endsOn + " END"
	isRevoked = "k.id IS NULL AND EXISTS (SELECT 1 FROM certificates r WHERE r.enrolment = e.id AND r.state = 'revoked' AND r.replaced_by = '')"
)

// Completions returns what people finished while they were employed there, with the number of all and their hours.
func Completions(app core.App, f CompletionFilter) (list []Completion, total int, hours float64, err error) {
	if f.Page > 0 && f.User == "" {
		return completionPage(app, f)
	}
	list, err = completions(f.from(app), f.Sort)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("completions of %s: %w", f.Organisation, err)
	}
	for _, c := range list {
		hours += c.Hours
	}
	return list, len(list), hours, nil
}

// completionPage shows a page of what is remembered.
func completionPage(app core.App, f CompletionFilter) (list []Completion, total int, hours float64, err error) {
	all, err := allCompleted.Of(app, f.Organisation)
	if err != nil {
		return nil, 0, 0, err
	}
	rows := all.choose(f)
	for _, row := range rows {
		hours += row.Hours
	}
	first := min((f.Page-1)*courses.ManagedPage, len(rows))
	ids := make([]any, 0, courses.ManagedPage)
	for _, row := range rows[first:min(first+courses.ManagedPage, len(rows))] {
		ids = append(ids, row.ID)
	}
	list, err = completions(completionQuery(app, dbx.In("e.id", ids...)), f.Sort)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("page of completions of %s: %w", f.Organisation, err)
	}
	return list, len(rows), hours, nil
}

func completions(q *dbx.SelectQuery, sort string) (list []Completion, err error) {
	order, ok := completionOrders[sort]
	if !ok {
		order = latestFirst
	}
	err = q.Select("e.id", "e.user", "u.given_name", "u.family_name", "c.slug", "c.title", "e.completed", givesHours+" AS hours", isRevoked+" AS revoked", endsOn+" AS expires").
		OrderBy(order, "e.id").All(&list)
	return list, err
}

// Finished returns how many courses those of these people have finished who have any, by id; of everybody if users is nil.
func Finished(app core.App, f CompletionFilter, users []string) (map[string]int, error) {
	f.users = users
	var rows []struct {
		User    string `db:"user"`
		Courses int    `db:"courses"`
	}
	if err := f.from(app, "e.user", "count(*) AS courses").GroupBy("e.user").All(&rows); err != nil {
		return nil, fmt.Errorf("courses finished in %s: %w", f.Organisation, err)
	}
	finished := make(map[string]int, len(rows))
	for _, row := range rows {
		finished[row.User] = row.Courses
	}
	return finished, nil
}

func values(ids []string) []any {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	return list
}

// moment writes a moment as the database keeps it.
func moment(t time.Time) string {
	at, _ := types.ParseDateTime(t) // a time always is one
	return at.String()
}

// from selects of the enrolments that the filter lets through.
func (f CompletionFilter) from(app core.App, columns ...string) *dbx.SelectQuery {
	all := []dbx.Expression{dbx.NewExp("e.completed != ''")}
	if f.User != "" {
		f.users = []string{f.User}
	}
	if f.users == nil {
		all = append(all, accounts.EmployedWhen(f.Organisation, "e.user", "e.completed"))
	} else {
		all = append(all, dbx.In("e.user", values(f.users)...), accounts.OfWhomEmployedWhen(f.Organisation, "e.user", "e.completed"))
	}
	if !f.From.IsZero() {
		all = append(all, dbx.NewExp("e.completed >= {:from}", dbx.Params{"from": moment(f.From)}))
	}
	if !f.To.IsZero() {
		all = append(all, dbx.NewExp("e.completed < {:to}", dbx.Params{"to": moment(f.To)}))
	}
	if !f.Ends.IsZero() {
		all = append(all, dbx.NewExp(endsUnrenewed+" BETWEEN '1' AND {:ends}", dbx.Params{"ends": calendar.FormatDay(f.Ends)}),
			accounts.OfWhomEmployedWhen(f.Organisation, "e.user", "'"+moment(time.Now())+"'"))
	}
	for _, word := range strings.Fields(f.Words) {
		all = append(all, dbx.Or(database.Contains("u.family_name", word), database.Contains("u.given_name", word), database.Contains("c.title", word)))
	}
	return completionQuery(app, dbx.And(all...), columns...)
}

func completionQuery(app core.App, which dbx.Expression, columns ...string) *dbx.SelectQuery {
	return app.DB().Select(columns...).From("enrolments e").InnerJoin("courses c", dbx.NewExp("c.id = e.course")).
		InnerJoin("users u", dbx.NewExp("u.id = e.user")).
		LeftJoin("certificates k", dbx.NewExp("k.enrolment = e.id AND k.enrolment != '' AND k.state = 'valid'")).Where(which)
}
