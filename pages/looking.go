package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
)

// lookBar stands above every page that is seen as somebody else.
type lookBar struct{ Name, Until string }

// lookView asks why somebody wants to see the academy as a person.
type lookView struct {
	accountView
	Who     *accounts.Person
	Reasons []string
	Minutes int
}

func (s *site) bindLooking(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/manage/people/{id}/look", s.askLook)
	root.POST("/manage/people/{id}/look", s.beginLook)
	root.POST(accounts.LookEndPath, s.endLook)
}

// looking tells whether the reader sees the academy as somebody else.
func looking(e *core.RequestEvent) bool {
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	return visit.Look.Holds()
}

// lookAddress is from where the reader may look as the person, empty if they may not.
func lookAddress(e *core.RequestEvent, p *accounts.Person) (string, error) {
	other, err := accounts.ActorOf(e.App, p.Record)
	if err != nil || looking(e) || !actor(e).MayLookAs(other) {
		return "", err
	}
	return "/manage/people/" + p.Id + "/look", nil
}

func (s *site) look(e *core.RequestEvent) (*lookView, error) {
	base, err := s.managing(e, accounts.LookAs, "look.begin")
	if err != nil {
		return nil, err
	}
	v := &lookView{accountView: base, Reasons: accounts.LookReasons, Minutes: int(accounts.LookStay.Minutes())}
	if v.Who, err = accounts.Find(e.App, e.Request.PathValue("id")); err != nil {
		return nil, err
	}
	address, err := lookAddress(e, v.Who)
	if err != nil {
		return nil, err
	}
	if address == "" {
		return nil, errNotAllowed
	}
	l := s.locale(e)
	v.Title = l.T("look.begin_as", "name", v.Who.Name())
	if actor(e).May(accounts.ManageRoles) {
		v.Crumbs = append(v.Crumbs, Crumb{l.T("people.title"), "/manage/people"}, Crumb{v.Who.Name(), "/manage/people/" + v.Who.Id})
	}
	v.Crumbs = append(v.Crumbs, Crumb{Title: l.T("look.begin")})
	return v, nil
}

func (s *site) askLook(e *core.RequestEvent) error {
	v, err := s.look(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_look", v)
}

func (s *site) beginLook(e *core.RequestEvent) error {
	v, err := s.look(e)
	if err != nil {
		return err
	}
	v.Form = typed(e, "reason")
	v.Form.named = map[string]string{"reason": "look.reason"}
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	if visit.User == nil { // a program's token has no browser to see the academy in
		return errNotAllowed
	}
	if err := accounts.BeginLook(e.App, visit, v.Who, v.Form.Value("reason")); err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "reason")
		if err != nil {
			return err
		}
		return s.render(e, status, "manage_look", v)
	}
	return back(e, "/me")
}

// endLook stops looking. Who does not look, because it was over or another tab was faster, is as well.
func (s *site) endLook(e *core.RequestEvent) error {
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	if !visit.Look.Holds() {
		return back(e, "/")
	}
	if err := accounts.EndLook(e.App, visit); err != nil && !errors.Is(err, accounts.ErrNoSession) {
		return err
	}
	return back(e, withSaid("/manage", "look_ended"))
}
