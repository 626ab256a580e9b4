package hours

import (
	"strconv"
	"time"

	"aula/internal/documents"
	"aula/locales"
)

// DrawReport draws in a language where an organisation stands, to be printed.
func DrawReport(language, organisation string, r Report, now time.Time) ([]byte, error) {
	l, year := locales.For(language), strconv.Itoa(r.Year)
	return documents.DrawReport(language, documents.Report{
		Body: organisation, Title: l.T("year_report.hours_title"), About: organisation + ", " + year, Made: now,
		Facts: [][2]string{
			{l.T("members.year"), year}, {l.T("year_report.people"), l.Number(float64(r.Whole.People))},
			{l.T("year_report.hours_all"), inHours(l, r.Whole.Minutes)}, {l.T("year_report.compulsory"), inHours(l, r.Compulsory)},
		},
		Parts:  []documents.Part{r.targetsPart(l), r.areasPart(l), r.officesPart(l)},
		Nature: l.T("year_report.nature"),
	})
}

func (r Report) targetsPart(l *locales.Locale) documents.Part {
	t := documents.Table{Columns: []documents.Column{{Head: l.T("year_report.target"), Width: 130}, {Head: l.T("year_report.people"), Width: 40, Align: documents.Right},
		{Head: l.T("year_report.share"), Width: 40, Align: documents.Right}, {Head: l.T("year_report.wanted"), Width: 57, Align: documents.Right}}}
	t.Rows = [][]string{
		{l.T("year_report.digital", "year", TargetSince), strconv.Itoa(r.Whole.Digital), inPercent(r.Whole.DigitalShare()), inPercent(DigitalTarget(r.Year))},
		{l.T("year_report.reached", "hours", Yearly), strconv.Itoa(r.Whole.Reached), inPercent(r.Whole.ReachedShare()), inPercent(100)},
	}
	return documents.Part{Heading: l.T("year_report.targets"), Table: t}
}

func (r Report) areasPart(l *locales.Locale) documents.Part {
	t := documents.Table{Columns: []documents.Column{{Head: l.T("hours.area"), Width: 117}, {Head: l.T("hours.hours"), Width: 35, Align: documents.Right},
		{Head: l.T("year_report.of_compulsory"), Width: 45, Align: documents.Right}, {Head: l.T("year_report.people"), Width: 35, Align: documents.Right},
		{Head: l.T("year_report.share"), Width: 35, Align: documents.Right}}}
	for _, a := range r.Areas {
		t.Rows = append(t.Rows, []string{l.T("hours.area." + string(a.Area)), inHours(l, a.Minutes), inHours(l, a.Compulsory), strconv.Itoa(a.People), inPercent(a.Share)})
	}
	return documents.Part{Heading: l.T("hours.by_area"), Table: t}
}

func (r Report) officesPart(l *locales.Locale) documents.Part {
	t := documents.Table{Columns: []documents.Column{{Head: l.T("members.office"), Width: 92}, {Head: l.T("year_report.people"), Width: 30, Align: documents.Right},
		{Head: l.T("hours.hours"), Width: 35, Align: documents.Right}, {Head: l.T("year_report.average"), Width: 35, Align: documents.Right},
		{Head: l.T("year_report.reached_short", "hours", Yearly), Width: 37, Align: documents.Right}, {Head: l.T("year_report.digital_short"), Width: 38, Align: documents.Right}}}
	for _, o := range r.Offices {
		name := o.Office
		if name == "" {
			name = l.T("year_report.no_office")
		}
		t.Rows = append(t.Rows, []string{name, strconv.Itoa(o.People), inHours(l, o.Minutes), inHours(l, o.Average()),
			strconv.Itoa(o.Reached) + " (" + inPercent(o.ReachedShare()) + ")", strconv.Itoa(o.Digital) + " (" + inPercent(o.DigitalShare()) + ")"})
	}
	return documents.Part{Heading: l.T("year_report.by_office"), Table: t, None: l.T("year_report.nobody")}
}

func inPercent(n int) string { return strconv.Itoa(n) + " %" }
