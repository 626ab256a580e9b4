package pages

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/spid"
	"aula/accounts/taxcode"
)

// takeSPIDAnswer judges what a provider says of somebody. The browser brings it from another site, without our cookies.
func (s *site) takeSPIDAnswer(e *core.RequestEvent) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	form := e.Request.PostFormValue("SAMLResponse")
	question, err := spid.AnsweredRequest(form)
	if err != nil {
		return s.refuseSPID(e, federation.Departure{}, err)
	}
	desk := federation.DeskOf(e.App)
	dep, err := desk.Begin(question)
	ask, ok := dep.Memory.(spid.Request)
	if err != nil || !ok {
		return s.refuseSPID(e, dep, federation.ErrNoDeparture)
	}
	now := accounts.DoorkeeperOf(e.App).Now()
	who, err := s.judgeSPID(e, ask, form, now)
	if logged := s.logSPID(e, dep, question, form, err, now); logged != nil {
		return logged // who comes in without a trace must not come in
	}
	if err != nil {
		desk.Forget(question) // there is one answer to a question
		return s.refuseSPID(e, dep, err)
	}
	name, err := s.options.Federation.NameOf(e.App, accounts.BySPID, who.Provider)
	if err != nil {
		return err
	}
	err = s.arrive(e, question, federation.Arrival{
		Attestation: attestedBySPID(who), Name: name, Strong: who.Level >= 2, Session: sessionAt(who),
	})
	if errors.Is(err, federation.ErrNoDeparture) { // the same answer came twice at once
		return s.refuseSPID(e, dep, err)
	}
	return err
}

func (s *site) judgeSPID(e *core.RequestEvent, ask spid.Request, form string, now time.Time) (*spid.Identity, error) {
	us, providers, err := s.spidSides(e, now)
	if err != nil {
		return nil, err
	}
	return us.Judge(providers, ask, form, now)
}

// spidSides are the academy and the providers, as the protocol knows them.
func (s *site) spidSides(e *core.RequestEvent, now time.Time) (*spid.Service, []spid.Provider, error) {
	us, err := s.options.Federation.Service(e.App, now)
	if err != nil {
		return nil, nil, err
	}
	all, err := s.options.Federation.Providers(e.App)
	if err != nil {
		return nil, nil, err
	}
	providers := make([]spid.Provider, len(all))
	for i, p := range all {
		providers[i] = p.Provider
	}
	return us, providers, nil
}

// logSPID keeps the question and the answer, whatever came of it.
func (s *site) logSPID(e *core.RequestEvent, dep federation.Departure, question, form string, judged error, now time.Time) error {
	outcome := "accepted"
	if judged != nil {
		if outcome = string(spid.CodeOf(judged)); outcome == "" {
			return nil // we failed, not the answer: it can come again
		}
	}
	answer, err := base64.StdEncoding.DecodeString(strings.TrimSpace(form))
	if err != nil {
		answer = []byte(form)
	}
	if outcome != "accepted" && !strings.HasPrefix(outcome, "spid_") { // nobody has signed it: anybody could fill the disk
		answer = answer[:min(len(answer), unsignedKept)]
	}
	return s.options.Federation.Keep(e.App, federation.Exchange{
		At: now, Provider: dep.Provider, Question: question, Outcome: outcome, Request: dep.Question, Response: answer, Address: e.RealIP(),
	})
}

// unsignedKept is how much of an answer is kept that may be anybody's.
const unsignedKept = 4 << 10

// attestedBySPID is what counts of an identity. Where the tax code cannot be one, as of some people without an Italian one, the provider's own
// name for the person does.
func attestedBySPID(who *spid.Identity) accounts.Attestation {
	a := accounts.Attestation{Kind: accounts.BySPID, Issuer: who.Provider, Given: who.Name, Family: who.FamilyName, Email: who.Email}
	code, err := taxcode.Parse(who.TaxCode)
	if err != nil {
		a.Subject = who.SpidCode
		return a
	}
	a.TaxCode = code
	return a
}

// sessionAt is what must be known to end the session at the provider, "" where it keeps none: above level 1 none does.
func sessionAt(who *spid.Identity) string {
	if who.Level > 1 || who.Session.Index == "" {
		return ""
	}
	return endOfSession(who.Session)
}

// endOfSession is how a session at a provider is written down.
func endOfSession(session spid.Session) string {
	text, err := json.Marshal(session)
	if err != nil { // four strings always go
		return ""
	}
	return string(text)
}
