package pages

import (
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/sheets"
	"aula/organisations"
)

type completionsView struct {
	memberFrame
	Completions []certificates.Completion
	Table       tableView
	Hours       float64
	Year        int
	Years       []filterView
	Ending      bool   // only what has ended or ends soon, of whatever year
	Assign      string // where a course is asked for; empty: not by the reader
	CSV, ODS    string // addresses of the same list as a file
}

// endingState narrows the list to certificates that have ended, or do within endingDays, and were not renewed.
const (
	endingState = "ending"
	endingDays  = 60
)

var completionColumns = []column{{"members.name", "name", false}, {"members.course", "course", false}, {"manage.column_completed", "completed", false}, {"members.hours", "hours", true}}

var endingColumns = []column{{"members.name", "name", false}, {"members.course", "course", false}, {"certificate.expires", "ends", false}, {"members.hours", "hours", true}}

func completionFilter(o *organisations.Organisation, q listing) certificates.CompletionFilter {
	f := certificates.CompletionFilter{Organisation: o.Id, Words: q.words(), Sort: q.sort()}
	if q.state(endingState) == "" {
		f.From, f.To = q.year()
		return f
	}
	f.Ends = calendar.AddDays(time.Now(), endingDays)
	if f.Sort == "" {
		f.Sort = "ends"
	}
	return f
}

func (s *site) listCompletions(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	base := organisationAddress(o) + "/completions"
	l, q := s.locale(e), listing{base, e.Request.URL.Query()}
	f := completionFilter(o, q)
	f.Page = q.page()
	v := completionsView{memberFrame: s.newMemberFrame(e, o, l.T("members.completions"), "/completions", Crumb{Title: l.T("members.completions")}), Ending: !f.Ends.IsZero()}
	var total int
	if v.Completions, total, v.Hours, err = certificates.Completions(e.App, f); err != nil {
		return err
	}
	columns, usual := completionColumns, "-completed"
	if v.Ending {
		columns, usual = endingColumns, "ends"
	}
	v.Table = q.table(l, total, columns, usual, "members.completions_", endingState)
	from, _ := q.year()
	v.Year, v.Years = from.Year(), q.years()
	if v.Ending && actor(e).MayIn(accounts.AssignCourses, o.Id) {
		v.Assign = organisationAddress(o) + "/assignments/new"
	}
	v.CSV, v.ODS = listing{base + ".csv", q.query}.with("page", ""), listing{base + ".ods", q.query}.with("page", "")
	return s.render(e, http.StatusOK, "member_completions", &v)
}

func (s *site) exportCompletions(e *core.RequestEvent, file sheetFile) error {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Organisation, o.Id, "completions"); err != nil {
		return err
	}
	l, q := s.locale(e), listing{"", e.Request.URL.Query()}
	f := completionFilter(o, q)
	list, _, _, err := certificates.Completions(e.App, f)
	if err != nil {
		return err
	}
	name := "corsi-" + o.IPA() + "-" + strconv.Itoa(f.From.Year())
	if !f.Ends.IsZero() {
		name = "attestati-in-scadenza-" + o.IPA()
	}
	file.announce(e.Response.Header(), name)
	out, err := file.begin(e.Response, l.T("members.completions"), l)
	if err != nil {
		return err
	}
	err = out.Row(sheets.Text(l.T("account.family_name")), sheets.Text(l.T("account.given_name")), sheets.Text(l.T("members.course")),
		sheets.Text(l.T("manage.column_completed")), sheets.Text(l.T("members.hours")), sheets.Text(l.T("certificate.expires")))
	for _, c := range list {
		if err == nil {
			err = out.Row(sheets.Text(c.Family), sheets.Text(c.Given), sheets.Text(c.Title), sheets.Text(calendar.FormatDay(c.Completed())), sheets.Number(c.Hours),
				sheets.Text(calendar.FormatDay(c.LastDay())))
		}
	}
	if err == nil {
		err = out.Close()
	}
	return whole(e, "completions", o.Id, err)
}
