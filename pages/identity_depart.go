package pages

import (
	"errors"

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

// refuseIdentityFor tells what the pages of every provider have in common; other errors come back.
func (s *site) refuseIdentityFor(e *core.RequestEvent, err error) error {
	for known, what := range map[error]string{
		federation.ErrNoDeparture: "mismatch", federation.ErrNoArrival: "no_arrival",
		accounts.ErrIdentityTaken: "taken", accounts.ErrOtherTaxCode: "other_tax_code",
	} {
		if errors.Is(err, known) {
			return s.refuseWay(e, refusal{What: what})
		}
	}
	return err
}
