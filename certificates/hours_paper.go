package certificates

import (
	"strconv"
	"time"

	"aula/hours"
	"aula/internal/documents"
	"aula/locales"
)

// DrawHours draws in a language a list of an organisation's people with their hours of a year, to be printed.
func DrawHours(language, organisation string, f HoursFilter, list []PersonHours, now time.Time) ([]byte, error) {
	l := locales.For(language)
	year := strconv.Itoa(f.From.Year())
	table := documents.Table{Columns: []documents.Column{
		{Head: l.T("members.name"), Width: 90}, {Head: l.T("members.office"), Width: 82}, {Head: l.T("members.hours"), Width: 35, Align: documents.Right},
		{Head: l.T("members.done"), Width: 30, Align: documents.Right}, {Head: l.T("members.open"), Width: 30, Align: documents.Right},
	}}
	for _, p := range list {
		table.Rows = append(table.Rows, []string{p.Name(), p.Office, l.Number(p.Hours), strconv.Itoa(p.Done), strconv.Itoa(p.Open)})
	}
	facts := [][2]string{{l.T("members.year"), year}, {l.T("members.target"), strconv.Itoa(hours.Yearly)}}
	if f.Words != "" {
		facts = append(facts, [2]string{l.T("members.find"), f.Words})
	}
	if !f.byName() && f.State != "" {
		facts = append(facts, [2]string{l.T("members.hours"), l.T("members.hours_" + f.State)})
	}
	return documents.DrawReport(language, documents.Report{
		Body: organisation, Title: l.T("members.hours_title"), About: organisation + ", " + year, Made: now, Facts: facts,
		Parts: []documents.Part{{Table: table, None: l.T("members.hours_nobody")}}, Nature: l.T("members.hours_nature"),
	})
}
