package pages

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
	"aula/locales"
	"aula/organisations"
)

// managedOrganisationView is all that is known about an organisation.
type managedOrganisationView struct {
	organisationFrame
	HasMembers bool
	Members    []memberRow // of the union, or the unions of the comune
	Comuni     []*organisations.Organisation
	ManyComuni bool // too many to choose from: the code is asked for
	Adhesions  []adhesionRow
	ByUnion    []adhesionRow // those of unions that cover it now
	Cards      []serviceCard
	Referred   bool
}

// memberRow is that a comune belongs to a union, seen from either side.
type memberRow struct {
	ID, Name, Address string
	From, Last        time.Time
	Over              bool
}

// adhesionRow is an adhesion in a list.
type adhesionRow struct {
	ID, Number, Body string
	By, ByAddress    string // the union by whose act
	Decided          time.Time
	From, Last       time.Time // Last is zero where there is no end
	Services         []string
	Members          bool
	State            string // now, ends, later, over
	HasFile          bool
}

// serviceCard is a service and how far the organisation is with it.
type serviceCard struct {
	Key, State, Note string
	At               time.Time
}

func (s *site) showManagedOrganisation(e *core.RequestEvent) error {
	return s.renderManagedOrganisation(e, http.StatusOK, &form{})
}

func (s *site) renderManagedOrganisation(e *core.RequestEvent, status int, f *form) error {
	frame, err := s.newOrganisationFrame(e, "")
	if err != nil {
		return err
	}
	now, l := time.Now(), s.locale(e)
	v := managedOrganisationView{organisationFrame: frame, HasMembers: frame.Body.Kind().HasMembers()}
	if v.Form = f; !f.Wrong() && f.Value("from") == "" {
		v.Form = filled("from", calendar.FormatDay(now))
	}
	for _, fill := range []func(core.App, *locales.Locale, time.Time) error{v.fillMembers, v.fillAdhesions, v.fillServices} {
		if err := fill(e.App, l, now); err != nil {
			return err
		}
	}
	return s.render(e, status, "manage_organisation_show", &v)
}

func (v *managedOrganisationView) fillMembers(app core.App, _ *locales.Locale, now time.Time) (err error) {
	if v.Members, err = memberRows(app, v.Body, now); err != nil || !v.HasMembers {
		return err
	}
	v.Comuni, v.ManyComuni, err = comuniToChoose(app)
	return err
}

// fillAdhesions shows those by own acts, and those of unions that cover the organisation now.
func (v *managedOrganisationView) fillAdhesions(app core.App, l *locales.Locale, now time.Time) error {
	own, err := organisations.AdhesionsOf(app, v.Body.Id)
	if err != nil {
		return err
	}
	covering, err := organisations.Covering(app, v.Body.Id, now)
	if err != nil {
		return err
	}
	covering = slices.DeleteFunc(covering, func(a *organisations.Adhesion) bool { return a.Organisation() == v.Body.Id })
	if v.Adhesions, err = adhesionRows(app, l, own, v.Body.Id, now); err != nil {
		return err
	}
	v.ByUnion, err = adhesionRows(app, l, covering, v.Body.Id, now)
	return err
}

func (v *managedOrganisationView) fillServices(app core.App, _ *locales.Locale, _ time.Time) (err error) {
	if v.Cards, err = serviceCards(app, v.Body.Id); err != nil {
		return err
	}
	v.Referred, err = v.Body.Referred(app)
	return err
}

// memberRows are who belongs and belonged to a union, or to which unions a comune does and did.
func memberRows(app core.App, o *organisations.Organisation, now time.Time) (rows []memberRow, err error) {
	list, other := []*organisations.Member{}, (*organisations.Member).Comune
	switch {
	case o.Kind().HasMembers():
		list, err = organisations.MemberHistory(app, o.Id)
	case o.Kind() == organisations.Comune:
		list, err = organisations.UnionHistory(app, o.Id)
		other = (*organisations.Member).Union
	}
	if err != nil {
		return nil, err
	}
	for _, m := range list {
		body, err := organisations.Find(app, other(m))
		if err != nil {
			return nil, err
		}
		p := m.Period()
		rows = append(rows, memberRow{m.Id, body.Name(), managedAddressOf(body), p.From, lastDay(p), !p.Until.IsZero() && !now.Before(p.Until)})
	}
	slices.SortStableFunc(rows, func(a, b memberRow) int { // who has left comes last
		switch {
		case a.Over == b.Over:
			return cmp.Compare(a.Name, b.Name)
		case a.Over:
			return 1
		}
		return -1
	})
	return rows, nil
}

// lastDay is the day that people call the last of a period, zero for one without an end.
func lastDay(p organisations.Period) time.Time {
	if p.Until.IsZero() {
		return time.Time{}
	}
	return p.Until.Add(-time.Millisecond)
}

// comuniListed is how many comuni a form offers to choose from; of more, it asks for the code.
const comuniListed = 500

// comuniToChoose are those that can become members, none where there are too many to choose from.
func comuniToChoose(app core.App) (all []*organisations.Organisation, many bool, err error) {
	for f := (organisations.Filter{Kind: organisations.Comune, Page: 1}); ; f.Page++ {
		list, total, err := organisations.List(app, f)
		if err != nil || total > comuniListed {
			return nil, total > comuniListed, err
		}
		if all = append(all, list...); len(all) >= total || len(list) == 0 {
			return all, false, nil
		}
	}
}

// adhesionRows are adhesions as one organisation sees them.
func adhesionRows(app core.App, l *locales.Locale, list []*organisations.Adhesion, seenBy string, now time.Time) (rows []adhesionRow, err error) {
	for _, a := range list {
		t := a.Terms()
		row := adhesionRow{
			ID: a.Id, Number: t.ActNumber, Body: t.ActBody, Decided: t.ActDate, From: t.From, Last: lastDay(t.Period),
			Members: t.Covers == organisations.Members, HasFile: a.File() != "", State: "over",
		}
		switch {
		case t.Holds(now):
			if row.State, err = endsSoon(app, a, now); err != nil {
				return nil, err
			}
		case now.Before(t.From):
			row.State = "later"
		}
		for _, service := range t.Services {
			row.Services = append(row.Services, l.T("service."+string(service)))
		}
		if a.Organisation() != seenBy {
			by, err := organisations.Find(app, a.Organisation())
			if err != nil {
				return nil, err
			}
			row.By, row.ByAddress = by.Name(), managedAddressOf(by)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// endsSoon is "ends" for an adhesion in force whose end has begun to be announced and that nothing follows, else "now".
func endsSoon(app core.App, a *organisations.Adhesion, now time.Time) (string, error) {
	if !organisations.Announces(a.Terms().Until, now) {
		return "now", nil
	}
	if ends, err := organisations.Ends(app, a); err != nil || !ends {
		return "now", err
	}
	return "ends", nil
}

func serviceCards(app core.App, organisation string) ([]serviceCard, error) {
	states, err := organisations.StatesOf(app, organisation)
	if err != nil {
		return nil, err
	}
	var cards []serviceCard
	for _, service := range organisations.Services {
		card := serviceCard{Key: string(service), State: string(organisations.NotAdopted)}
		if s := states[service]; s != nil {
			card.State, card.Note, card.At = string(s.State()), s.Note(), s.At()
		}
		cards = append(cards, card)
	}
	return cards, nil
}
