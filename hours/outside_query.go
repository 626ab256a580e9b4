package hours

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/internal/calendar"
	"aula/internal/database"
)

// FindOutside returns what was filed, or ErrNoOutside.
func FindOutside(app core.App, id string) (*Filed, error) {
	return oneOutside(app, dbx.HashExp{"id": id})
}

// FindOutsideOf returns what a person filed, or ErrNoOutside, for what somebody else did too.
func FindOutsideOf(app core.App, user, id string) (*Filed, error) {
	return oneOutside(app, dbx.HashExp{"id": id, fieldUser: user})
}

// FindOutsideIn returns what an organisation decides on, or ErrNoOutside.
func FindOutsideIn(app core.App, organisation, id string) (*Filed, error) {
	return oneOutside(app, dbx.HashExp{"id": id, fieldOrganisation: organisation})
}

func oneOutside(app core.App, which dbx.Expression) (*Filed, error) {
	o := &Filed{}
	err := app.RecordQuery(OutsideCollection).AndWhere(which).Limit(1).One(o)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoOutside
	}
	if err != nil {
		return nil, fmt.Errorf("find training elsewhere: %w", err)
	}
	return o, nil
}

func outsides(app core.App, which string, values map[string]any) (list []*Filed, err error) {
	err = app.RecordQuery(OutsideCollection).AndWhere(dbx.NewExp(which, values)).OrderBy("created", "id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("find training elsewhere: %w", err)
	}
	return list, nil
}

// OutsidesOf is what a person filed that is not part of the ledger and whose last day is in a year: what waits, was refused or cancelled.
func OutsidesOf(app core.App, user string, year int) (list []*Filed, err error) {
	from, to := time.Date(year, time.January, 1, 0, 0, 0, 0, calendar.Zone), time.Date(year+1, time.January, 1, 0, 0, 0, 0, calendar.Zone)
	return outsides(app, "[[user]] = {:user} AND [[until]] >= {:from} AND [[until]] < {:to} AND [[state]] != 'accepted'",
		map[string]any{"user": user, "from": stored(from), "to": stored(to)})
}

// stored writes a moment as the database has it.
func stored(t time.Time) string {
	at, _ := types.ParseDateTime(t) // a time always is one
	return at.String()
}

// OutsidePage is how many rows Outsides returns at most.
const OutsidePage = 50

// OutsideRow is what was filed, with whose it is.
type OutsideRow struct {
	*Filed
	Given, Family string
	Others        []string // names of people of the organisation who filed the same document
	Elsewhere     bool     // somebody of another organisation did
}

// Name is both names, the family name first.
func (r OutsideRow) Name() string { return strings.TrimSpace(r.Family + " " + r.Given) }

// OutsideFilter chooses what an organisation has to decide on, or has decided.
type OutsideFilter struct {
	Organisation string
	State        OutsideState // empty: any
	Words        string       // all of them in name, mailbox or title
	Page         int          // from 1
}

// Outsides returns a page of what was filed, what waits first, the longest waiting first of these and the last decided first of the others;
// and how many there are.
func Outsides(app core.App, f OutsideFilter) (list []OutsideRow, total int, err error) {
	which := []dbx.Expression{dbx.HashExp{"o.organisation": f.Organisation}}
	if f.State != "" {
		which = append(which, dbx.HashExp{"o.state": string(f.State)})
	}
	for _, word := range strings.Fields(strings.ToLower(f.Words)) {
		which = append(which, dbx.Or(database.Contains("lower(u.given_name || ' ' || u.family_name || ' ' || u.email)", word), database.Contains("lower(o.title)", word)))
	}
	query := func(columns ...string) *dbx.SelectQuery {
		return app.DB().Select(columns...).From(OutsideCollection+" o").InnerJoin(accounts.Collection+" u", dbx.NewExp("u.id = o.[[user]]")).Where(dbx.And(which...))
	}
	if err := query("count(*)").Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count training elsewhere: %w", err)
	}
	var rows []struct {
		ID     string `db:"id"`
		Given  string `db:"given_name"`
		Family string `db:"family_name"`
	}
	err = query("o.id", "u.given_name", "u.family_name").
		OrderBy("(o.state != 'waiting')", "(CASE o.state WHEN 'waiting' THEN o.created ELSE '' END)", "o.decided DESC", "o.id").
		Limit(OutsidePage).Offset(int64(max(f.Page, 1)-1) * OutsidePage).All(&rows)
	if err != nil {
		return nil, 0, fmt.Errorf("list training elsewhere: %w", err)
	}
	for _, row := range rows {
		r := OutsideRow{Given: row.Given, Family: row.Family}
		if r.Filed, err = FindOutside(app, row.ID); err == nil {
			err = r.findOthers(app)
		}
		if err != nil {
			return nil, 0, err
		}
		list = append(list, r)
	}
	return list, total, nil
}

// OutsideIn returns what an organisation decides on with whose it is, or ErrNoOutside.
func OutsideIn(app core.App, organisation, id string) (OutsideRow, error) {
	o, err := FindOutsideIn(app, organisation, id)
	if err != nil {
		return OutsideRow{}, err
	}
	p, err := accounts.Find(app, o.User())
	if err != nil {
		return OutsideRow{}, err
	}
	r := OutsideRow{Filed: o, Given: p.Given(), Family: p.Family()}
	if r.Name() == "" {
		r.Family = p.Name()
	}
	return r, r.findOthers(app)
}

// IsShared tells whether somebody else has filed the document, before or after: whoever decides looks at both.
func (r OutsideRow) IsShared() bool { return len(r.Others) > 0 || r.Elsewhere }

// findOthers says who else filed the document; of other organisations' people no more than that there are some.
func (r *OutsideRow) findOthers(app core.App) error {
	var rows []struct {
		Organisation string `db:"organisation"`
		Name         string `db:"name"`
	}
	err := app.DB().Select("o.organisation", "trim(u.family_name || ' ' || u.given_name) AS name").Distinct(true).From(OutsideCollection+" o").
		InnerJoin(accounts.Collection+" u", dbx.NewExp("u.id = o.[[user]]")).
		Where(dbx.HashExp{"o.sha256": r.SHA256()}).AndWhere(dbx.NewExp("o.[[user]] != {:user}", dbx.Params{"user": r.User()})).
		OrderBy("name").Limit(20).All(&rows)
	if err != nil {
		return fmt.Errorf("who else filed the document: %w", err)
	}
	for _, row := range rows {
		if row.Organisation == r.Organisation() {
			r.Others = append(r.Others, row.Name)
		} else {
			r.Elsewhere = true
		}
	}
	return nil
}

// CountWaiting is how much an organisation has to decide on.
func CountWaiting(app core.App, organisation string) (int, error) {
	n, err := app.CountRecords(OutsideCollection, dbx.HashExp{fieldOrganisation: organisation, fieldState: string(OutsideWaiting)})
	return int(n), err
}
