package pages

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/oidc"
)

// outcome is how trying a provider out went, in the reader's words.
type outcome struct {
	Good    bool     // people can come in, as far as can be told from here
	Wrong   []string // nobody can
	Doubts  []string // some may not be able to
	Address string   // of a whole sign-in, to try the rest
}

// tryProvider reads what the provider publishes now, and says what does not fit.
func (s *site) tryProvider(e *core.RequestEvent) error {
	v, err := s.theProvider(e)
	if err != nil {
		return err
	}
	if err := accounts.Take(e.App, accounts.TryProvider, "", e.RealIP()); err != nil {
		return err
	}
	l := s.locale(e)
	v.Outcome = &outcome{}
	at, err := v.Provider.Speak(e.App, s.options.Vault, home(e))
	var problems oidc.Problems
	switch {
	case errors.As(err, &problems): // all but our own address was checked when it was saved
		v.Outcome.Wrong = append(v.Outcome.Wrong, l.T("provider.fault_redirect", "address", v.Callback))
		return s.render(e, http.StatusOK, "manage_sign_in_provider", v)
	case err != nil:
		return err
	}
	faults, certain := at.Probe(e.Request.Context(), accounts.DoorkeeperOf(e.App).Now())
	for _, f := range faults {
		text := l.T("provider.fault_"+f.Code, "value", f.Value, "issuer", v.Provider.Issuer())
		if certain {
			v.Outcome.Wrong = append(v.Outcome.Wrong, text)
		} else {
			v.Outcome.Doubts = append(v.Outcome.Doubts, text)
		}
	}
	v.Outcome.Good = !certain
	v.Outcome.Address = oidcAddress(v.Provider.Id, url.Values{"link": {"1"}})
	return s.render(e, http.StatusOK, "manage_sign_in_provider", v)
}
