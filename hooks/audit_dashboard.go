package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// bindDashboardAudit keeps what superusers change by hand in PocketBase's dashboard or by its routes, in the same transaction.
func bindDashboardAudit(app core.App) {
	app.OnRecordCreateRequest().BindFunc(auditing("create"))
	app.OnRecordUpdateRequest().BindFunc(auditing("update"))
	app.OnRecordDeleteRequest().BindFunc(auditing("delete"))
}

func auditing(what string) func(*core.RecordRequestEvent) error {
	return func(e *core.RecordRequestEvent) error {
		if !e.HasSuperuserAuth() {
			return e.Next()
		}
		outer := e.App
		defer func() { e.App = outer }()
		return outer.RunInTransaction(func(tx core.App) error {
			e.App = tx
			if err := e.Next(); err != nil {
				return err
			}
			return audit.Write(tx, audit.DashboardChanged.On(audit.Record, e.Collection.Name+"/"+e.Record.Id, "what", what).DoneBy(audit.Operator))
		})
	}
}
