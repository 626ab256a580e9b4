package pb_migrations

import (
	"crypto/sha256"
	"encoding/json"
	"math/big"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A notice's id is made of whom it tells of what. So the primary key sees to it that it is told once, and the index that did need not be
// written. Mails that wait name their notices by id.
func init() {
	migrations.Register(func(app core.App) error {
		ids, err := nameNotices(app)
		if err != nil {
			return err
		}
		if err := renameInLetters(app, ids); err != nil {
			return err
		}
		return changeNotices(app, func(c *core.Collection) { c.RemoveIndex("idx_notices_once") })
	}, func(app core.App) error {
		return changeNotices(app, func(c *core.Collection) { c.AddIndex("idx_notices_once", true, "person, kind, key", "") })
	})
}

func changeNotices(app core.App, change func(*core.Collection)) error {
	c, err := app.FindCollectionByNameOrId("notices")
	if err != nil {
		return err
	}
	change(c)
	return app.Save(c)
}

// nameNotices gives all notices their new ids, and returns them by the old ones.
func nameNotices(app core.App) (map[string]string, error) {
	var rows []struct {
		ID     string `db:"id"`
		Person string `db:"person"`
		Kind   string `db:"kind"`
		Key    string `db:"key"`
	}
	if err := app.DB().Select("id", "person", "kind", "key").From("notices").All(&rows); err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for _, r := range rows {
		sum := sha256.Sum256([]byte(r.Person + "\x00" + r.Kind + "\x00" + r.Key))
		digits := new(big.Int).SetBytes(sum[:]).Text(36)
		ids[r.ID] = digits[len(digits)-15:]
		if _, err := app.DB().Update("notices", dbx.Params{"id": ids[r.ID]}, dbx.HashExp{"id": r.ID}).Execute(); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func renameInLetters(app core.App, ids map[string]string) error {
	var jobs []struct {
		ID      string `db:"id"`
		Payload string `db:"payload"`
	}
	err := app.DB().Select("id", "payload").From("jobs").Where(dbx.HashExp{"kind": "notice", "state": []any{"waiting", "running", "failed"}}).All(&jobs)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		var letter map[string]any
		if json.Unmarshal([]byte(j.Payload), &letter) != nil {
			continue // what cannot be read cannot be sent either
		}
		named, _ := letter["notices"].([]any)
		for i, old := range named {
			if id, ok := old.(string); ok && ids[id] != "" {
				named[i] = ids[id]
			}
		}
		payload, err := json.Marshal(letter)
		if err != nil {
			return err
		}
		if _, err := app.DB().Update("jobs", dbx.Params{"payload": string(payload)}, dbx.HashExp{"id": j.ID}).Execute(); err != nil {
			return err
		}
	}
	return nil
}
