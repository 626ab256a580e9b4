package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

// servicesView is the form of how far an organisation is with each service.
type servicesView struct {
	organisationFrame
	Cards  []serviceRow
	States []organisations.Adoption
}

// serviceRow is one service of the form, with what was said of it before.
type serviceRow struct {
	Key       string
	State     string // as chosen
	Note      string
	Histories []*organisations.ServiceState
}

func (s *site) servicesForm(e *core.RequestEvent) (*servicesView, error) {
	frame, err := s.newOrganisationFrame(e, "organisation.services")
	if err == nil && !frame.Body.Retired().IsZero() {
		err = organisations.ErrRetired
	}
	if err != nil {
		return nil, err
	}
	v := &servicesView{organisationFrame: frame, States: organisations.Adoptions}
	cards, err := serviceCards(e.App, frame.Body.Id)
	if err != nil {
		return nil, err
	}
	for _, card := range cards {
		history, err := organisations.StateHistory(e.App, frame.Body.Id, organisations.Service(card.Key))
		if err != nil {
			return nil, err
		}
		v.Cards = append(v.Cards, serviceRow{card.Key, card.State, card.Note, history})
	}
	return v, nil
}

func (s *site) editServices(e *core.RequestEvent) error {
	v, err := s.servicesForm(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_organisation_services", v)
}

// saveServices notes what has changed, all or nothing.
func (s *site) saveServices(e *core.RequestEvent) error {
	v, err := s.servicesForm(e)
	if err != nil {
		return err
	}
	for i := range v.Cards {
		v.Cards[i].State = e.Request.PostFormValue("state_" + v.Cards[i].Key)
		v.Cards[i].Note = e.Request.PostFormValue("note_" + v.Cards[i].Key)
	}
	at := ""
	err = noted(e, v.Body.Id, "services", func(tx core.App) error {
		for _, card := range v.Cards {
			at = card.Key
			err := organisations.SayState(tx, v.Body.Id, organisations.Service(card.Key), organisations.Adoption(card.State), card.Note, e.Auth.Id)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		f := &form{}
		status, err := s.objection(e, f, err)
		if err != nil {
			return err
		}
		for _, p := range f.Problems { // each field has its service's name
			v.Form.say(s.locale(e), p.Field+"_"+at, s.locale(e).T("service."+at)+": "+p.Text)
		}
		return s.render(e, status, "manage_organisation_services", v)
	}
	return back(e, withSaid(v.Base, "services_saved")+"#services")
}
