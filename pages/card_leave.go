package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/locales"
)

// onShared tells whether others use the reader's PC, as far as their session knows.
func onShared(e *core.RequestEvent) bool {
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	return visit.Shared
}

// leaveShared signs out who sits at a PC that others use, and leaves nothing in the browser that the next person could read.
func (s *site) leaveShared(e *core.RequestEvent) error {
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	federated := ""
	if visit.Shared {
		var err error
		if federated, err = leave(e, visit); err != nil {
			return err
		}
	}
	s.dropIdentity(e)
	forgetBrowser(e)
	said := "card_out"
	if e.Request.PostFormValue("idle") != "" {
		said, federated = "card_"+accounts.CardIdle, "" // nobody is there to be asked
		if visit.Card == "" {
			said = "card_" + accounts.SharedIdle
		}
	}
	if answered, err := s.offerSPIDLogout(e, federated); answered || err != nil {
		return err
	}
	return back(e, withSaid(accounts.CardPath, said))
}

// forgetBrowser drops each cookie by itself as well: without https browsers do not listen to Clear-Site-Data.
func forgetBrowser(e *core.RequestEvent) {
	for _, name := range []string{accounts.SessionCookie, cardCookie, doorCookie, signUpCookie, nextCookie, viewCookie, textSizeCookie, locales.Cookie, federation.Cookie} {
		setCookie(e, name, "", -1)
	}
	e.Response.Header().Set("Clear-Site-Data", accounts.ClearSite)
	e.Response.Header().Set("Cache-Control", "no-store")
}

// cardLeft is how long a card's session lasts, or where to go if it is over.
type cardLeft struct {
	Seconds int    `json:"seconds"`
	Over    string `json:"over,omitempty"` // address that says why
}

// watchCard tells the page's countdown how long is left. It is no use of the session: see hooks/sessions.go.
func (s *site) watchCard(e *core.RequestEvent) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	token := ""
	if cookie, err := e.Request.Cookie(accounts.SessionCookie); err == nil {
		token = cookie.Value
	}
	left, err := accounts.DoorkeeperOf(e.App).Watch(e.App, token)
	var over accounts.CardOver
	switch {
	case errors.As(err, &over):
		return e.JSON(http.StatusOK, cardLeft{Over: withSaid(accounts.CardPath, "card_"+over.Why)})
	case errors.Is(err, accounts.ErrNoSession):
		return e.JSON(http.StatusOK, cardLeft{Over: accounts.CardPath})
	case err != nil:
		return err
	}
	return e.JSON(http.StatusOK, cardLeft{Seconds: int(left / time.Second)})
}

// stayByCard is a use of the session: somebody reads, and says so by moving.
func (s *site) stayByCard(e *core.RequestEvent) error { return s.watchCard(e) }
