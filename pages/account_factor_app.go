package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/documents"
)

// factorAppView is how somebody sets an app up: a picture to photograph, and the same in letters.
type factorAppView struct {
	accountView
	Setup accounts.AppSetup
	Path  string // of the picture
	Side  int
}

// spareView are spare codes, on the only page that ever shows them.
type spareView struct {
	accountView
	Codes []string
}

func (s *site) showFactorApp(e *core.RequestEvent) error {
	v, visit, err := s.changing(e, "factor.app_title")
	if err != nil || visit.User == nil {
		return err
	}
	v.Form = filled("factor_name", s.locale(e).T("factor.app_name"))
	return s.factorApp(e, http.StatusOK, v, visit)
}

func (s *site) factorApp(e *core.RequestEvent, status int, base accountView, visit accounts.Visit) error {
	v := &factorAppView{accountView: base}
	v.Form.named = map[string]string{"code": "factor.code"}
	issuer := v.Centre.Name
	if issuer == "" {
		issuer = s.locale(e).T("frame.academy")
	}
	var err error
	if v.Setup, err = accounts.BeginApp(e.App, v.Account, visit.Session, issuer); err != nil {
		return err
	}
	if v.Path, v.Side, err = documents.QRPath(v.Setup.Address); err != nil {
		return err
	}
	return s.render(e, status, "account_factor_app", v)
}

func (s *site) saveFactorApp(e *core.RequestEvent) error {
	v, visit, err := s.changing(e, "factor.app_title")
	if err != nil || visit.User == nil {
		return err
	}
	v.Form = typed(e, "factor_name")
	err = takeFactor(e, visit.User)
	var spare []string
	if err == nil {
		spare, err = accounts.FinishApp(e.App, s.options.Vault, v.Account, visit.Session, v.Form.Value("factor_name"), e.Request.PostFormValue("code"))
	}
	if errors.Is(err, accounts.ErrFactorBegun) {
		err = accounts.Problems{{Field: "code", Code: "factor_begun"}}
	}
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), factorProblem(err, "code"), "code")
		if err != nil {
			return err
		}
		return s.factorApp(e, status, v, visit)
	}
	accounts.Forgive(e.App, accounts.TryFactor, visit.User.Id)
	return s.factorAdded(e, v, spare)
}

// factorAdded goes on after a new factor: the first brings spare codes, and this device a new session for the one that ended.
func (s *site) factorAdded(e *core.RequestEvent, v accountView, spare []string) error {
	if spare == nil {
		return back(e, withSaid(accounts.FactorsPath, "factor_added"))
	}
	if err := s.admit(e, v.Account, remembered(e), accounts.Opening{Factor: time.Now()}); err != nil {
		return err
	}
	return s.showSpareCodes(e, v, spare)
}

func (s *site) showSpareCodes(e *core.RequestEvent, v accountView, codes []string) error {
	v.Title = s.locale(e).T("factor.codes_title")
	v.Crumbs[len(v.Crumbs)-1].Title = v.Title
	v.Form = &form{}
	return s.render(e, http.StatusOK, "account_factor_codes", &spareView{v, codes})
}

func (s *site) renewSpareCodes(e *core.RequestEvent) error {
	v, visit, err := s.changing(e, "factor.codes_title")
	if err != nil || visit.User == nil {
		return err
	}
	codes, err := accounts.RenewSpareCodes(e.App, v.Account)
	if err != nil {
		return err
	}
	return s.showSpareCodes(e, v, codes)
}
