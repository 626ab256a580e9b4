package pages

import (
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/hours"
	"aula/internal/audit"
	"aula/internal/sheets"
	"aula/organisations"
)

// hoursView lists an organisation's people with their hours of a year.
type hoursView struct {
	memberFrame
	People        []certificates.PersonHours
	Table         tableView
	Year          int
	Years         []filterView
	CSV, ODS, PDF string // addresses of the same list as a file
	Target        int
}

// hoursMeter is a number of hours beside the yearly ones.
type hoursMeter struct {
	Hours float64
	Label string // whose they are
}

// Target is how many are owed.
func (hoursMeter) Target() int { return hours.Yearly }

// Shown is how far the bar goes.
func (m hoursMeter) Shown() float64 { return min(m.Hours, hours.Yearly) }

// Meter is how far somebody of the list is.
func (v *hoursView) Meter(p certificates.PersonHours) hoursMeter {
	return hoursMeter{p.Hours, p.Name()}
}

var (
	hoursColumns = []column{{"members.name", "name", false}, {"members.office", "", false}, {"members.hours", "hours", false},
		{"members.done", "", true}, {"members.open", "", true}}
	hoursStates = []string{certificates.HoursReached, certificates.HoursBelow, certificates.HoursNone}
)

func hoursFilter(o *organisations.Organisation, q listing) certificates.HoursFilter {
	f := certificates.HoursFilter{Organisation: o.Id, Words: q.words(), State: q.state(hoursStates...), Sort: q.sort()}
	f.From, f.To = q.year()
	return f
}

func (s *site) listHours(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	base := organisationAddress(o) + "/hours"
	l, q := s.locale(e), listing{base, e.Request.URL.Query()}
	f := hoursFilter(o, q)
	f.Page = q.page()
	v := hoursView{memberFrame: s.newMemberFrame(e, o, l.T("members.hours_title"), "/hours", Crumb{Title: l.T("members.hours_title")}),
		Year: f.From.Year(), Years: q.years(), Target: hours.Yearly}
	var total int
	if v.People, total, err = certificates.HoursOf(e.App, f); err != nil {
		return err
	}
	v.Table = q.table(l, total, hoursColumns, "name", "members.hours_", hoursStates...)
	v.Table.turn(q, total, accounts.MembersPage)
	for ending, at := range map[string]*string{".csv": &v.CSV, ".ods": &v.ODS, ".pdf": &v.PDF} {
		*at = listing{base + ending, q.query}.with("page", "")
	}
	return s.render(e, http.StatusOK, "member_hours", &v)
}

// hoursToTake are the hours that a file is to hold; that they are taken is written down.
func hoursToTake(e *core.RequestEvent) (*organisations.Organisation, certificates.HoursFilter, []certificates.PersonHours, error) {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return nil, certificates.HoursFilter{}, nil, err
	}
	if err := accounts.Exported(e, audit.Organisation, o.Id, "hours"); err != nil {
		return nil, certificates.HoursFilter{}, nil, err
	}
	f := hoursFilter(o, listing{"", e.Request.URL.Query()})
	list, _, err := certificates.HoursOf(e.App, f)
	return o, f, list, err
}

func hoursFile(o *organisations.Organisation, f certificates.HoursFilter) string {
	return "ore-" + o.IPA() + "-" + strconv.Itoa(f.From.Year())
}

func (s *site) exportHours(e *core.RequestEvent, file sheetFile) error {
	o, f, list, err := hoursToTake(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	file.announce(e.Response.Header(), hoursFile(o, f))
	out, err := file.begin(e.Response, l.T("members.hours_title"), l)
	if err != nil {
		return err
	}
	var heads []sheets.Cell
	for _, key := range []string{"account.family_name", "account.given_name", "members.office", "members.hours", "members.done", "members.open"} {
		heads = append(heads, sheets.Text(l.T(key)))
	}
	err = out.Row(heads...)
	for _, p := range list {
		if err == nil {
			err = out.Row(sheets.Text(p.Family), sheets.Text(p.Given), sheets.Text(p.Office), sheets.Number(p.Hours), sheets.Number(float64(p.Done)), sheets.Number(float64(p.Open)))
		}
	}
	if err == nil {
		err = out.Close()
	}
	return whole(e, "hours", o.Id, err)
}

func (s *site) printHours(e *core.RequestEvent) error {
	o, f, list, err := hoursToTake(e)
	if err != nil {
		return err
	}
	paper, err := certificates.DrawHours(s.locale(e).Tag(), o.Name(), f, list, time.Now())
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `inline; filename="`+hoursFile(o, f)+`.pdf"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "application/pdf", paper)
}
