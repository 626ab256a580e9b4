package hooks

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

// bindOrganisations holds every writer of organisations, the dashboard too, to their rules.
func bindOrganisations(app core.App) {
	judge := func(e *core.RecordEvent) error {
		if err := organisations.Of(e.Record).Judge(e.App); err != nil {
			return err
		}
		return e.Next()
	}
	app.OnRecordCreate(organisations.Collection).BindFunc(judge)
	app.OnRecordUpdate(organisations.Collection).BindFunc(judge)
	app.OnRecordDelete(organisations.Collection).BindFunc(keepReferred)
}

// keepReferred lets nobody delete an organisation of which something is known.
func keepReferred(e *core.RecordEvent) error {
	referred, err := organisations.Of(e.Record).Referred(e.App)
	if err != nil {
		return err
	}
	if referred {
		return fmt.Errorf("delete organisation %s: %w", e.Record.Id, organisations.ErrReferred)
	}
	return e.Next()
}
