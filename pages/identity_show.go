package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/organisations"
)

// bindIdentity adds what comes between a provider's answer and an account.
func (s *site) bindIdentity(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET(identityPath, s.showIdentity)
	root.POST(identityPath+"/new", s.makeAccount)
	root.POST(identityPath+"/accept", s.acceptAccount)
	root.POST(identityPath+"/tie", s.tieIdentity)
	root.POST(identityPath+"/leave", s.leaveIdentity)
	root.GET(identitiesPath, s.showIdentities)
	root.POST(identitiesPath+"/{id}/remove", s.removeIdentity)
}

// identityView is the page between a provider's answer and an account.
type identityView struct {
	accountView
	Who       string   // as the provider calls them, and as a new account would
	Provider  string   // its name
	Own       bool     // somebody is signed in, and asks for the identity to open their account
	Claimed   bool     // somebody has written this tax code into their account
	Expected  bool     // an organisation expects who has this tax code
	By        []string // the organisations that do
	Elsewhere bool     // another identity has proven this tax code of an account
	TaxEnd    string
}

// arrival returns the identity that the browser holds, how the academy knows it, and whose account it opens.
func (s *site) arrival(e *core.RequestEvent) (federation.Arrival, accounts.Acquaintance, *accounts.Person, error) {
	a, err := federation.DeskOf(e.App).Held(browserSecret(e))
	if err != nil {
		return a, "", nil, err
	}
	how, holder, err := accounts.Recognise(e.App, s.options.Vault, a.Attestation)
	return a, how, holder, err
}

// showIdentity takes a ticket once, then asks what to do with the identity; who is known comes in.
func (s *site) showIdentity(e *core.RequestEvent) error {
	e.Response.Header().Set("Referrer-Policy", "no-referrer")
	if ticket := e.Request.URL.Query().Get("ticket"); ticket != "" {
		held, err := federation.DeskOf(e.App).Claim(ticket, browserSecret(e))
		if err != nil {
			return s.refuseIdentityFor(e, err)
		}
		setCookie(e, federation.Cookie, held, int(federation.Stay.Seconds()))
		return back(e, identityPath) // the ticket is worth nothing now, and stays in no history
	}
	a, how, holder, err := s.arrival(e)
	if err != nil {
		return s.refuseIdentityFor(e, err)
	}
	if how == accounts.Known && a.Person == "" && (person(e) == nil || person(e).Id == holder.Id) {
		return s.comeIn(e, a, how)
	}
	v, err := s.identityPage(e, a, how, holder)
	if err != nil {
		return s.refuseIdentityFor(e, err)
	}
	return s.render(e, http.StatusOK, "identity_show", v)
}

// identityPage is the page on which somebody says what an identity is to open. It returns accounts.ErrIdentityTaken where that is settled
// already, and federation.ErrNoArrival where somebody else is signed in than asked for it.
func (s *site) identityPage(e *core.RequestEvent, a federation.Arrival, how accounts.Acquaintance, holder *accounts.Person) (*identityView, error) {
	given, family := a.Attestation.Name()
	v := &identityView{accountView: s.accountFrame(e, "identity.title"), Provider: a.Name, Who: given + " " + family}
	v.TaxEnd = a.Attestation.TaxCode.End()
	v.Form = filled("email", accounts.NormaliseAddress(a.Attestation.Email))
	user := person(e)
	switch {
	case a.Person != "" && (user == nil || user.Id != a.Person):
		return nil, federation.ErrNoArrival
	case user != nil && (how == accounts.Known || how == accounts.Elsewhere) && holder.Id != user.Id:
		return nil, accounts.ErrIdentityTaken
	case user != nil:
		own, err := accounts.Find(e.App, user.Id)
		v.Own, v.Account = true, own
		return v, err
	}
	v.Claimed, v.Expected, v.Elsewhere = how == accounts.Claimed, how == accounts.Expected, how == accounts.Elsewhere
	if v.Expected {
		v.Account = holder
		var err error
		v.By, err = organisationsOf(e.App, holder.Id)
		return v, err
	}
	return v, nil
}

// comeIn signs somebody in by their identity, and notes that it was used. What it leads to may have changed since it was asked.
func (s *site) comeIn(e *core.RequestEvent, a federation.Arrival, asked accounts.Acquaintance) error {
	var p *accounts.Person
	err := e.App.RunInTransaction(func(tx core.App) error {
		how, holder, err := accounts.Recognise(tx, s.options.Vault, a.Attestation)
		if err != nil {
			return err
		}
		if how != asked {
			return federation.ErrNoArrival
		}
		p = holder
		return accounts.Tie(tx, s.options.Vault, p, a.Attestation, accounts.DoorkeeperOf(e.App).Now())
	})
	if err != nil {
		return s.refuseIdentityFor(e, err)
	}
	return s.enterBy(e, a, p)
}

// enterBy opens the session of who has come in by an identity, and lets go of it.
func (s *site) enterBy(e *core.RequestEvent, a federation.Arrival, p *accounts.Person) error {
	federation.DeskOf(e.App).Settle(browserSecret(e))
	setCookie(e, federation.Cookie, "", -1)
	return s.enterWith(e, p, entry{next: a.Next, strong: a.Strong, federated: a.Session})
}

// organisationsOf are the names of those to which somebody belongs.
func organisationsOf(app core.App, user string) (names []string, err error) {
	list, err := accounts.MembershipsOf(app, user)
	if err != nil {
		return nil, err
	}
	for _, m := range list {
		if !m.Until().IsZero() {
			continue
		}
		o, err := organisations.Find(app, m.Organisation())
		if err != nil {
			return nil, err
		}
		names = append(names, o.Name())
	}
	return names, nil
}
