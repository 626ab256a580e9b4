package hours

import (
	"strconv"
	"time"

	"aula/internal/areas"
	"aula/internal/calendar"
	"aula/internal/documents"
	"aula/locales"
)

// drawStatement draws what a statement says. The same values give the same bytes.
func drawStatement(f StatementFacts, number string, issued time.Time) ([]byte, error) {
	l, sums := locales.For(f.Locale), f.sums()
	year := strconv.Itoa(f.Year)
	report := documents.Report{
		Body: f.Issuer, Title: l.T("statement.title"), About: f.Name() + ", " + year, Made: issued,
		Facts: [][2]string{
			{l.T("statement.number"), number}, {l.T("statement.person"), f.Name()},
			{l.T("statement.year"), year}, {l.T("statement.hours"), l.T("statement.hours_of", "hours", inHours(l, sums.Minutes), "target", Yearly)},
			{l.T("statement.compulsory"), inHours(l, sums.Compulsory)}, {l.T("statement.issuer"), issuerOf(l, f)},
		},
		Parts:  []documents.Part{areasPart(l, sums), linesPart(l, f.Lines)},
		Nature: l.T("statement.nature"),
	}
	if f.Signatory != "" {
		report.Facts = append(report.Facts, [2]string{l.T("statement.signatory"), f.Signatory + ", " + f.SignatoryRole})
	}
	return documents.DrawReport(f.Locale, report)
}

func issuerOf(l *locales.Locale, f StatementFacts) string {
	if f.IPA == "" {
		return f.Issuer
	}
	return f.Issuer + ", " + l.T("certificate.ipa", "code", f.IPA)
}

func areasPart(l *locales.Locale, s Sums) documents.Part {
	t := documents.Table{Columns: []documents.Column{{Head: l.T("hours.area"), Width: 120}, {Head: l.T("hours.hours"), Width: 35, Align: documents.Right}}}
	for _, a := range areas.All {
		if s.Areas[a] != 0 {
			t.Rows = append(t.Rows, []string{l.T("hours.area." + string(a)), inHours(l, s.Areas[a])})
		}
	}
	return documents.Part{Heading: l.T("hours.by_area"), Table: t, None: l.T("statement.none")}
}

func linesPart(l *locales.Locale, lines []StatementLine) documents.Part {
	t := documents.Table{Columns: []documents.Column{
		{Head: l.T("hours.day"), Width: 32}, {Head: l.T("hours.what"), Width: 92}, {Head: l.T("hours.source"), Width: 32}, {Head: l.T("hours.area"), Width: 44},
		{Head: l.T("hours.employer"), Width: 45}, {Head: l.T("hours.hours"), Width: 22, Align: documents.Right},
	}}
	for _, line := range lines {
		day, _ := calendar.ParseDay(line.Day) // statementFacts wrote it
		what := line.Title
		if line.Minutes < 0 {
			what = l.T("hours.counter_of", "title", line.Title)
		}
		if line.Reason != "" {
			what += " (" + ReasonIn(l, line.Reason) + ")"
		}
		area := l.T("hours.area." + string(line.Area))
		if line.Compulsory {
			area += ", " + l.T("hours.compulsory_word")
		}
		t.Rows = append(t.Rows, []string{l.Date(day), what, l.T("hours.source." + string(line.Source)), area, line.Employer, inHours(l, line.Minutes)})
	}
	return documents.Part{Heading: l.T("hours.entries"), Table: t}
}

// ReasonIn says why hours were taken back: in words of the academy's own, or in those of who did.
func ReasonIn(l *locales.Locale, reason string) string {
	if key := "hours.reason." + reason; l.Has(key) {
		return l.T(key)
	}
	return reason
}

// inHours writes minutes as hours in the reader's form: "12,5".
func inHours(l *locales.Locale, minutes int) string { return l.Number(InHours(minutes)) }
