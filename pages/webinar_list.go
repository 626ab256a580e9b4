package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/locales"
	"aula/webinars"
)

type webinarListView struct {
	Frame
	Facets        []facetView
	Items         []webinarItem
	Total         int
	Before, After string
	CanPlan       bool
}

// webinarQuery is what an address asks of the list: what is open or comes, or what is past; one series alone if it names it.
type webinarQuery struct {
	past   bool
	series string
	page   int
}

func readWebinarQuery(q url.Values) webinarQuery {
	return webinarQuery{q.Get("past") == "yes", shorten(q.Get("series"), queryAtMost), listing{"/webinars", q}.page()}
}

func (q webinarQuery) address() string {
	v := url.Values{}
	if q.past {
		v.Set("past", "yes")
	}
	if q.series != "" {
		v.Set("series", q.series)
	}
	if q.page > 1 {
		v.Set("page", strconv.Itoa(q.page))
	}
	if len(v) == 0 {
		return "/webinars"
	}
	return "/webinars?" + v.Encode()
}

// of is the first page of the same list with another time or series.
func (q webinarQuery) of(past bool, series string) string {
	return webinarQuery{past, series, 1}.address()
}

// at is another page of the same list.
func (q webinarQuery) at(page int) string { return webinarQuery{q.past, q.series, page}.address() }

func (s *site) listWebinars(e *core.RequestEvent) error {
	l, q, now := s.locale(e), readWebinarQuery(e.Request.URL.Query()), time.Now()
	view := webinarListView{Frame: s.newFrame(e, l.T("frame.webinars")), CanPlan: accounts.Allowed(e.Auth, accounts.PlanWebinars)}
	view.Section, view.Description = "webinars", l.T("webinar.lead")
	view.Crumbs = []Crumb{{Title: view.Title}}
	list, total, err := webinars.List(e.App, webinars.Filter{Past: q.past, Series: q.series, Page: q.page}, now)
	if err != nil {
		return err
	}
	if view.Items, err = s.webinarItems(e, list, now); err != nil {
		return err
	}
	if view.Total = total; q.page > 1 {
		view.Before = q.at(q.page - 1)
	}
	if q.page*webinars.Page < total {
		view.After = q.at(q.page + 1)
	}
	names, err := webinars.SeriesNames(e.App)
	if err != nil {
		return err
	}
	view.Facets = webinarFacets(l, q, names)
	return s.render(e, http.StatusOK, "webinar_list", &view)
}

// webinarFacets are the choices of time, and of series where there are any.
func webinarFacets(l *locales.Locale, q webinarQuery, series []string) []facetView {
	facets := []facetView{{Name: l.T("webinar.by_time"), Choices: []choiceView{
		{Name: l.T("webinar.coming"), Chosen: !q.past, Address: q.of(false, q.series)},
		{Name: l.T("webinar.past"), Chosen: q.past, Address: q.of(true, q.series)},
	}}}
	if len(series) == 0 {
		return facets
	}
	row := facetView{Name: l.T("webinar.by_series"), Choices: []choiceView{{Name: l.T("webinar.all_series"), Chosen: q.series == "", Address: q.of(q.past, "")}}}
	for _, name := range series {
		row.Choices = append(row.Choices, choiceView{Name: name, Chosen: name == q.series, Address: q.of(q.past, name)})
	}
	return append(facets, row)
}

// webinarItems are webinars as lists show them; those that the reader may enter now say so.
func (s *site) webinarItems(e *core.RequestEvent, list []*webinars.Webinar, now time.Time) ([]webinarItem, error) {
	var items []webinarItem
	for _, w := range list {
		item, err := newWebinarItem(e.App, s.locale(e), w, now)
		if err != nil {
			return nil, err
		}
		if item.State == string(webinars.Open) {
			_, err := webinars.Admitted(e.App, knock(e, w.Id))
			item.Enter = err == nil
		}
		items = append(items, item)
	}
	return items, nil
}

// webinarsAtHome is how many webinars the home page shows.
const webinarsAtHome = 3

func (s *site) nextWebinars(e *core.RequestEvent) ([]webinarItem, error) {
	now := time.Now()
	list, _, err := webinars.List(e.App, webinars.Filter{Limit: webinarsAtHome}, now)
	if err != nil {
		return nil, err
	}
	return s.webinarItems(e, list, now)
}
