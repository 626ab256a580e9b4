package pages

import (
	"net/http"
	"net/url"

	"github.com/pocketbase/pocketbase/core"
)

// refusal is why nobody came in by an identity, and the ways on.
type refusal struct {
	Status int
	Code   string // below Texts there is what happened, below "refused.do_" what to do
	Texts  string
	Do     string
	Name   string // of the provider; may be empty
	Retry  string // address of another try; empty where there is none
	Next   string // where the person was going
	Link   bool   // the identity was for an account that is open
	Base   string // the academy's own address, where the page is shown at another
}

// refuseWay shows a refusal as a page.
func (s *site) refuseWay(e *core.RequestEvent, r refusal) error {
	l := s.locale(e)
	name := r.Name
	if name == "" {
		name = l.T("refused.somebody")
	}
	v := refusedView{
		Heading: l.T("identity.refused_title"), Text: l.T(r.Texts+r.Code, "name", name), Remedy: l.T("refused.do_" + r.Do), Code: r.Code,
		Again: r.Base + "/sign-in?next=" + escape(r.Next),
	}
	if r.Retry != "" {
		v.Retry = r.Base + r.Retry
	}
	if r.Link {
		v.Again = r.Base + identitiesPath
	}
	if r.Status == http.StatusServiceUnavailable {
		e.Response.Header().Set("Retry-After", "60")
	}
	return s.refuseIdentity(e, r.Status, v)
}

// again is the query of a link that begins the same way once more.
func (r refusal) again() url.Values {
	q := url.Values{}
	switch {
	case r.Link:
		q.Set("link", "1")
	case r.Next != "":
		q.Set("next", r.Next)
	}
	return q
}
