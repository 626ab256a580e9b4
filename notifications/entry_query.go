package notifications

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// ErrNotFound says that the person was told no such thing.
var ErrNotFound = errors.New("notice not found")

// Page is how many notices List returns at most.
const Page = 20

// ManyUnread is how far CountUnread counts: beyond it nobody reads the number.
const ManyUnread = 100

// pageOf orders by what the index holds, and only what is shown is read whole.
const pageOf = `[[rowid]] IN (SELECT rowid FROM notices WHERE person = {:person} ORDER BY created DESC, rowid DESC LIMIT {:count} OFFSET {:from})`

// List returns a page of what the person was told, newest first, and how many notices there are in all.
func List(app core.App, person string, page int) ([]*Entry, int, error) {
	where := dbx.HashExp{"person": person}
	total, err := app.CountRecords(Collection, where)
	if err != nil {
		return nil, 0, fmt.Errorf("count notices of %s: %w", person, err)
	}
	var list []*Entry
	err = app.RecordQuery(Collection).AndWhere(dbx.NewExp(pageOf, dbx.Params{"person": person, "count": Page, "from": (max(page, 1) - 1) * Page})).
		OrderBy("created DESC", "rowid DESC").All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("notices of %s: %w", person, err)
	}
	return list, int(total), nil
}

// Find returns one of the person's notices, or ErrNotFound.
func Find(app core.App, person, id string) (*Entry, error) {
	e := &Entry{}
	err := app.RecordQuery(Collection).AndWhere(dbx.HashExp{"id": id, "person": person}).Limit(1).One(e)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("notice %s: %w", id, err)
	}
	return e, nil
}

// A bound limit would make SQLite plan the query twice.
const unreadQuery = `SELECT count(*) FROM (SELECT 1 FROM notices
	WHERE person = {:person} AND read = '' AND stopped = '' LIMIT 100)`

// CountUnread counts what the person has not opened and what still holds, up to ManyUnread.
func CountUnread(app core.App, person string) (count int, err error) {
	if err := app.DB().NewQuery(unreadQuery).Bind(dbx.Params{"person": person}).Row(&count); err != nil {
		return 0, fmt.Errorf("count unread notices of %s: %w", person, err)
	}
	return count, nil
}

// MarkRead puts one of the person's notices aside. It returns ErrNotFound.
func MarkRead(app core.App, person, id string) (*Entry, error) {
	e, err := Find(app, person, id)
	if err != nil || e.IsRead() {
		return e, err
	}
	e.Set("read", types.NowDateTime())
	if err := app.Save(e); err != nil {
		return nil, fmt.Errorf("mark notice %s as read: %w", id, err)
	}
	return e, nil
}

// MarkAllRead puts everything aside that the person was told up to now.
func MarkAllRead(app core.App, person string) error {
	_, err := app.DB().Update(Collection, dbx.Params{"read": types.NowDateTime().String()},
		dbx.HashExp{"person": person, "read": "", "stopped": ""}).Execute()
	if err != nil {
		return fmt.Errorf("mark notices of %s as read: %w", person, err)
	}
	return nil
}

// Stop says that what these notices are about holds no more: they are counted and mailed no longer.
func Stop(app core.App, list []*Entry) error {
	return app.RunInTransaction(func(tx core.App) error {
		for _, e := range list {
			e.Set("stopped", types.NowDateTime())
			if state := mailState(e.GetString("mail")); state == mailWaits || state == mailQueued {
				e.Set("mail", string(mailDropped))
			}
			if err := tx.Save(e); err != nil {
				return fmt.Errorf("stop notice %s: %w", e.Id, err)
			}
		}
		return nil
	})
}

// StopAbout says the same of everything that a person was told about something: "enrolment:ID".
func StopAbout(tx core.App, person, about string) error {
	if person == "" {
		return nil
	}
	_, err := tx.DB().Update(Collection, dbx.Params{
		"stopped": types.NowDateTime().String(),
		"mail":    dbx.NewExp("CASE WHEN [[mail]] IN ('waiting', 'queued') THEN 'dropped' ELSE [[mail]] END"),
	}, dbx.HashExp{"person": person, "about": about, "stopped": ""}).Execute()
	if err != nil {
		return fmt.Errorf("stop notices about %s: %w", about, err)
	}
	return nil
}
