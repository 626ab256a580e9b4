package pages

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/accounts/cns"
	"aula/accounts/federation"
)

// bindCNS adds the way in by smart card, if cards are taken.
func (s *site) bindCNS(root *router.RouterGroup[*core.RequestEvent]) {
	if s.options.CNS == nil {
		return
	}
	root.GET("/cns/enter", s.enterByCNS)
	root.GET(federation.CNSCard, s.showCard)
}

// enterByCNS sends the browser to where the proxy asks for the card: a host name of its own, so that nobody else is asked.
func (s *site) enterByCNS(e *core.RequestEvent) error {
	d := federation.Departure{Kind: accounts.ByCNS, Provider: "cns"}
	if gone, err := s.leaving(e, &d); gone || err != nil {
		return err
	}
	question := rand.Text()
	s.depart(e, question, d)
	return e.Redirect(http.StatusFound, s.options.CNS.URL()+federation.CNSCard+"?question="+question)
}

// showCard reads the card that the proxy was shown. The browser holds no cookie of ours here if the host name is another: the ticket ties it
// to the one that asked.
func (s *site) showCard(e *core.RequestEvent) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	e.Response.Header().Set("Referrer-Policy", "no-referrer")
	question, desk := e.Request.URL.Query().Get("question"), federation.DeskOf(e.App)
	d, err := desk.Expected(question)
	if err != nil || d.Kind != accounts.ByCNS || !s.atCardHost(e.Request.Host) {
		return s.refuseCNS(e, d, federation.ErrNoDeparture)
	}
	a, err := s.options.CNS.Read(e.Request.Header, e.Request.RemoteAddr, accounts.DoorkeeperOf(e.App).Now())
	if err != nil {
		desk.Forget(question)
		return s.refuseCNS(e, d, err)
	}
	a.Name = s.locale(e).T("cns.name")
	if s.options.CNS.URL() == "" {
		err = s.arrive(e, question, a)
	} else {
		var ticket string
		if ticket, err = desk.Arrive(question, a); err == nil {
			return back(e, home(e)+identityPath+"?ticket="+escape(ticket))
		}
	}
	if errors.Is(err, federation.ErrNoDeparture) {
		return s.refuseCNS(e, d, err)
	}
	return err
}

// atCardHost tells whether a request came to the host name at which cards are asked for. Elsewhere the proxy asks for none, and a header that
// names one is somebody else's. Proxies may leave the port out.
func (s *site) atCardHost(host string) bool {
	own, err := url.Parse(s.options.CNS.URL())
	came := url.URL{Host: host}
	return err == nil && (own.Host == "" || strings.EqualFold(own.Hostname(), came.Hostname()))
}

// refuseCNS says why nobody came in by a card.
func (s *site) refuseCNS(e *core.RequestEvent, d federation.Departure, err error) error {
	v := refusal{Next: d.Next, Owner: d.Person}
	switch {
	case errors.Is(err, federation.ErrNoDeparture):
		v.What = "mismatch"
	case errors.Is(err, federation.ErrUnchecked):
		v.What = "card_unchecked"
	default:
		v.What = "card_" + string(cns.CodeOf(err))
	}
	if v.What != "mismatch" && cns.CodeOf(err) != cns.Missing {
		e.App.Logger().Warn("sign-in by card refused", "error", err)
	}
	if s.options.CNS.URL() != "" {
		v.Base = home(e)
	}
	v.Retry = cnsAddress(v.again())
	return s.refuseWay(e, v)
}
