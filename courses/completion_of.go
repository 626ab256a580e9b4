package courses

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
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
	Done      types.DateTime `db:"completed"`
}

// Completed is when.
func (c Completion) Completed() time.Time { return c.Done.Time() }

// CompletionFilter chooses what an organisation's people finished: from a moment on and before another; the zero ones do not bound.
type CompletionFilter struct {
	Organisation string
	User         string // id; empty: anybody
	From, To     time.Time
	Page         int // from 1; 0: all of them
}

// Completions returns what people finished while they were employed there, the latest first, with the number of all and their hours.
func Completions(app core.App, f CompletionFilter) (list []Completion, total int, hours float64, err error) {
	all := []dbx.Expression{dbx.NewExp("e.completed != ''"), accounts.EmployedWhen(f.Organisation, "e.user", "e.completed")}
	if f.User != "" {
		all = append(all, dbx.HashExp{"e.user": f.User})
	}
	if !f.From.IsZero() {
		all = append(all, dbx.NewExp("e.completed >= {:from}", dbx.Params{"from": stored(f.From)}))
	}
	if !f.To.IsZero() {
		all = append(all, dbx.NewExp("e.completed < {:to}", dbx.Params{"to": stored(f.To)}))
	}
	from := func(columns ...string) *dbx.SelectQuery {
		return app.DB().Select(columns...).From("enrolments e").InnerJoin("users u", dbx.NewExp("u.id = e.user")).
			InnerJoin("courses c", dbx.NewExp("c.id = e.course")).Where(dbx.And(all...))
	}
	if err := from("count(*)", "coalesce(sum(c.hours), 0)").Row(&total, &hours); err != nil {
		return nil, 0, 0, fmt.Errorf("count completions of %s: %w", f.Organisation, err)
	}
	q := from("e.id", "e.user", "u.given_name", "u.family_name", "c.slug", "c.title", "c.hours", "e.completed").OrderBy("e.completed DESC", "e.id")
	if f.Page > 0 {
		q.Limit(ManagedPage).Offset(offset(f.Page))
	}
	if err := q.All(&list); err != nil {
		return nil, 0, 0, fmt.Errorf("completions of %s: %w", f.Organisation, err)
	}
	return list, total, hours, nil
}
