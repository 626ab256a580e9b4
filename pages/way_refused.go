package pages

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// refusal is why nobody came in by an identity, and the ways on.
type refusal struct {
	What  string // below "refused." there is what happened, in remedies what to do
	Code  string // for whoever helps; empty where What says it
	Title string // key of the heading; empty: nobody came in
	Name  string // of the provider; may be empty
	Retry string // address of another try; empty where there is none
	Next  string // where the person was going
	Owner string // for whose open account the identity was; empty: for none
	Base  string // the academy's own address, where the page is shown at another
}

// remedy is what people do about a refusal, in words below "refused.do_", and the status that tells whose fault it is.
type remedy struct {
	Do     string // empty where what happened says it
	Status int
}

// remedies are those of every way to come in. What is not among them is for the operator to mend.
var remedies = map[string]remedy{
	"mismatch": {"start", http.StatusForbidden}, "expired": {"start", http.StatusForbidden}, "no_arrival": {"start", http.StatusForbidden},
	"denied": {"again", http.StatusForbidden}, "level": {"level", http.StatusForbidden},
	"no_tax_code": {"other", http.StatusForbidden}, "bad_tax_code": {"other", http.StatusForbidden},
	"unavailable": {"later", http.StatusServiceUnavailable}, "setup": {"operator", http.StatusServiceUnavailable},
	"taken": {"", http.StatusConflict}, "other_tax_code": {"", http.StatusConflict},
	"card_missing": {"insert", http.StatusForbidden}, "card_not_cns": {"insert", http.StatusForbidden}, "card_expired": {"other", http.StatusForbidden},
	"card_revoked": {"other", http.StatusForbidden}, "card_bad_tax_code": {"other", http.StatusForbidden},
	"spid_19": {"credentials", http.StatusForbidden}, "spid_20": {"raise", http.StatusForbidden}, "spid_21": {"again", http.StatusForbidden},
	"spid_22": {"consent", http.StatusForbidden}, "spid_23": {"reactivate", http.StatusForbidden}, "spid_25": {"again", http.StatusForbidden},
	"partial_logout": {"close", http.StatusForbidden},
}

func (r refusal) remedy() remedy {
	if known, ok := remedies[r.What]; ok {
		return known
	}
	return remedy{"operator", http.StatusForbidden}
}

// refusedView tells somebody why an identity does not let them in, and what they can do.
type refusedView struct {
	Frame
	Heading, Text string
	Remedy        string // what to do, may be empty
	Code          string // for whoever helps
	Again         string // address at which it can be tried again
	Retry         string // address of the same way once more, may be empty
}

// refuseWay shows a refusal as a page.
func (s *site) refuseWay(e *core.RequestEvent, r refusal) error {
	l, to := s.locale(e), r.remedy()
	carded := cardOf(e) != ""
	if !carded && r.Owner != "" { // a provider's answer comes without our cookies
		var err error
		if carded, err = accounts.IsCarded(e.App, r.Owner); err != nil {
			return err
		}
	}
	v := refusedView{
		Heading: l.T(cmp.Or(r.Title, "identity.refused_title")), Text: l.T("refused."+r.What, "name", cmp.Or(r.Name, l.T("refused.somebody"))),
		Code: cmp.Or(r.Code, r.What), Again: r.Base + r.others(carded),
	}
	if to.Do != "" {
		v.Remedy = l.T("refused.do_" + to.Do)
	}
	if r.Retry != "" {
		v.Retry = r.Base + r.Retry
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "no-store")
	if to.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "60")
	}
	v.Frame = s.newFrame(e, v.Heading)
	v.Path = "/sign-in" // an answer is good once: nobody comes back to it, whatever they do on the page
	v.NoIndex = true
	return s.render(e, to.Status, "identity_refused", &v)
}

// others is where all ways to come in are, or for who has come by a card, to a full account.
func (r refusal) others(carded bool) string {
	switch {
	case carded:
		return accounts.CardAccountPath
	case r.Owner != "":
		return identitiesPath
	case r.Next != "":
		return "/sign-in?next=" + escape(r.Next)
	}
	return "/sign-in"
}

// again is the query of a link that begins the same way once more.
func (r refusal) again() url.Values {
	q := url.Values{}
	switch {
	case r.Owner != "":
		q.Set("link", "1")
	case r.Next != "":
		q.Set("next", r.Next)
	}
	return q
}
