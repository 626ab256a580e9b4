package pages

import (
	"errors"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/federation"
	"aula/accounts/spid"
)

// refuseSPID tells somebody in plain words why SPID does not let them in; errors that are no decision about that come back. d is empty where
// nobody is on the way to an account.
func (s *site) refuseSPID(e *core.RequestEvent, d federation.Departure, err error) error {
	if errors.Is(err, federation.ErrNotReady) {
		return errNoPage
	}
	code := spid.CodeOf(err)
	if code == "" {
		return s.refuseIdentityFor(e, err)
	}
	e.App.Logger().Warn("answer of SPID refused", "error", err) // it names nobody
	r := refusal{What: spidWhat(code), Code: string(code), Next: d.Next, Owner: d.Person}
	if code == spid.CodePartial {
		r.Title = "spid.left_title"
	}
	if p, unknown := s.options.Federation.ByEntity(e.App, d.Provider); unknown == nil {
		r.Name, r.Retry = p.Name, spidEnterAddress(p.ID, r.again())
	}
	return s.refuseWay(e, r)
}

// spidWhat is what happened, as people are told: of an answer that does not stand the checks they need not know which.
func spidWhat(code spid.Code) string {
	switch code {
	case spid.CodeLevel, spid.CodePartial, spid.CodeUnknown, spid.CodeNotAvailable:
		return string(code)
	}
	if strings.HasPrefix(string(code), "spid_") {
		return string(code)
	}
	return "token"
}
