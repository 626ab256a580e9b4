package pages

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

func (s *site) signOut(e *core.RequestEvent) error {
	if cardOf(e) != "" {
		return s.leaveByCard(e)
	}
	federated := ""
	if visit, ok := e.Get(accounts.VisitKey).(accounts.Visit); ok {
		session, err := accounts.FindSession(e.App, visit.User.Id, visit.Session)
		if err == nil {
			federated = session.Federated()
			err = accounts.EndSession(e.App, visit.User.Id, visit.Session)
		}
		if err != nil && !errors.Is(err, accounts.ErrNoSession) {
			return err
		}
	}
	setCookie(e, accounts.SessionCookie, "", -1)
	s.dropIdentity(e) // nobody after them on this machine is to find it
	if answered, err := s.offerSPIDLogout(e, federated); answered || err != nil {
		return err
	}
	return back(e, withSaid("/", "signed_out"))
}

// signOutEverywhere ends all sessions, and the tokens of programs too.
func (s *site) signOutEverywhere(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	if err := accounts.EndAll(e.App, user.Id); err != nil {
		return err
	}
	setCookie(e, accounts.SessionCookie, "", -1)
	s.dropIdentity(e)
	return back(e, withSaid("/", "signed_out_everywhere"))
}
