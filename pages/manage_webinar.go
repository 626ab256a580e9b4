package pages

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/webinars"
)

// bindManageWebinars is beside the area's group: hosts who run nothing else come in too.
func (s *site) bindManageWebinars(root *router.RouterGroup[*core.RequestEvent]) {
	m := root.Group("/manage/webinars")
	m.BindFunc(func(e *core.RequestEvent) error {
		if _, err := signedIn(e); err != nil {
			return err
		}
		e.Response.Header().Set("Cache-Control", "private, no-store")
		return e.Next()
	})
	m.GET("", s.listManagedWebinars)
	m.GET("/new", s.newWebinar).BindFunc(s.allowedOnly(accounts.PlanWebinars))
	m.POST("/new", s.planWebinar).BindFunc(s.allowedOnly(accounts.PlanWebinars))
	m.GET("/{id}", s.editWebinar)
	m.POST("/{id}", s.changeWebinar)
	m.GET("/{id}/cancel", s.askCancelWebinar)
	m.POST("/{id}/cancel", s.cancelWebinar)
	m.GET("/{id}/people", s.listWebinarPeople)
	m.POST("/{id}/people", s.addWebinarPerson)
	m.GET("/{id}/people/{registration}/remove", s.askRemoveWebinarPerson)
	m.POST("/{id}/people/{registration}", s.actOnWebinarPerson)
	s.bindWebinarRegister(m)
	s.bindManageRecordings(m)
	s.bindWebinarStudio(m)
	m.GET("/{id}/people.csv", func(e *core.RequestEvent) error { return s.exportWebinarPeople(e, csvFile) })
	m.GET("/{id}/people.ods", func(e *core.RequestEvent) error { return s.exportWebinarPeople(e, odsFile) }).Unbind(apis.DefaultGzipMiddlewareId)
}

// managedWebinar is the webinar of the address, if the reader may manage it.
func managedWebinar(e *core.RequestEvent) (*webinars.Webinar, error) {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if !webinars.MayManage(e.Auth, w) {
		return nil, e.ForbiddenError("", nil)
	}
	return w, nil
}

// webinarFrame is the frame of a page about a webinar that is managed; w is nil where there is none yet.
func (s *site) webinarFrame(e *core.RequestEvent, title string, w *webinars.Webinar, more ...Crumb) manageFrame {
	l := s.locale(e)
	crumbs := []Crumb{{l.T("manage.webinars"), "/manage/webinars"}}
	if w != nil {
		crumbs = append(crumbs, Crumb{w.Title(), "/manage/webinars/" + w.Id})
	}
	f := s.newManageFrame(e, title, "/manage/webinars", append(crumbs, more...)...)
	if !accounts.Allowed(e.Auth, accounts.OpenManage) { // a host who runs nothing else comes from their own page
		f.Crumbs[0] = Crumb{l.T("me.title"), "/me"}
	}
	return f
}
