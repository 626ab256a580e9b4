package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
)

// settingsView is the own account.
type settingsView struct {
	taxCodeView
	Looks []audit.Kept // when staff saw the academy as the person, the last time first
}

// bindAccount adds the pages of the own account.
func (s *site) bindAccount(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/me/account", s.showAccount)
	root.GET("/me/account/name", s.showName)
	root.POST("/me/account/name", s.saveName)
	root.GET("/me/account/email", s.showEmail)
	root.POST("/me/account/email", s.requestEmail)
	root.GET(accounts.NewEmailPath, s.showMove)
	root.POST(accounts.NewEmailPath, s.moveEmail)
	root.GET("/me/account/tax-code", s.showTaxCode)
	root.POST("/me/account/tax-code", s.saveTaxCode)
	root.POST("/me/account/tax-code/removal", s.removeTaxCode)
	root.GET("/me/account/password", s.showPassword)
	root.POST("/me/account/password", s.savePassword)
	root.GET("/me/account/preferences", s.showPreferences)
	root.POST("/me/account/preferences", s.savePreferences)
	root.GET("/me/account/devices", s.showDevices)
	root.POST("/me/account/devices/{session}", s.endDevice)
	s.bindFactors(root)
	root.GET("/me/account/delete", s.showDelete)
	root.POST("/me/account/delete", s.deleteAccount)
}

func (s *site) showAccount(e *core.RequestEvent) error {
	code, err := s.taxCode(e, "account.title")
	if err != nil {
		return err
	}
	v := settingsView{taxCodeView: *code}
	filter := audit.Filter{Act: audit.LookBegan, Kind: audit.Person, Object: v.Account.Id}
	if v.Looks, _, err = audit.List(e.App, filter); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "account_show", &v)
}

func (s *site) showName(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.name_title")
	if err != nil {
		return err
	}
	v.Form = filled("given_name", v.Account.Given(), "family_name", v.Account.Family())
	return s.render(e, http.StatusOK, "account_name", &v)
}

func (s *site) saveName(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.name_title")
	if err != nil {
		return err
	}
	v.Form = typed(e, "given_name", "family_name")
	err = accounts.Rename(e.App, v.Account, v.Form.Value("given_name"), v.Form.Value("family_name"))
	if err != nil {
		return s.again(e, "account_name", &v, err, "given_name")
	}
	return back(e, withSaid("/me/account", "name_saved"))
}

// again shows a form once more with what is wrong with it.
func (s *site) again(e *core.RequestEvent, page string, v *accountView, err error, field string) error {
	status, err := v.Form.take(e, s.locale(e), err, field)
	if err != nil {
		return err
	}
	return s.render(e, status, page, v)
}
