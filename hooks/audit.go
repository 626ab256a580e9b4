package hooks

import (
	"errors"
	"log/slog"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// errAppendOnly says that the audit log is written by what people do, and by nothing else.
var errAppendOnly = errors.New("the audit log is append-only")

// bindAudit refuses whoever would change the audit log by PocketBase's routes or its dashboard, superusers too, and looks once a day
// whether it is as it was written. Its head goes to the operator's terminal, which whoever can write to the database cannot reach.
func bindAudit(app core.App, terminal *slog.Logger) {
	refuse := func(*core.RecordEvent) error { return errAppendOnly }
	app.OnRecordCreate(audit.Collection).BindFunc(refuse)
	app.OnRecordUpdate(audit.Collection).BindFunc(refuse)
	app.OnRecordDelete(audit.Collection).BindFunc(refuse)
	keep := func(*core.CollectionEvent) error { return errAppendOnly }
	app.OnCollectionUpdate(audit.Collection).BindFunc(keep)
	app.OnCollectionDelete(audit.Collection).BindFunc(keep)
	bindDashboardAudit(app)
	app.Cron().MustAdd("aulaAuditCheck", "41 3 * * *", func() { checkAudit(app, terminal) })
}

func checkAudit(app core.App, terminal *slog.Logger) {
	c, err := audit.CheckNow(app)
	switch {
	case err != nil:
		app.Logger().Error("audit log not checked", "error", err)
	case c.Broken != nil:
		app.Logger().Error("audit log is not whole", "entry", c.Broken.Seq, "why", string(c.Broken.Why))
	case c.Unguarded:
		app.Logger().Error("audit log would let its entries be changed")
	}
	if terminal != nil && err == nil && c.Broken == nil && c.Entries > 0 { // the program's own log would lose the hash as a secret
		terminal.Info("audit log is whole", "entries", c.Entries, "head", c.Head.String())
	}
}
