package accounts

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/database"
)

// Employed is somebody whom an organisation employed for some time, once however often they left and came back.
type Employed struct {
	User       string         `db:"user"`
	Membership string         `db:"membership"` // the last one
	Given      string         `db:"given_name"`
	Family     string         `db:"family_name"`
	Office     string         `db:"office"`
	Ends       types.DateTime `db:"until"`
}

// Name is both names, the family name first.
func (e Employed) Name() string { return strings.TrimSpace(e.Family + " " + e.Given) }

// Until is when the last employment has ended or will; zero: it goes on.
func (e Employed) Until() time.Time { return e.Ends.Time() }

// EmployedFilter chooses those whom an organisation employed at some moment from one on and before another.
type EmployedFilter struct {
	Organisation string
	From, To     time.Time
	Words        string // all of them in the name or mailbox, with or without accents
	Page         int    // of MembersPage people, from 1; 0: all of them
}

// EmployedBetween returns them by family and given name, and how many there are in all.
func EmployedBetween(app core.App, f EmployedFilter) (list []Employed, total int, err error) {
	from, _ := types.ParseDateTime(f.From) // a time always is one
	to, _ := types.ParseDateTime(f.To)
	all := []dbx.Expression{
		dbx.HashExp{"m.organisation": f.Organisation, "m.role": string(Employee)}, dbx.Not(dbx.HashExp{"m.accepted": ""}),
		dbx.NewExp("m.[[from]] < {:to} AND (m.[[until]] = '' OR m.[[until]] > {:from})", dbx.Params{"from": from.String(), "to": to.String()}),
	}
	for _, word := range strings.Fields(folded(f.Words)) {
		all = append(all, database.Contains("m."+fieldListed, word))
	}
	query := func(columns ...string) *dbx.SelectQuery {
		return app.DB().Select(columns...).From(memberships + " m").Where(dbx.And(all...))
	}
	if err := query("count(DISTINCT m.user)").Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count employees of %s: %w", f.Organisation, err)
	}
	last := dbx.NewExp("NOT EXISTS (SELECT 1 FROM [[" + memberships + "]] n WHERE n.user = m.user AND n.[[from]] > m.[[from]] AND n.[[from]] < {:to}" +
		" AND n.organisation = m.organisation AND n.role = m.role AND n.accepted != '')")
	q := query("m.user", "m.id AS membership", "u.given_name", "u.family_name", "m.office", "m.until").
		InnerJoin("users u", dbx.NewExp("u.id = m.user")).AndWhere(last).OrderBy("m."+fieldListed, "m.id")
	if f.Page > 0 {
		q.Limit(MembersPage).Offset(int64(f.Page-1) * MembersPage)
	}
	if err := q.All(&list); err != nil {
		return nil, 0, fmt.Errorf("employees of %s: %w", f.Organisation, err)
	}
	return list, total, nil
}
