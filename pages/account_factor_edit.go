package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// oneFactorView is one factor, to be called otherwise or removed.
type oneFactorView struct {
	accountView
	Factor *accounts.SecondFactor
}

func (s *site) oneFactor(e *core.RequestEvent) (*oneFactorView, error) {
	base, visit, err := s.changing(e, "factor.edit_title")
	if err != nil || visit.User == nil {
		return nil, err
	}
	f, err := accounts.FindFactor(e.App, base.Account.Id, e.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return &oneFactorView{base, f}, nil
}

func (s *site) showOneFactor(e *core.RequestEvent) error {
	v, err := s.oneFactor(e)
	if err != nil || v == nil {
		return err
	}
	v.Form = filled("factor_name", v.Factor.Name())
	return s.render(e, http.StatusOK, "account_factor_edit", v)
}

func (s *site) renameFactor(e *core.RequestEvent) error {
	v, err := s.oneFactor(e)
	if err != nil || v == nil {
		return err
	}
	v.Form = typed(e, "factor_name")
	if err := accounts.RenameFactor(e.App, v.Account.Id, v.Factor.Id, v.Form.Value("factor_name")); err != nil {
		return s.factorEditAgain(e, v, err)
	}
	return back(e, withSaid(accounts.FactorsPath, "factor_renamed"))
}

func (s *site) removeFactor(e *core.RequestEvent) error {
	v, err := s.oneFactor(e)
	if err != nil || v == nil {
		return err
	}
	v.Form = filled("factor_name", v.Factor.Name())
	err = accounts.RemoveFactor(e.App, v.Account, v.Factor.Id)
	if errors.Is(err, accounts.ErrLastFactor) {
		err = accounts.Problems{{Code: "factor_last"}}
	}
	if err != nil {
		return s.factorEditAgain(e, v, err)
	}
	return back(e, withSaid(accounts.FactorsPath, "factor_removed"))
}

func (s *site) factorEditAgain(e *core.RequestEvent, v *oneFactorView, err error) error {
	status, err := v.Form.take(e, s.locale(e), err, "factor_name")
	if err != nil {
		return err
	}
	return s.render(e, status, "account_factor_edit", v)
}
