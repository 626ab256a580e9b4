package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/classes"
)

// makeAccount makes an account for somebody who has none, with the mailbox that they type.
func (s *site) makeAccount(e *core.RequestEvent) error {
	a, how, holder, err := s.arrival(e)
	if err == nil && (person(e) != nil || a.Person != "" || how == accounts.Known || how == accounts.Elsewhere) {
		err = federation.ErrNoArrival
	}
	if err != nil {
		return s.refuseIdentityFor(e, err)
	}
	email := accounts.NormaliseAddress(e.Request.PostFormValue("email"))
	err = mailboxProblem(email)
	if err == nil { // who tries many mailboxes learns whose accounts there are
		err = accounts.Take(e.App, accounts.TrySignUp, a.Attestation.Issuer+" "+a.Attestation.Subject+a.Attestation.TaxCode.Full(), e.RealIP())
	}
	if err != nil {
		return s.identityAgain(e, a, how, holder, err)
	}
	a.Attestation.Email = email
	var p *accounts.Person
	err = e.App.RunInTransaction(func(tx core.App) (err error) {
		p, err = accounts.Settle(tx, s.options.Vault, a.Attestation, s.locale(e).Tag(), accounts.DoorkeeperOf(e.App).Now())
		return err
	})
	if err != nil {
		return s.identityAgain(e, a, how, holder, err)
	}
	keepProof(e, p.Record, "/me")
	return s.enterBy(e, a, p)
}

// identityAgain shows the page once more with what is wrong with the mailbox.
func (s *site) identityAgain(e *core.RequestEvent, a federation.Arrival, how accounts.Acquaintance, holder *accounts.Person, wrong error) error {
	v, err := s.identityPage(e, a, how, holder)
	if err != nil {
		return s.refuseIdentityFor(e, err)
	}
	v.Form = typed(e, "email")
	status := http.StatusUnprocessableEntity
	if errors.Is(wrong, accounts.ErrNoMailbox) {
		v.Form.say(s.locale(e), "email", s.locale(e).T("identity.no_mailbox"))
	} else if status, err = v.Form.take(e, s.locale(e), wrong, "email"); err != nil {
		return s.refuseIdentityFor(e, err)
	}
	return s.render(e, status, "identity_show", v)
}

// acceptAccount lets somebody into the account that an organisation has made for them.
func (s *site) acceptAccount(e *core.RequestEvent) error {
	a, how, _, err := s.arrival(e)
	if err == nil && (person(e) != nil || a.Person != "" || how != accounts.Expected) {
		err = federation.ErrNoArrival
	}
	if err != nil {
		return s.refuseIdentityFor(e, err)
	}
	return s.comeIn(e, a, how)
}

// tieIdentity lets the identity open the account that is signed in. Who has not shown for a while that it is theirs does so first.
func (s *site) tieIdentity(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	a, how, holder, err := s.arrival(e)
	if err == nil {
		_, err = s.identityPage(e, a, how, holder)
	}
	if err != nil {
		return s.refuseIdentityFor(e, err)
	}
	visit, ok := e.Get(accounts.VisitKey).(accounts.Visit)
	if !ok { // a program with a token
		return errNotAllowed
	}
	if !visit.Fresh && visit.Card != "" {
		return back(e, accounts.CardAccountPath)
	}
	if !visit.Fresh {
		return back(e, accounts.FactorsPath+"/confirm?next="+escape(identityPath))
	}
	var p *accounts.Person
	err = e.App.RunInTransaction(func(tx core.App) (err error) {
		p, err = accounts.Find(tx, user.Id)
		if err != nil {
			return err
		}
		if err := accounts.Tie(tx, s.options.Vault, p, a.Attestation, accounts.DoorkeeperOf(e.App).Now()); err != nil {
			return err
		}
		if p.Carded() {
			return classes.BecomeBy(tx, p, a.Attestation)
		}
		return accounts.QueueMail(tx, "", accounts.Mail{Name: "identity_tied", Person: p.Id, Link: identitiesPath, Values: map[string]string{"provider": a.Name}})
	})
	if err != nil {
		return s.refuseIdentityFor(e, err)
	}
	if visit.Card != "" {
		a.Next = withSaid("/me", "card_account_shared")
		return s.enterBy(e, a, p)
	}
	s.dropIdentity(e)
	return back(e, withSaid(localPath(a.Next, identitiesPath), "identity_tied"))
}

// leaveIdentity goes back without using the identity.
func (s *site) leaveIdentity(e *core.RequestEvent) error {
	s.dropIdentity(e)
	if cardOf(e) != "" {
		return back(e, accounts.CardAccountPath)
	}
	if person(e) != nil {
		return back(e, identitiesPath)
	}
	return back(e, "/sign-in")
}

func (s *site) dropIdentity(e *core.RequestEvent) {
	federation.DeskOf(e.App).Settle(browserSecret(e))
	setCookie(e, federation.Cookie, "", -1)
}
