package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
)

// setupCookie carries the pass that the one-time link was exchanged for.
const setupCookie = "aula_setup"

// bindSetup adds the first set-up: the console's link, the first administrator, then the parts of bindCentre.
func (s *site) bindSetup(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/setup", s.showSetup)
	root.POST("/setup", s.startSetup)
	root.GET("/setup/administrator", s.showFirstAdministrator)
	root.POST("/setup/administrator", s.makeFirstAdministrator)
	root.GET("/setup/done", s.showSetupDone)
}

// showSetup shows a button: the link is used up by pressing it, not by whatever looks at the address first.
func (s *site) showSetup(e *core.RequestEvent) error {
	if person(e) != nil {
		return back(e, "/setup/identity")
	}
	v := s.accountFrame(e, "setup.title")
	v.Token = hidesToken(e)
	return s.render(e, http.StatusOK, "setup_start", &v)
}

func (s *site) startSetup(e *core.RequestEvent) error {
	if err := accounts.Take(e.App, accounts.TrySetup, "", e.RealIP()); err != nil {
		return err
	}
	pass, err := accounts.ExchangeSetupToken(e.App, hidesToken(e))
	if err != nil {
		return s.setupRefused(e, err)
	}
	setCookie(e, setupCookie, pass, int((2 * time.Hour).Seconds()))
	return back(e, "/setup/administrator")
}

// setupRefused says why the set-up does not open, and what to do.
func (s *site) setupRefused(e *core.RequestEvent, err error) error {
	switch {
	case errors.Is(err, accounts.ErrSetupDone):
		return back(e, withSaid("/sign-in", "setup_done"))
	case errors.Is(err, accounts.ErrSetupLink):
		v := s.accountFrame(e, "sign.link_title")
		return s.render(e, http.StatusGone, "setup_refused", &v)
	}
	return err
}

func (s *site) showFirstAdministrator(e *core.RequestEvent) error {
	if err := accounts.CheckSetupPass(e.App, cookieValue(e, setupCookie)); err != nil {
		return s.setupRefused(e, err)
	}
	v := s.accountFrame(e, "setup.administrator_title")
	v.Form = filled("locale", v.Lang)
	return s.render(e, http.StatusOK, "setup_administrator", &v)
}

func (s *site) makeFirstAdministrator(e *core.RequestEvent) error {
	v := s.accountFrame(e, "setup.administrator_title")
	v.Form = typed(e, "given_name", "family_name", "email", "locale", "operator")
	p, err := accounts.MakeFirstAdministrator(e.App, cookieValue(e, setupCookie), accounts.SignUp{
		Given: v.Form.Value("given_name"), Family: v.Form.Value("family_name"), Email: v.Form.Value("email"),
		Password: e.Request.PostFormValue("password"), Locale: v.Form.Value("locale"),
	}, v.Form.Is("operator", "yes"))
	if errors.Is(err, accounts.ErrSetupLink) || errors.Is(err, accounts.ErrSetupDone) {
		return s.setupRefused(e, err)
	}
	if err != nil {
		return s.again(e, "setup_administrator", &v, err, "email")
	}
	setCookie(e, setupCookie, "", -1)
	if err := s.admit(e, p, false, accounts.Opening{}); err != nil {
		return err
	}
	return back(e, "/setup/identity")
}

func (s *site) showSetupDone(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	if !accounts.Allowed(user, accounts.ManageCentre) {
		return errNotAllowed
	}
	if err := completeSetup(e.App); err != nil {
		return err
	}
	v := s.accountFrame(e, "setup.done_title")
	v.Section = "manage"
	return s.render(e, http.StatusOK, "setup_done", &v)
}
