package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/webinars"
)

type managedWebinarsView struct {
	manageFrame
	Webinars []webinarItem
	Table    tableView
	CanPlan  bool
}

func (s *site) listManagedWebinars(e *core.RequestEvent) error {
	l, now := s.locale(e), time.Now()
	q := listing{"/manage/webinars", e.Request.URL.Query()}
	states := []string{string(webinars.Planned), string(webinars.Open), string(webinars.Ended), string(webinars.Cancelled)}
	view := managedWebinarsView{manageFrame: s.webinarFrame(e, l.T("manage.webinars"), nil)}
	view.Crumbs[len(view.Crumbs)-1].Address = ""
	view.CanPlan = accounts.Allowed(e.Auth, accounts.PlanWebinars)
	f := webinars.Filter{All: true, Words: q.words(), State: webinars.State(q.state(states...)), Page: q.page(), Limit: courses.ManagedPage}
	if !accounts.Allowed(e.Auth, accounts.ManageWebinars) {
		f.Hosted = e.Auth.Id
	}
	list, total, err := webinars.List(e.App, f, now)
	if err != nil {
		return err
	}
	if !view.CanPlan && total == 0 && !accounts.Allowed(e.Auth, accounts.OpenManage) {
		return e.ForbiddenError("", nil)
	}
	for _, w := range list {
		item, err := newWebinarItem(e.App, l, w, now)
		if err != nil {
			return err
		}
		view.Webinars = append(view.Webinars, item)
	}
	view.Table = q.table(l, total, []column{{"webinar.title", "", false}, {"webinar.when", "", false}, {"manage.column_state", "", false}, {"webinar.seats", "", true}}, "", "webinar.state_", states...)
	return s.render(e, http.StatusOK, "manage_webinar_list", &view)
}
