package pages

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/locales"
)

// identitiesPath is where people see by which identities they come in.
const identitiesPath = "/me/account/identities"

// identitiesView is by what an account opens beside its password.
type identitiesView struct {
	accountView
	Identities []identityRow
	SPID       []spidChoice
	Ways       []wayIn
}

// identityRow is an identity as its person knows it.
type identityRow struct {
	ID, Name    string
	Since, Last time.Time
}

func (s *site) showIdentities(e *core.RequestEvent) error {
	return s.identities(e, http.StatusOK, "")
}

func (s *site) identities(e *core.RequestEvent, status int, notice string) error {
	v, err := s.mine(e, "identity.list_title")
	if err != nil {
		return err
	}
	view := &identitiesView{accountView: v}
	view.Notice = notice
	all, err := accounts.IdentitiesOf(e.App, v.Account.Id)
	if err != nil {
		return err
	}
	l := s.locale(e)
	for _, i := range all {
		name, err := s.identityName(e, l, i)
		if err != nil {
			return err
		}
		view.Identities = append(view.Identities, identityRow{i.Id, name, i.Since(), i.Last()})
	}
	if view.Ways, err = s.waysIn(e.App, url.Values{"link": {"1"}}); err != nil {
		return err
	}
	if view.SPID, err = s.spidChoices(e, url.Values{"link": {"1"}}); err != nil {
		return err
	}
	return s.render(e, status, "account_identities", view)
}

// identityName is how people call an identity: SPID of a provider, or what the provider is called.
func (s *site) identityName(e *core.RequestEvent, l *locales.Locale, i *accounts.Identity) (string, error) {
	name, err := s.options.Federation.NameOf(e.App, i.Kind(), i.Issuer())
	if err != nil {
		return "", err
	}
	return l.T("identity.kind."+string(i.Kind()), "provider", name), nil
}

// removeIdentity takes one from the account, once its person has shown again who they are.
func (s *site) removeIdentity(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	visit, ok := e.Get(accounts.VisitKey).(accounts.Visit)
	if !ok { // a program with a token
		return errNotAllowed
	}
	if !visit.Fresh {
		return back(e, accounts.FactorsPath+"/confirm?next="+escape(identitiesPath))
	}
	err = accounts.Untie(e.App, user.Id, e.Request.PathValue("id"))
	switch {
	case errors.Is(err, accounts.ErrOnlyWayIn):
		return s.identities(e, http.StatusConflict, s.locale(e).T("identity.only_way_in"))
	case errors.Is(err, accounts.ErrNoIdentity):
		return errNoPage
	case err != nil:
		return err
	}
	return back(e, withSaid(identitiesPath, "identity_removed"))
}
