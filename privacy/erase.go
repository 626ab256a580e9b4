package privacy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/personal"
)

// StruckOut stands where somebody who has gone said something among others.
const StruckOut = "…"

// Erase takes the account of somebody who goes, and does to every row about them what its holding says, in the transaction of who
// deletes. It takes the place of what PocketBase would do: that reads whole tables of lists of people. What needs rules of its own (seats that
// somebody else gets, essays, rooms that are open) the packages do before.
func Erase(tx core.App, user *core.Record) error {
	if !tx.IsTransactional() {
		return fmt.Errorf("erase %s: no transaction", user.Id)
	}
	for _, forget := range []func(*core.Record) error{
		tx.DeleteAllMFAsByRecord, tx.DeleteAllOTPsByRecord, tx.DeleteAllExternalAuthsByRecord, tx.DeleteAllAuthOriginsByRecord,
	} {
		if err := forget(user); err != nil {
			return fmt.Errorf("erase %s from what PocketBase knows: %w", user.Id, err)
		}
	}
	// Who leads to rows of others goes last: an attempt leads to its files, a registration to what was said.
	list := slices.Clone(Holdings())
	slices.SortStableFunc(list, func(a, b personal.Holding) int { return rank(a) - rank(b) })
	for _, h := range list {
		if err := eraseFrom(tx, h, user.Id); err != nil {
			return fmt.Errorf("erase %s from %s: %w", user.Id, h.Collection, err)
		}
	}
	if _, err := tx.NonconcurrentDB().Delete(user.Collection().Name, dbx.HashExp{"id": user.Id}).Execute(); err != nil {
		return fmt.Errorf("erase account %s: %w", user.Id, err)
	}
	return nil
}

// rank is when a holding's turn comes: those that others lead through after those.
func rank(h personal.Holding) int {
	for _, other := range Holdings() {
		for _, w := range other.Ways {
			if w.Through == h.Collection {
				return 1
			}
		}
	}
	return 0
}

func eraseFrom(tx core.App, h personal.Holding, person string) error {
	if h.Collection == "users" {
		return nil // the account itself, after all others
	}
	c, err := tx.FindCachedCollectionByNameOrId(h.Collection)
	if err != nil {
		return err
	}
	for _, w := range h.Mentions {
		if err := unname(tx, c, w, person); err != nil {
			return err
		}
	}
	switch {
	case len(h.Ways) == 0:
		return nil
	case h.Erasure == personal.Delete:
		return remove(tx, c, h, person)
	case h.Saved:
		return emptyEach(tx, c, h, person)
	}
	return empty(tx, c, h, person)
}

// remove deletes the rows one by one, so that their files go with them and whoever listens hears of it.
func remove(tx core.App, c *core.Collection, h personal.Holding, person string) error {
	var rows []*core.Record
	if err := rowsOf(tx, c, h.Ways, person).All(&rows); err != nil {
		return err
	}
	for _, r := range rows {
		if err := tx.Delete(r); err != nil {
			return err
		}
	}
	return nil
}

func rowsOf(app core.App, c *core.Collection, ways []personal.Way, person string) *dbx.SelectQuery {
	return app.RecordQuery(c).AndWhere(dbx.NewExp(Where(ways), dbx.Params{"person": person}))
}

// emptyEach saves the rows without the person, for those who listen.
func emptyEach(tx core.App, c *core.Collection, h personal.Holding, person string) error {
	var rows []*core.Record
	if err := rowsOf(tx, c, h.Ways, person).All(&rows); err != nil {
		return err
	}
	for _, r := range rows {
		for _, name := range emptied(c, h) {
			r.Set(name, nil)
		}
		for _, name := range h.Struck {
			r.Set(name, StruckOut)
		}
		if err := tx.Save(r); err != nil {
			return err
		}
	}
	return nil
}

// emptied are the fields that a row of somebody who goes has no longer: what points to the account, and what says who it was.
func emptied(c *core.Collection, h personal.Holding) []string {
	list := slices.Clone(h.Erased)
	for _, w := range h.Ways {
		if f := c.Fields.GetByName(w.Field); f != nil && w.Through == "" && f.Type() == core.FieldTypeRelation {
			list = append(list, w.Field)
		}
	}
	return list
}

// empty takes the person out of the rows at once, past rules by which others may not change them.
func empty(tx core.App, c *core.Collection, h personal.Holding, person string) error {
	var sets []string
	for _, name := range emptied(c, h) {
		sets = append(sets, "[["+name+"]] = "+nothing(c, name))
	}
	for _, name := range h.Struck {
		sets = append(sets, "[["+name+"]] = '"+StruckOut+"'")
	}
	if len(sets) == 0 {
		return nil
	}
	// One way at a time: SQLite looks an alternative up by one index only if all of them have one.
	for _, w := range h.Ways {
		_, err := tx.NonconcurrentDB().NewQuery("UPDATE {{" + c.Name + "}} SET " + strings.Join(sets, ", ") + " WHERE " + found(w)).
			Bind(dbx.Params{"person": person}).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}

// nothing is how a field says nothing, as SQL.
func nothing(c *core.Collection, name string) string {
	if f := c.Fields.GetByName(name); f != nil && f.Type() == core.FieldTypeJSON {
		return "'null'"
	}
	return "''"
}

// unname takes the person out of rows that are about others, where they stand as a relation. An id that stands as text names nobody any
// more: it stays, so that what one hand did can be told from what another did.
func unname(tx core.App, c *core.Collection, w personal.Way, person string) error {
	relation, is := c.Fields.GetByName(w.Field).(*core.RelationField)
	set := "[[" + w.Field + "]] = ''"
	switch {
	case w.Name != "":
		set = "[[" + w.Name + "]] = ''"
	case !is:
		return nil
	case relation.IsMultiple():
		set = "[[" + w.Field + "]] = (SELECT json_group_array(value) FROM json_each([[" + w.Field + "]]) WHERE value != {:person})"
	}
	_, err := tx.NonconcurrentDB().NewQuery("UPDATE {{" + c.Name + "}} SET " + set + " WHERE " + found(w)).
		Bind(dbx.Params{"person": person}).Execute()
	return err
}
