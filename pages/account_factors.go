package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
)

// factorsView is what somebody has beside their password.
type factorsView struct {
	accountView
	Factors  []*accounts.SecondFactor
	Spare    int       // codes that were not used yet
	Must     bool      // have one
	Until    time.Time // when it must be set up; zero: that is over, or nobody asks for it
	Passkeys bool      // can be used at this academy's address
}

// bindFactors adds the pages where people set up by what they show a second time who they are.
func (s *site) bindFactors(root *router.RouterGroup[*core.RequestEvent]) {
	at := accounts.FactorsPath
	root.GET(at, s.showFactors)
	root.GET(at+"/confirm", s.showFactorConfirm)
	root.POST(at+"/confirm", s.confirmForFactors)
	root.GET(at+"/app", s.showFactorApp)
	root.POST(at+"/app", s.saveFactorApp)
	root.GET(at+"/passkey", s.showFactorPasskey)
	root.POST(at+"/passkey", s.saveFactorPasskey)
	root.POST(at+"/codes", s.renewSpareCodes)
	root.GET(at+"/{id}", s.showOneFactor)
	root.POST(at+"/{id}", s.renameFactor)
	root.POST(at+"/{id}/remove", s.removeFactor)
}

func (s *site) showFactors(e *core.RequestEvent) error {
	v, err := s.mine(e, "factor.title")
	if err != nil {
		return err
	}
	view := &factorsView{accountView: v, Passkeys: accounts.OffersPasskeys(e.App)}
	view.Next = localPath(e.Request.URL.Query().Get("next"), "")
	if view.Must, err = accounts.NeedsFactor(e.App, v.Account.Record); err != nil {
		return err
	}
	if view.Factors, err = accounts.SecondFactorsOf(e.App, v.Account.Id); err != nil {
		return err
	}
	if view.Spare, err = accounts.SpareCodesLeft(e.App, v.Account.Id); err != nil {
		return err
	}
	if visit, ok := e.Get(accounts.VisitKey).(accounts.Visit); ok && visit.Factor == accounts.FactorLater {
		view.Until = v.Account.FactorDeadline()
	}
	return s.render(e, http.StatusOK, "account_factors", view)
}

// changing begins a page on which second factors change. Who has not shown for a while who they are is sent to do so first: then
// the visit is none, and the answer is written.
func (s *site) changing(e *core.RequestEvent, title string) (accountView, accounts.Visit, error) {
	v, err := s.mine(e, title)
	if err != nil {
		return v, accounts.Visit{}, err
	}
	visit, ok := e.Get(accounts.VisitKey).(accounts.Visit)
	if !ok { // a program with a token
		return v, visit, errNotAllowed
	}
	l := s.locale(e)
	v.Crumbs = []Crumb{{l.T("frame.me"), "/me"}, {l.T("account.title"), "/me/account"}, {l.T("factor.title"), accounts.FactorsPath}, {Title: v.Title}}
	v.Next = localPath(e.Request.FormValue("next"), "")
	if !visit.Fresh {
		next := accounts.FactorsPath
		if e.Request.Method == http.MethodGet {
			next = e.Request.URL.RequestURI()
		}
		return v, accounts.Visit{}, back(e, accounts.FactorsPath+"/confirm?next="+escape(next))
	}
	return v, visit, nil
}

func (s *site) showFactorConfirm(e *core.RequestEvent) error {
	v, err := s.mine(e, "factor.confirm_title")
	if err != nil {
		return err
	}
	v.Next = localPath(e.Request.URL.Query().Get("next"), accounts.FactorsPath)
	return s.render(e, http.StatusOK, "account_factor_confirm", &v)
}

// confirmForFactors takes the password, a mailed code, or one of a second factor.
func (s *site) confirmForFactors(e *core.RequestEvent) error {
	v, err := s.mine(e, "factor.confirm_title")
	if err != nil {
		return err
	}
	visit, ok := e.Get(accounts.VisitKey).(accounts.Visit)
	if !ok {
		return errNotAllowed
	}
	v.Next = localPath(e.Request.PostFormValue("next"), accounts.FactorsPath)
	if askedForCode(e) {
		return s.codeThenAgain(e, "account_factor_confirm", &v)
	}
	err = accounts.Take(e.App, accounts.TryPassword, v.Account.Id, e.RealIP())
	if err == nil {
		err = accounts.ShowAgainForFactors(e.App, s.options.Vault, v.Account, visit.Session, e.Request.PostFormValue("proof"))
	}
	if err != nil {
		return s.again(e, "account_factor_confirm", &v, err, "proof")
	}
	accounts.Forgive(e.App, accounts.TryPassword, v.Account.Id)
	return back(e, v.Next)
}
