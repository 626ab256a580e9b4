package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

// retireView asks whether an organisation is really to be retired, or deleted where nothing is known about it.
type retireView struct {
	organisationFrame
	Referred bool
}

func (s *site) askRetire(e *core.RequestEvent) error {
	frame, err := s.newOrganisationFrame(e, "organisation.retire")
	if err != nil {
		return err
	}
	referred, err := frame.Body.Referred(e.App)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_organisation_retire", &retireView{frame, referred})
}

// retireOrganisation retires it; "delete" deletes one that nothing refers to.
func (s *site) retireOrganisation(e *core.RequestEvent) error {
	frame, err := s.newOrganisationFrame(e, "organisation.retire")
	if err != nil {
		return err
	}
	id := frame.Body.Id
	if e.Request.PostFormValue("act") == "delete" {
		err := noted(e, id, "deleted", func(tx core.App) error { return organisations.Delete(tx, id) })
		if err != nil {
			return err
		}
		return back(e, withSaid(managedOrganisations, "organisation_deleted"))
	}
	err = noted(e, id, "retired", func(tx core.App) error { return organisations.Retire(tx, id, time.Now()) })
	if err != nil {
		return err
	}
	return back(e, withSaid(frame.Base, "organisation_retired"))
}

func (s *site) restoreOrganisation(e *core.RequestEvent) error {
	frame, err := s.newOrganisationFrame(e, "")
	if err != nil {
		return err
	}
	err = noted(e, frame.Body.Id, "restored", func(tx core.App) error { return organisations.Restore(tx, frame.Body.Id) })
	if err != nil {
		return err
	}
	return back(e, withSaid(frame.Base, "organisation_restored"))
}
