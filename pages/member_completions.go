package pages

import (
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/sheets"
	"aula/organisations"
)

type completionsView struct {
	memberFrame
	Completions []courses.Completion
	Table       tableView
	Hours       float64
	Year        int
	Years       []filterView
	Export      string
}

// yearOf is the year that an address asks for; this one if it asks for none.
func yearOf(q listing) int {
	now := time.Now().In(calendar.Zone).Year()
	if year, err := strconv.Atoi(q.query.Get("year")); err == nil && year >= 2000 && year <= now {
		return year
	}
	return now
}

func completionFilter(o *organisations.Organisation, q listing) courses.CompletionFilter {
	from := time.Date(yearOf(q), time.January, 1, 0, 0, 0, 0, calendar.Zone)
	return courses.CompletionFilter{Organisation: o.Id, From: from, To: from.AddDate(1, 0, 0)}
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
	v := completionsView{memberFrame: s.newMemberFrame(e, o, l.T("members.completions"), "/completions", Crumb{Title: l.T("members.completions")}), Year: yearOf(q)}
	var total int
	if v.Completions, total, v.Hours, err = courses.Completions(e.App, f); err != nil {
		return err
	}
	v.Table = q.table(l, total, []column{{"members.name", "", false}, {"members.course", "", false}, {"manage.column_completed", "", false}, {"members.hours", "", true}}, "", "")
	year := "?year=" + strconv.Itoa(v.Year)
	v.Export = year
	for _, at := range []*string{&v.Table.Before, &v.Table.After} {
		if *at != "" {
			*at += "&year=" + strconv.Itoa(v.Year)
		}
	}
	for y, now := 0, time.Now().In(calendar.Zone).Year(); y < 3; y++ {
		text := strconv.Itoa(now - y)
		v.Years = append(v.Years, filterView{text, base + "?year=" + text, now-y == v.Year})
	}
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
	list, _, _, err := courses.Completions(e.App, completionFilter(o, q))
	if err != nil {
		return err
	}
	file.announce(e.Response.Header(), "corsi-"+o.IPA()+"-"+strconv.Itoa(yearOf(q)))
	out, err := file.begin(e.Response, l.T("members.completions"), l)
	if err != nil {
		return err
	}
	err = out.Row(sheets.Text(l.T("account.family_name")), sheets.Text(l.T("account.given_name")), sheets.Text(l.T("members.course")),
		sheets.Text(l.T("manage.column_completed")), sheets.Text(l.T("members.hours")))
	for _, c := range list {
		if err == nil {
			err = out.Row(sheets.Text(c.Family), sheets.Text(c.Given), sheets.Text(c.Title), sheets.Text(isoDay(c.Completed())), sheets.Number(c.Hours))
		}
	}
	if err == nil {
		err = out.Close()
	}
	return whole(e, "completions", o.Id, err)
}
