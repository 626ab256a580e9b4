package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/hours"
	"aula/internal/audit"
	"aula/locales"
	"aula/organisations"
)

// outsidesView is what an organisation's people filed.
type outsidesView struct {
	memberFrame
	Rows    []hours.OutsideRow
	Table   tableView
	Waiting int
	Done    string // how much was accepted just now
	Me      string // the reader, who does not decide on their own

	Sure   []*hours.Filed // of which the reader is asked whether to accept all
	Chosen []string       // as they were chosen
	Hours  int            // minutes of them
}

// May tells whether the reader may accept a row together with others.
func (v *outsidesView) May(r hours.OutsideRow) bool { return r.Waits() && r.User() != v.Me }

var outsideColumns = []column{{"members.name", "", false}, {"outside.title", "", false}, {"outside.days", "", false}, {"hours.hours", "", true},
	{"hours.area", "", false}, {"manage.column_state", "", false}}

// outsideStates are the filters, the first the one by default.
func outsideStates() (list []string) {
	for _, s := range hours.OutsideStates {
		list = append(list, string(s))
	}
	return list
}

func (s *site) bindOutsides(m *router.RouterGroup[*core.RequestEvent]) {
	m.GET("/outside", s.listOutsides)
	m.POST("/outside", s.acceptOutsides)
	m.GET("/outside/{outside}", s.showOutside)
	m.POST("/outside/{outside}", s.decideOutside)
	m.GET("/outside/{outside}/document", s.sendTheirDocument)
}

func (s *site) newOutsides(e *core.RequestEvent, o *organisations.Organisation) *outsidesView {
	l := s.locale(e)
	return &outsidesView{memberFrame: s.newMemberFrame(e, o, l.T("outside.list"), "/outside", Crumb{Title: l.T("outside.list")}), Me: e.Auth.Id}
}

func (s *site) listOutsides(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.ValidateHours)
	if err != nil {
		return err
	}
	q := listing{organisationAddress(o) + "/outside", e.Request.URL.Query()}
	f := hours.OutsideFilter{Organisation: o.Id, State: hours.OutsideState(q.state(outsideStates()...)), Words: q.words(), Page: q.page()}
	v := s.newOutsides(e, o)
	var total int
	if v.Rows, total, err = hours.Outsides(e.App, f); err != nil {
		return err
	}
	if v.Waiting, err = hours.CountWaiting(e.App, o.Id); err != nil {
		return err
	}
	v.Done = acceptedInWords(s.locale(e), q)
	v.Table = q.table(s.locale(e), total, outsideColumns, "", "outside.state_", outsideStates()...)
	v.Table.turn(q, total, hours.OutsidePage)
	return s.render(e, http.StatusOK, "member_outsides", v)
}

// acceptOutsides asks whether to accept all that was chosen, and does so once that is confirmed. What changed meanwhile is left out, and
// the page that follows says how much was accepted.
func (s *site) acceptOutsides(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.ValidateHours)
	if err != nil {
		return err
	}
	if err := e.Request.ParseForm(); err != nil {
		return err
	}
	chosen := e.Request.PostForm["outside"]
	if len(chosen) > hours.OutsidePage {
		chosen = chosen[:hours.OutsidePage]
	}
	if e.Request.PostFormValue("act") != "accept" {
		return s.askOutsides(e, o, chosen)
	}
	entry, accepted := audit.OutsideAccepted.On(audit.Organisation, o.Id, "count", "0"), 0
	err = accounts.Audited(e, entry, func() error {
		for _, c := range chosen {
			_, err := hours.Accept(e.App, decisionOn(e, o, c), time.Now())
			switch {
			case err == nil:
				accepted++
			case !passedOver(err):
				return err
			}
		}
		entry.Details["count"] = strconv.Itoa(accepted)
		return nil
	})
	if err != nil {
		return err
	}
	return back(e, organisationAddress(o)+"/outside?accepted="+strconv.Itoa(accepted)+"&of="+strconv.Itoa(len(chosen)))
}

// acceptedInWords says how much the address before accepted of what was chosen.
func acceptedInWords(l *locales.Locale, q listing) string {
	accepted, err := strconv.Atoi(q.query.Get("accepted"))
	of, wrong := strconv.Atoi(q.query.Get("of"))
	if err != nil || wrong != nil || accepted < 0 || of < accepted || of > hours.OutsidePage {
		return ""
	}
	text := l.T("outside.accepted_count", "count", accepted)
	if accepted < of {
		text += " " + l.T("outside.passed_over", "count", of-accepted)
	}
	return text
}

// passedOver tells whether others are accepted all the same.
func passedOver(err error) bool {
	for _, known := range []error{hours.ErrDecided, hours.ErrFiledAnew, hours.ErrNoOutside, hours.ErrOwnOutside} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// decisionOn is the acceptance of what a box of the list names, "ID:REVISION".
func decisionOn(e *core.RequestEvent, o *organisations.Organisation, box string) hours.Decision {
	id, revision, _ := strings.Cut(box, ":")
	n, _ := strconv.Atoi(revision) // nought is none
	return hours.Decision{Organisation: o.Id, By: e.Auth.Id, ID: id, Revision: n}
}

// askOutsides shows how much would be accepted.
func (s *site) askOutsides(e *core.RequestEvent, o *organisations.Organisation, chosen []string) error {
	v := s.newOutsides(e, o)
	for _, c := range chosen {
		d := decisionOn(e, o, c)
		filed, err := hours.FindOutsideIn(e.App, o.Id, d.ID)
		if errors.Is(err, hours.ErrNoOutside) {
			continue
		}
		if err != nil {
			return err
		}
		if filed.Waits() && filed.Revision() == d.Revision && filed.User() != v.Me {
			v.Sure, v.Chosen, v.Hours = append(v.Sure, filed), append(v.Chosen, c), v.Hours+filed.Minutes()
		}
	}
	if len(v.Sure) == 0 {
		return back(e, withSaid(organisationAddress(o)+"/outside", "outside_none"))
	}
	return s.render(e, http.StatusOK, "member_outsides", v)
}
