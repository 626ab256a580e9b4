package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
)

// identityPath is where an identity is shown to its person, and settled.
const identityPath = "/sign-in/identity"

// depart remembers that this browser leaves with a question to a provider, under an id that no other question has.
func (s *site) depart(e *core.RequestEvent, question string, d federation.Departure) {
	secret := federation.DeskOf(e.App).Depart(question, browserSecret(e), d)
	setCookie(e, federation.Cookie, secret, int(federation.Stay.Seconds()))
}

// browserSecret is what a browser that has left holds, or "".
func browserSecret(e *core.RequestEvent) string {
	cookie, err := e.Request.Cookie(federation.Cookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// arrive takes a question for answered and leads the browser that brought the answer on. It returns federation.ErrNoDeparture.
func (s *site) arrive(e *core.RequestEvent, question string, a federation.Arrival) error {
	ticket, err := federation.DeskOf(e.App).Arrive(question, a)
	if err != nil {
		return err
	}
	e.Response.Header().Set("Referrer-Policy", "no-referrer")
	return back(e, identityPath+"?ticket="+escape(ticket))
}

// wanted reads of a link to a provider where to go on afterwards, and for which account the identity is: for whom it is to open from then
// on, or "" to sign in.
func wanted(e *core.RequestEvent) (next, account string, err error) {
	query := e.Request.URL.Query()
	next = localPath(query.Get("next"), "")
	if query.Get("link") == "" {
		return next, "", nil
	}
	user, err := signedIn(e)
	if err != nil {
		return "", "", err
	}
	return identitiesPath, user.Id, nil
}

// refusedView tells somebody why an identity does not let them in, and what they can do.
type refusedView struct {
	Frame
	Heading, Text string
	Remedy        string // what to do, may be empty
	Code          string // for whoever helps
	Again         string // address at which it can be tried again, may be empty
	Retry         string // address of the same way once more, may be empty
}

// refuseIdentity shows it.
func (s *site) refuseIdentity(e *core.RequestEvent, status int, v refusedView) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	v.Frame = s.newFrame(e, v.Heading)
	v.Path = "/sign-in" // an answer is good once: nobody comes back to it, whatever they do on the page
	v.NoIndex = true
	return s.render(e, status, "identity_refused", &v)
}

// refuseIdentityFor does so for what the pages of every provider have in common; other errors come back.
func (s *site) refuseIdentityFor(e *core.RequestEvent, err error) error {
	l := s.locale(e)
	for _, known := range []struct {
		err    error
		status int
		key    string
	}{
		{federation.ErrNoDeparture, http.StatusBadRequest, "no_departure"},
		{federation.ErrNoArrival, http.StatusForbidden, "no_arrival"},
		{accounts.ErrIdentityTaken, http.StatusConflict, "taken"},
		{accounts.ErrOtherTaxCode, http.StatusConflict, "other_tax_code"},
	} {
		if errors.Is(err, known.err) {
			return s.refuseIdentity(e, known.status, refusedView{
				Heading: l.T("identity.refused_title"), Text: l.T("identity.refused." + known.key), Again: "/sign-in",
			})
		}
	}
	return err
}
