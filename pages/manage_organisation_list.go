package pages

import (
	"bytes"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
	"aula/internal/sheets"
	"aula/organisations"
)

type organisationsView struct {
	manageFrame
	List  []*organisations.Organisation
	Table tableView
}

// retiredState narrows the list to those that are not served any more.
const retiredState = "retired"

func organisationStates() []string {
	var states []string
	for _, k := range organisations.Kinds {
		states = append(states, string(k))
	}
	return append(states, retiredState)
}

func organisationFilter(q listing) organisations.Filter {
	f := organisations.Filter{Words: q.words(), Page: q.page()}
	if state := q.state(organisationStates()...); state == retiredState {
		f.Retired = true
	} else {
		f.Kind = organisations.Kind(state)
	}
	return f
}

func (s *site) listOrganisations(e *core.RequestEvent) error {
	l, q := s.locale(e), listing{managedOrganisations, e.Request.URL.Query()}
	list, total, err := organisations.List(e.App, organisationFilter(q))
	if err != nil {
		return err
	}
	title := l.T("manage.organisations")
	v := organisationsView{manageFrame: s.newManageFrame(e, title, managedOrganisations, Crumb{Title: title}), List: list}
	v.Table = q.table(l, total, []column{
		{"organisation.name", "", false}, {"organisation.kind", "", false}, {"organisation.ipa", "", false}, {"organisation.population", "", true},
	}, "", "organisation.kind_", organisationStates()...)
	v.Table.turn(q, total, organisations.Page)
	return s.render(e, http.StatusOK, "manage_organisation_list", &v)
}

// exportOrganisations gives all of a list as a file that can be imported again.
func (s *site) exportOrganisations(e *core.RequestEvent, f sheetFile) error {
	l := s.locale(e)
	var out bytes.Buffer
	w, err := f.begin(&out, l.T("manage.organisations"), l)
	if err != nil {
		return err
	}
	if err := w.Row(texts(organisations.Heads())...); err != nil {
		return err
	}
	filter := organisationFilter(listing{managedOrganisations, e.Request.URL.Query()})
	for filter.Page = 1; ; filter.Page++ {
		list, _, err := organisations.List(e.App, filter)
		if err != nil {
			return err
		}
		for _, o := range list {
			if err := w.Row(texts(o.Row())...); err != nil {
				return err
			}
		}
		if len(list) < organisations.Page {
			break
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	f.announce(e.Response.Header(), "enti-"+calendar.FormatDay(time.Now()))
	return e.Blob(http.StatusOK, f.mediaType, out.Bytes())
}

func texts(cells []string) []sheets.Cell {
	row := make([]sheets.Cell, len(cells))
	for i, c := range cells {
		row[i] = sheets.Text(c)
	}
	return row
}
