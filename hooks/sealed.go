package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// bindSealed keeps what lies sealed in the database from writers who read it before keys were changed.
func bindSealed(app core.App) {
	bound := map[string]bool{}
	for _, s := range accounts.SealedColumns {
		if !bound[s.Table] {
			bound[s.Table] = true
			app.OnRecordUpdate(s.Table).BindFunc(keepSealed)
		}
	}
}

func keepSealed(e *core.RecordEvent) error {
	outer := e.App
	return outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		defer func() { e.App = outer }()
		if err := accounts.KeepSealed(tx, e.Record); err != nil {
			return err
		}
		return e.Next()
	})
}
