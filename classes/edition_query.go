package classes

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Find returns the edition, or ErrNotFound.
func Find(app core.App, id string) (*Edition, error) {
	r, err := app.FindRecordById(Collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("find edition %s: %w", id, err)
	}
	return Of(r), nil
}

// Page is how many editions a list returns at most.
const Page = 30

// Filter chooses editions of a list.
type Filter struct {
	Course       string // record id
	Organisation string // whose they are
	Facilitator  string // by whom they are held
	Way          Way    // by which people may come
	Coming       bool   // what is not over, soonest first; else all, newest first
	ToClose      bool   // with Coming: what is over too, but has a register that waits to be closed
	Page         int    // from 1
}

// List returns a page of editions, and how many there are in all.
func List(app core.App, f Filter, now time.Time) ([]*Edition, int, error) {
	where := f.where(now)
	total, err := app.CountRecords(Collection, where)
	if err != nil {
		return nil, 0, fmt.Errorf("count editions: %w", err)
	}
	order := "from DESC"
	if f.Coming {
		order = "from ASC"
	}
	var list []*Edition
	err = app.RecordQuery(Collection).AndWhere(where).OrderBy(order, "id").Limit(Page).Offset(int64(max(f.Page, 1)-1) * Page).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list editions: %w", err)
	}
	return list, int(total), nil
}

func (f Filter) where(now time.Time) dbx.Expression {
	all := []dbx.Expression{dbx.NewExp("1 = 1")} // an empty conjunction is no SQL
	if f.Course != "" {
		all = append(all, dbx.HashExp{"course": f.Course})
	}
	if f.Organisation != "" {
		all = append(all, dbx.NewExp("[[organisation]] = {:organisation} AND [[organisation]] != ''", dbx.Params{"organisation": f.Organisation}))
	}
	if f.Facilitator != "" {
		all = append(all, dbx.NewExp("[[id]] IN (SELECT id FROM edition_crew WHERE person = {:facilitator})", dbx.Params{"facilitator": f.Facilitator}))
	}
	if f.Way != "" {
		all = append(all, dbx.Like("ways", `"`+string(f.Way)+`"`))
	}
	if f.Coming {
		wanted := dbx.And(dbx.HashExp{"state": []any{string(Planned), string(Open)}}, dbx.NewExp("[[until]] >= {:now}", dbx.Params{"now": stamp(now)}))
		if f.ToClose {
			wanted = dbx.Or(wanted, dbx.NewExp("[[state]] != {:cancelled} AND EXISTS (SELECT 1 FROM "+Sessions+" s WHERE s.edition = editions.id AND s.closed = '' AND s.until < {:now})",
				dbx.Params{"cancelled": string(Cancelled), "now": stamp(now)}))
		}
		all = append(all, wanted)
	}
	return dbx.And(all...)
}
