package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
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

// listWebinars shows what is open or comes, or what is past; one series alone if the address names it.
func (s *site) listWebinars(e *core.RequestEvent) error {
	l, q, now := s.locale(e), e.Request.URL.Query(), time.Now()
	view := webinarListView{Frame: s.newFrame(e, l.T("frame.webinars")), CanPlan: accounts.Allowed(e.Auth, accounts.ManageWebinars)}
	view.Section, view.Description = "webinars", l.T("webinar.lead")
	view.Crumbs = []Crumb{{Title: view.Title}}
	page := listing{"/webinars", q}.page()
	filter := webinars.Filter{Past: q.Get("past") == "yes", Series: shorten(q.Get("series"), queryAtMost), Page: page}
	list, total, err := webinars.List(e.App, filter, now)
	if err != nil {
		return err
	}
	if view.Items, err = s.webinarItems(e, list, now); err != nil {
		return err
	}
	view.Total = total
	address := func(change func(url.Values)) string {
		v := url.Values{}
		if filter.Past {
			v.Set("past", "yes")
		}
		if filter.Series != "" {
			v.Set("series", filter.Series)
		}
		change(v)
		if len(v) == 0 {
			return "/webinars"
		}
		return "/webinars?" + v.Encode()
	}
	if page > 1 {
		view.Before = address(func(v url.Values) { v.Set("page", strconv.Itoa(page-1)) })
	}
	if page*webinars.Page < total {
		view.After = address(func(v url.Values) { v.Set("page", strconv.Itoa(page+1)) })
	}
	view.Facets = []facetView{{Name: l.T("webinar.by_time"), Choices: []choiceView{
		{Name: l.T("webinar.coming"), Chosen: !filter.Past, Address: address(func(v url.Values) { v.Del("past") })},
		{Name: l.T("webinar.past"), Chosen: filter.Past, Address: address(func(v url.Values) { v.Set("past", "yes") })},
	}}}
	names, err := webinars.SeriesNames(e.App)
	if err != nil {
		return err
	}
	if len(names) > 0 {
		row := facetView{Name: l.T("webinar.by_series"), Choices: []choiceView{
			{Name: l.T("webinar.all_series"), Chosen: filter.Series == "", Address: address(func(v url.Values) { v.Del("series") })},
		}}
		for _, name := range names {
			row.Choices = append(row.Choices, choiceView{Name: name, Chosen: name == filter.Series, Address: address(func(v url.Values) { v.Set("series", name) })})
		}
		view.Facets = append(view.Facets, row)
	}
	return s.render(e, http.StatusOK, "webinar_list", &view)
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
