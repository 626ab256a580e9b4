package accounts

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// Audited does what a request asks for and keeps in the audit log who asked and for which organisation, both or neither. Meanwhile
// e.App is the transaction. It returns ErrLooking to who looks as somebody.
func Audited(e *core.RequestEvent, entry audit.Entry, do func() error) error {
	if visit, known := e.Get(VisitKey).(Visit); known && visit.Look.Holds() {
		return ErrLooking
	}
	entry.By = audit.By(e.Auth)
	if actor, known := e.Get(ActorKey).(Actor); known {
		entry.For = actor.For.Organisation
	}
	outer := e.App
	defer func() { e.App = outer }()
	return audit.Do(outer, entry, func(tx core.App) error {
		e.App = tx
		return do()
	})
}

// Exported keeps in the audit log that a request takes personal data out of the academy; its caller sends them.
func Exported(e *core.RequestEvent, kind audit.Kind, id, what string) error {
	return Audited(e, audit.DataExported.On(kind, id, "what", what), func() error { return nil })
}
