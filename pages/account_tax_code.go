package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/taxcode"
	"aula/internal/vault"
)

// taxCodeView shows whether the person has given a tax code, and of that the end only.
type taxCodeView struct {
	accountView
	TaxEnd string // "" if there is none, or it does not open
}

func (s *site) taxCode(e *core.RequestEvent, title string) (*taxCodeView, error) {
	base, err := s.mine(e, title)
	if err != nil {
		return nil, err
	}
	v := &taxCodeView{accountView: base}
	code, err := accounts.TaxCode(s.options.Vault, v.Account)
	switch {
	case errors.Is(err, vault.ErrSealed), errors.Is(err, vault.ErrMissing):
		e.App.Logger().Error("a tax code does not open", "error", err) // the page says so, and shows the rest
	case err != nil && !errors.Is(err, accounts.ErrNoTaxCode):
		return nil, err
	}
	v.TaxEnd = code.End()
	return v, nil
}

func (s *site) showTaxCode(e *core.RequestEvent) error {
	v, err := s.taxCode(e, "account.tax_title")
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "account_tax_code", v)
}

func (s *site) saveTaxCode(e *core.RequestEvent) error {
	v, err := s.taxCode(e, "account.tax_title")
	if err != nil {
		return err
	}
	v.Form = typed(e, "tax_code")
	code, err := taxcode.Parse(v.Form.Value("tax_code"))
	if err == nil { // who tries many codes learns whose accounts there are
		err = accounts.Take(e.App, accounts.TryTaxCode, v.Account.Id, e.RealIP())
	}
	if err == nil {
		err = accounts.SetTaxCode(e.App, s.options.Vault, v.Account, code)
	}
	if err != nil {
		status, err := s.blameTaxCode(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "account_tax_code", v)
	}
	return back(e, withSaid("/me/account", "tax_saved"))
}

// blameTaxCode says what is wrong with a code; what is not about the code comes back.
func (s *site) blameTaxCode(e *core.RequestEvent, f *form, err error) (status int, other error) {
	l := s.locale(e)
	if code, place := accounts.TaxCodeProblem(err); code != "" {
		f.say(l, "tax_code", l.T("account.problem."+code, "place", place))
		return http.StatusUnprocessableEntity, nil
	}
	return f.take(e, l, err, "tax_code")
}

func (s *site) removeTaxCode(e *core.RequestEvent) error {
	v, err := s.taxCode(e, "account.tax_title")
	if err != nil {
		return err
	}
	if err := accounts.RemoveTaxCode(e.App, v.Account); err != nil {
		v.Form = filled()
		status, err := s.blameTaxCode(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "account_tax_code", v)
	}
	return back(e, withSaid("/me/account", "tax_removed"))
}
