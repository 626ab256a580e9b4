package classes

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
)

// Cancel calls an edition off for good, for a reason that its people read. Who had a seat goes on with the course by themselves. It
// returns accounts.Problems, or ErrSettled if it is over or cancelled already.
func Cancel(app core.App, id, reason string) error {
	reason, err := notice("reason", reason, LongestReason)
	if err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		e, err := amend(tx, id, map[string]any{"state": string(Cancelled), "reason": reason})
		if err != nil {
			return err
		}
		return e.disperse(tx)
	})
}

// Announce tells everybody in the edition something, in plain text. It returns accounts.Problems or ErrSettled.
func Announce(app core.App, id, news string) error {
	news, err := notice("news", news, LongestNews)
	if err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		_, err := amend(tx, id, map[string]any{"news": news})
		return err
	})
}

// notice is what the people of an edition are to read, as it is kept. It returns accounts.Problems.
func notice(field, text string, longest int) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", accounts.Problems{{Field: field, Code: field + "_missing"}}
	case utf8.RuneCountInString(text) > longest:
		return "", accounts.Problems{{Field: field, Code: field + "_long"}}
	}
	return text, nil
}

// amend changes an edition. It returns ErrSettled if that is over or cancelled.
func amend(tx core.App, id string, values map[string]any) (*Edition, error) {
	e, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if e.Settled() {
		return nil, ErrSettled
	}
	e.Load(values)
	e.Set("revision", e.Revision()+1)
	if err := tx.Save(e); err != nil {
		return nil, fmt.Errorf("change edition %s: %w", id, err)
	}
	return e, nil
}

// disperse lets everybody who has a seat go on by themselves.
func (e *Edition) disperse(tx core.App) error {
	people, err := People(tx, e.Id, In)
	if err != nil {
		return err
	}
	for _, s := range people {
		if s.User() == "" {
			continue
		}
		if err := courses.Depart(tx, s.User(), e.Course(), e.Id); err != nil {
			return err
		}
		if err := e.leaveWebinars(tx, s.User()); err != nil {
			return err
		}
	}
	return nil
}

// Turn opens the editions whose first day has come, and ends those whose last day has passed.
func Turn(app core.App, now time.Time) error {
	var list []*Edition
	err := app.RecordQuery(Collection).AndWhere(dbx.HashExp{"state": []any{string(Planned), string(Open)}}).
		AndWhere(dbx.NewExp("[[state]] = 'planned' AND [[from]] <= {:now} OR [[until]] < {:now}", dbx.Params{"now": stamp(now)})).All(&list)
	if err != nil {
		return fmt.Errorf("editions to open or end: %w", err)
	}
	for _, found := range list {
		err := app.RunInTransaction(func(tx core.App) error {
			e, err := Find(tx, found.Id)
			if err != nil || e.Settled() {
				return err
			}
			if e.Set("state", string(Open)); now.After(e.Until()) {
				e.Set("state", string(Ended))
			}
			return tx.Save(e)
		})
		if err != nil {
			return fmt.Errorf("turn edition %s: %w", found.Id, err)
		}
	}
	return nil
}
