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

// leaveByCard signs out who has come by a card, and leaves nothing in the browser that the next person could read.
func (s *site) leaveByCard(e *core.RequestEvent) error {
	if visit, ok := e.Get(accounts.VisitKey).(accounts.Visit); ok && visit.Card != "" {
		if err := accounts.EndSession(e.App, visit.User.Id, visit.Session); err != nil && !errors.Is(err, accounts.ErrNoSession) {
			return err
		}
	}
	s.dropIdentity(e)
	forgetBrowser(e)
	said := "card_out"
	if e.Request.PostFormValue("idle") != "" {
		said = "card_" + accounts.CardIdle
	}
	return back(e, withSaid(accounts.CardPath, said))
}

// forgetBrowser drops each cookie by itself as well: without https browsers do not listen to Clear-Site-Data.
func forgetBrowser(e *core.RequestEvent) {
	for _, name := range []string{accounts.SessionCookie, cardCookie, viewCookie, textSizeCookie, locales.Cookie, federation.Cookie} {
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
