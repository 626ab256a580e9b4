package pages

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/hours"
	"aula/internal/audit"
	"aula/internal/sheets"
	"aula/locales"
	"aula/organisations"
)

// yearReportView is where an organisation stands in a year.
type yearReportView struct {
	memberFrame
	Report        hours.Report
	Year          int
	Years         []filterView
	Areas         barList
	Digital       targetBar
	Reached       targetBar
	CSV, ODS, PDF string // addresses of the same as a file
}

// Target is how many hours each person is owed.
func (*yearReportView) Target() int { return hours.Yearly }

// Wanted is the share of the staff to be trained on digital skills by the end of the year.
func (v *yearReportView) Wanted() int { return hours.DigitalTarget(v.Year) }

// Since is the year from which training on digital skills counts.
func (*yearReportView) Since() int { return hours.TargetSince }

func (s *site) bindReport(m *router.RouterGroup[*core.RequestEvent]) {
	m.GET("/report", s.showYearReport)
	m.GET("/report.csv", func(e *core.RequestEvent) error { return s.exportYearReport(e, csvFile) })
	m.GET("/report.ods", func(e *core.RequestEvent) error { return s.exportYearReport(e, odsFile) })
	m.GET("/report.pdf", s.printYearReport)
}

func (s *site) showYearReport(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return err
	}
	l, q := s.locale(e), listing{organisationAddress(o) + "/report", e.Request.URL.Query()}
	from, _ := q.year()
	v := yearReportView{memberFrame: s.newMemberFrame(e, o, l.T("year_report.hours_title"), "/report", Crumb{Title: l.T("year_report.hours_title")}),
		Year: from.Year(), Years: q.years()}
	if v.Report, err = hours.ReportOf(e.App, o.Id, v.Year); err != nil {
		return err
	}
	for _, a := range v.Report.Areas {
		v.Areas.add(l.T("hours.area."+string(a.Area)), l.Number(hours.InHours(a.Minutes)), a.Minutes)
	}
	v.Digital = newTargetBar(v.Report.Whole.DigitalShare(), hours.DigitalTargets...)
	v.Reached = newTargetBar(v.Report.Whole.ReachedShare(), 100)
	for ending, at := range map[string]*string{".csv": &v.CSV, ".ods": &v.ODS, ".pdf": &v.PDF} {
		*at = listing{q.base + ending, q.query}.with("page", "")
	}
	return s.render(e, http.StatusOK, "member_report", &v)
}

// reportToTake is the report that a file is to hold; that it is taken is written down.
func reportToTake(e *core.RequestEvent) (*organisations.Organisation, hours.Report, error) {
	o, err := theirs(e, accounts.SeeMembers)
	if err != nil {
		return nil, hours.Report{}, err
	}
	if err := accounts.Exported(e, audit.Organisation, o.Id, "report"); err != nil {
		return nil, hours.Report{}, err
	}
	from, _ := listing{"", e.Request.URL.Query()}.year()
	r, err := hours.ReportOf(e.App, o.Id, from.Year())
	return o, r, err
}

func reportFile(o *organisations.Organisation, r hours.Report) string {
	return "rapporto-ore-" + o.IPA() + "-" + strconv.Itoa(r.Year)
}

func (s *site) exportYearReport(e *core.RequestEvent, file sheetFile) error {
	o, r, err := reportToTake(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	file.announce(e.Response.Header(), reportFile(o, r))
	out, err := file.begin(e.Response, l.T("year_report.hours_title"), l)
	if err != nil {
		return err
	}
	for _, row := range reportRows(l, r) {
		if err == nil {
			err = out.Row(row...)
		}
	}
	if err == nil {
		err = out.Close()
	}
	return whole(e, "report", o.Id, err)
}

// reportRows are the whole, the areas and the offices as rows of one table, each saying in its first column what it is about.
func reportRows(l *locales.Locale, r hours.Report) (rows [][]sheets.Cell) {
	var heads []sheets.Cell
	for _, key := range []string{"year_report.about", "year_report.what", "year_report.people", "hours.hours", "year_report.compulsory", "year_report.learners", "year_report.reached_people",
		"year_report.digital_people"} {
		heads = append(heads, sheets.Text(l.T(key, "hours", hours.Yearly)))
	}
	number := func(n int) sheets.Cell { return sheets.Number(float64(n)) }
	inHours := func(minutes int) sheets.Cell { return sheets.Number(math.Round(hours.InHours(minutes)*100) / 100) }
	none := sheets.Text("")
	w := r.Whole
	rows = append(rows, heads, []sheets.Cell{sheets.Text(l.T("year_report.whole")), sheets.Text(strconv.Itoa(r.Year)), number(w.People), inHours(w.Minutes), inHours(r.Compulsory), none, number(w.Reached), number(w.Digital)})
	for _, a := range r.Areas {
		rows = append(rows, []sheets.Cell{sheets.Text(l.T("hours.area")), sheets.Text(l.T("hours.area." + string(a.Area))), number(w.People), inHours(a.Minutes), inHours(a.Compulsory), number(a.People), none, none})
	}
	for _, office := range r.Offices {
		name := office.Office
		if name == "" {
			name = l.T("year_report.no_office")
		}
		rows = append(rows, []sheets.Cell{sheets.Text(l.T("members.office")), sheets.Text(name), number(office.People), inHours(office.Minutes), none, none, number(office.Reached), number(office.Digital)})
	}
	return rows
}

func (s *site) printYearReport(e *core.RequestEvent) error {
	o, r, err := reportToTake(e)
	if err != nil {
		return err
	}
	paper, err := hours.DrawReport(s.locale(e).Tag(), o.Name(), r, time.Now())
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `inline; filename="`+reportFile(o, r)+`.pdf"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "application/pdf", paper)
}
