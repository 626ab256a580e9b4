package hooks

import (
	"context"
	"sync"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/backups"
)

// bindBackups makes backups as long as the app serves, and notes who was deleted, whoever deletes, in the same
// transaction.
func bindBackups(app core.App, plan backups.Plan) {
	app.OnRecordDelete(accounts.Collection).BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		return backups.Forget(e.App, e.Record.Id)
	})
	keeper := backups.NewKeeper(app, plan)
	app.OnRecordAfterCreateSuccess(backups.Collection, backups.Erasures).BindFunc(func(e *core.RecordEvent) error {
		keeper.Wake()
		return e.Next()
	})
	var running sync.WaitGroup
	ctx, stop := context.WithCancel(context.Background())
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		running.Go(func() { keeper.Run(ctx) })
		return se.Next()
	})
	app.OnTerminate().BindFunc(func(te *core.TerminateEvent) error {
		stop()
		running.Wait()
		return te.Next()
	})
}
