package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/hours"
	"aula/internal/audit"
	"aula/locales"
	"aula/organisations"
)

// decideView is one piece of training elsewhere, with the forms that decide on it.
type decideView struct {
	memberFrame
	Row     hours.OutsideRow
	Decider string // who decided; empty where nobody did, or they have left
	Own     bool   // the reader's own: somebody else decides
	Form    *form
}

func (s *site) showOutside(e *core.RequestEvent) error {
	o, row, err := decided(e)
	if err != nil {
		return err
	}
	f := filled("minutes", clocked(row.Minutes()), "revision", strconv.Itoa(row.Revision()))
	return s.renderDecide(e, http.StatusOK, o, row, f)
}

// decided is what the address names, if the reader may decide on it.
func decided(e *core.RequestEvent) (*organisations.Organisation, hours.OutsideRow, error) {
	o, err := theirs(e, accounts.ValidateHours)
	if err != nil {
		return nil, hours.OutsideRow{}, err
	}
	row, err := hours.OutsideIn(e.App, o.Id, e.Request.PathValue("outside"))
	return o, row, err
}

func (s *site) renderDecide(e *core.RequestEvent, status int, o *organisations.Organisation, row hours.OutsideRow, f *form) error {
	l := s.locale(e)
	f.named = outsideLabels
	v := decideView{Row: row, Own: row.User() == e.Auth.Id, Form: f,
		memberFrame: s.newMemberFrame(e, o, row.Title(), "/outside", Crumb{l.T("outside.list"), organisationAddress(o) + "/outside"}, Crumb{Title: row.Title()})}
	if row.By() != "" {
		p, err := accounts.Find(e.App, row.By())
		if err != nil && !errors.Is(err, accounts.ErrNoPerson) {
			return err
		}
		if err == nil {
			v.Decider = p.Name()
		}
	}
	return s.render(e, status, "member_outside", &v)
}

// decideOutside takes the decision whose button was pressed.
func (s *site) decideOutside(e *core.RequestEvent) error {
	o, row, err := decided(e)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "act", "minutes", "reason", "refusal", "cancellation", "revision")
	d := hours.Decision{Organisation: o.Id, By: e.Auth.Id, ID: row.Id}
	d.Revision, _ = strconv.Atoi(f.Value("revision")) // nought is none
	entry, take, field := decision(l, f, &d)
	if take == nil {
		return errNotAllowed
	}
	if !f.Wrong() {
		entry.On.ID, entry.Details["organisation"] = row.User(), o.Id
		err = accounts.Audited(e, entry, func() error {
			_, err := take(e.App, d, time.Now())
			return err
		})
		if err == nil {
			return back(e, withSaid(organisationAddress(o)+"/outside/"+row.Id, strings.ReplaceAll(string(entry.Act), ".", "_")))
		}
		if err := blameDecision(l, f, field, err); err != nil {
			return err
		}
	}
	if row, err = hours.OutsideIn(e.App, o.Id, row.Id); err != nil { // as it is now
		return err
	}
	f.values["revision"] = strconv.Itoa(row.Revision())
	return s.renderDecide(e, http.StatusUnprocessableEntity, o, row, f)
}

// decision is what a button of the form stands for, and the field in which its reason stands.
func decision(l *locales.Locale, f *form, d *hours.Decision) (audit.Entry, func(core.App, hours.Decision, time.Time) (*hours.Filed, error), string) {
	switch f.Value("act") {
	case "accept":
		d.Minutes, d.Reason = readHours(l, f, "minutes"), f.Value("reason")
		return audit.OutsideAccepted.On(audit.Person, "", "outside", d.ID), hours.Accept, "reason"
	case "refuse":
		d.Reason = f.Value("refusal")
		return audit.OutsideRefused.On(audit.Person, "", "outside", d.ID), hours.Refuse, "refusal"
	case "cancel":
		d.Reason = f.Value("cancellation")
		return audit.OutsideCancelled.On(audit.Person, "", "outside", d.ID), hours.Cancel, "cancellation"
	}
	return audit.Entry{}, nil, ""
}

// blameDecision says in the form why a decision was not taken; what is not about it comes back.
func blameDecision(l *locales.Locale, f *form, field string, err error) error {
	switch {
	case errors.Is(err, hours.ErrNoReason):
		f.say(l, field, l.T("outside.problem.reason"))
	case errors.Is(err, hours.ErrOwnOutside):
		f.say(l, "", l.T("outside.own"))
	case errors.Is(err, hours.ErrNotAccepted):
		f.say(l, "", l.T("outside.problem.decided"))
	default:
		return blameOutside(l, f, err)
	}
	return nil
}

func (s *site) sendTheirDocument(e *core.RequestEvent) error {
	_, row, err := decided(e)
	if err != nil {
		return err
	}
	return sendDocument(e, row.Filed)
}
