package pages

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

func (s *site) signOut(e *core.RequestEvent) error {
	if onShared(e) {
		return s.leaveShared(e)
	}
	federated := ""
	if visit, ok := e.Get(accounts.VisitKey).(accounts.Visit); ok {
		var err error
		if federated, err = leave(e, visit); err != nil {
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

// leave ends the visitor's session, and returns what ends the one that their provider keeps.
func leave(e *core.RequestEvent, visit accounts.Visit) (federated string, err error) {
	session, err := accounts.FindSession(e.App, visit.User.Id, visit.Session)
	if err == nil {
		federated = session.Federated()
		err = accounts.EndSession(e.App, visit.User.Id, visit.Session)
	}
	if errors.Is(err, accounts.ErrNoSession) {
		err = nil
	}
	return federated, err
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
	s.dropIdentity(e)
	if onShared(e) {
		forgetBrowser(e)
		return back(e, withSaid(accounts.CardPath, "card_out"))
	}
	setCookie(e, accounts.SessionCookie, "", -1)
	return back(e, withSaid("/", "signed_out_everywhere"))
}
