package accounts

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/vault"
)

// Resealed is what one step of a rotation did.
type Resealed struct {
	Rows   int      // that were looked at
	Last   string   // the id of the last of them, where the next step begins
	Faulty []string // ids of rows whose value does not open: they stay as they are
}

// Reseal seals up to most rows after the given id anew by the newest version of their key, in one transaction: it may be interrupted
// between steps, and the academy may be open meanwhile. Rows == 0 says that there are none left.
func (s Sealed) Reseal(app core.App, v *vault.Vault, after string, most int) (done Resealed, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		old, err := s.outdated(v)
		if err != nil {
			return err
		}
		var rows []struct{ Id, Sealed string }
		err = tx.DB().Select("id", s.column+" AS sealed").From(s.Table).Where(old).AndWhere(dbx.NewExp("id > {:after}", dbx.Params{"after": after})).
			OrderBy("id").Limit(int64(most)).All(&rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			err := s.reseal(tx, v, row.Id, row.Sealed)
			if errors.Is(err, vault.ErrSealed) || errors.Is(err, vault.ErrMissing) {
				done.Faulty = append(done.Faulty, row.Id)
			} else if err != nil {
				return err
			}
			done.Last = row.Id
		}
		done.Rows = len(rows)
		return nil
	})
	if err != nil {
		return Resealed{}, fmt.Errorf("seal %s anew after %q: %w", s.Table, after, err)
	}
	return done, nil
}

func (s Sealed) reseal(tx core.App, v *vault.Vault, id, sealed string) error {
	plain, err := v.Unseal(s.Purpose, sealed, []byte(id))
	if err != nil {
		return err
	}
	fresh := dbx.Params{}
	if fresh[s.column], err = v.Seal(s.Purpose, plain, []byte(id)); err != nil {
		return err
	}
	if s.mark != "" {
		fresh[s.mark] = v.Mark(s.Purpose, string(plain))
	}
	// Not a save: the row is what it was, and nobody is told.
	_, err = tx.DB().Update(s.Table, fresh, dbx.HashExp{"id": id}).Execute()
	return err
}

// outdated are the rows that do not have the newest version.
func (s Sealed) outdated(v *vault.Vault) (dbx.Expression, error) {
	version, err := v.Newest(s.Purpose)
	if err != nil {
		return nil, err
	}
	prefix := vault.Prefix(version)
	parts := make([]dbx.Expression, 0, 2)
	for _, name := range s.names() {
		parts = append(parts, dbx.NewExp(fmt.Sprintf("%s != '' AND substr(%s, 1, %d) != {:prefix}", name, name, len(prefix)), dbx.Params{"prefix": prefix}))
	}
	return dbx.Or(parts...), nil
}

// Outdated counts the rows that a rotation has still to seal anew.
func (s Sealed) Outdated(app core.App, v *vault.Vault) (rows int, err error) {
	old, err := s.outdated(v)
	if err == nil {
		err = app.DB().Select("count(*)").From(s.Table).Where(old).Row(&rows)
	}
	if err != nil {
		return 0, fmt.Errorf("count what is to be sealed anew in %s: %w", s.Table, err)
	}
	return rows, nil
}

// ErrStillSealed says that rows need the versions that were to be dropped.
var ErrStillSealed = errors.New("rows are still sealed by an earlier version of the key")

// DropVersions drops every version of the purpose's key but the newest, and returns which. It returns ErrStillSealed while a row needs
// another.
//
// Nobody seals by an earlier version between the look and the end: who seals has its turn to write, as this has.
func DropVersions(app core.App, v *vault.Vault, purpose string) (dropped []int, err error) {
	// A key must not be gone before the disk has what replaced it. A commit in this mode waits for the disk, with all before it.
	if err := synchronous(app, "FULL"); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, synchronous(app, "NORMAL")) }()
	if err := app.RunInTransaction(func(tx core.App) error { return settle(tx, v, purpose) }); err != nil {
		return nil, err
	}
	err = app.RunInTransaction(func(tx core.App) error {
		if err := noneOutdated(tx, v, purpose); err != nil {
			return err
		}
		versions, err := v.Versions(purpose)
		if err != nil {
			return err
		}
		for _, k := range versions[:max(0, len(versions)-1)] {
			if err := v.Drop(purpose, k.Number); err != nil {
				return err
			}
			dropped = append(dropped, k.Number)
		}
		return nil
	})
	return dropped, err
}

func synchronous(app core.App, mode string) error {
	_, err := app.NonconcurrentDB().NewQuery("PRAGMA synchronous = " + mode).Execute()
	return err
}

// settle writes a row as it is, so that everything that was committed before is on the disk with it.
func settle(tx core.App, v *vault.Vault, purpose string) error {
	if err := noneOutdated(tx, v, purpose); err != nil {
		return err
	}
	for _, s := range SealedFor(purpose) {
		same := fmt.Sprintf("UPDATE {{%s}} SET [[%s]] = [[%s]] WHERE [[id]] = (SELECT min([[id]]) FROM {{%s}})", s.Table, s.column, s.column, s.Table)
		if _, err := tx.DB().NewQuery(same).Execute(); err != nil {
			return fmt.Errorf("settle %s: %w", s.Table, err)
		}
	}
	return nil
}

func noneOutdated(tx core.App, v *vault.Vault, purpose string) error {
	for _, s := range SealedFor(purpose) {
		if rows, err := s.Outdated(tx, v); err != nil {
			return err
		} else if rows > 0 {
			return fmt.Errorf("%w: %d in %s", ErrStillSealed, rows, s.Table)
		}
	}
	return nil
}
