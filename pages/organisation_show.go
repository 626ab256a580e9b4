package pages

import (
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

// organisationView is what everybody sees of an organisation: what it is, how to reach it, which services it adheres to. No people.
type organisationView struct {
	Frame
	Body    *organisations.Organisation
	Covered []coveredService
	Cards   []serviceCard // those that are under way or done
}

// coveredService is a service that the organisation adheres to now, by its own act or its union's.
type coveredService struct {
	Key string
	By  string // the union
}

func (s *site) showOrganisation(e *core.RequestEvent) error {
	o, err := organisations.FindByIPA(e.App, e.Request.PathValue("ipa"))
	if err != nil {
		return err
	}
	if !o.Retired().IsZero() {
		return organisations.ErrNoOrganisation
	}
	v := organisationView{Frame: s.newFrame(e, o.Name()), Body: o}
	v.Description, v.Crumbs = s.locale(e).T("organisation.public_lead", "organisation", o.Name()), []Crumb{{Title: o.Name()}}
	if v.Covered, err = coveredServices(e.App, o.Id, time.Now()); err != nil {
		return err
	}
	cards, err := serviceCards(e.App, o.Id)
	if err != nil {
		return err
	}
	v.Cards = slices.DeleteFunc(cards, func(c serviceCard) bool { return c.State == string(organisations.NotAdopted) })
	return s.render(e, http.StatusOK, "organisation_show", &v)
}

func coveredServices(app core.App, organisation string, now time.Time) (list []coveredService, err error) {
	adhesions, err := organisations.Covering(app, organisation, now)
	if err != nil {
		return nil, err
	}
	for _, service := range organisations.Services {
		own := slices.IndexFunc(adhesions, func(a *organisations.Adhesion) bool {
			return a.Organisation() == organisation && slices.Contains(a.Terms().Services, service)
		})
		if own >= 0 {
			list = append(list, coveredService{Key: string(service)})
			continue
		}
		i := slices.IndexFunc(adhesions, func(a *organisations.Adhesion) bool { return slices.Contains(a.Terms().Services, service) })
		if i < 0 {
			continue
		}
		union, err := organisations.Find(app, adhesions[i].Organisation())
		if err != nil {
			return nil, err
		}
		list = append(list, coveredService{string(service), union.Name()})
	}
	return list, nil
}
