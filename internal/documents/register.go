package documents

import (
	"strconv"
	"time"

	"aula/locales"
)

// Register is who was at a live meeting, and for how long. It holds finished facts; their wording comes from the locale.
type Register struct {
	Body           string // who held it
	Title          string
	Start          time.Time
	Zone           string // IANA name, in which times are written
	Minutes        int    // planned
	Started, Ended time.Time
	Needed         int  // percent
	PlanDecides    bool // presence counts by the planned length, being the shorter one
	Rows           []RegisterRow
	Corrections    []RegisterCorrection
	Made           time.Time
}

// RegisterRow is a person in a register.
type RegisterRow struct {
	Name                               string
	Role                               string // host, presenter or attendee
	Joined, Left                       time.Time
	Minutes, Scheduled, Actual, Counts int // minutes there; percent of the planned length, of the one it had, of what decides
	Result                             string
	Corrected                          bool
}

// RegisterCorrection is what staff corrected, and why.
type RegisterCorrection struct {
	Name, Reason, By string
	Minutes          int
	At               time.Time
}

// DrawRegister draws r in one of the academy's languages, Italian if it is none.
func DrawRegister(language string, r Register) ([]byte, error) {
	l := locales.For(language)
	report := Report{
		Body: r.Body, Title: l.T("register.paper"), About: r.Title, Made: r.Made, Facts: r.facts(l), Nature: l.T("register.nature"),
		Parts: []Part{{Table: r.people(l), None: l.T("register.nobody")}},
	}
	if len(r.Corrections) > 0 {
		report.Parts = append(report.Parts, Part{Heading: "* " + l.T("register.corrections"), Table: r.corrected(l)})
	}
	return DrawReport(language, report)
}

func (r Register) facts(l *locales.Locale) [][2]string {
	facts := [][2]string{
		{l.T("webinar.when"), l.Moment(r.Start, r.Zone)},
		{l.T("register.planned"), l.Length(r.Minutes)},
	}
	if !r.Started.IsZero() && !r.Ended.IsZero() {
		held := l.DayIn(r.Started, r.Zone) + ", " + l.T("register.from_to", "from", l.HourIn(r.Started, r.Zone), "to", l.HourIn(r.Ended, r.Zone))
		facts = append(facts, [2]string{l.T("register.held"), held + ", " + l.Length(int(r.Ended.Sub(r.Started)/time.Minute))})
	}
	enough := 0
	for _, row := range r.Rows {
		if row.Result == "enough" {
			enough++
		}
	}
	rule := "register.actual_decides"
	if r.PlanDecides {
		rule = "register.plan_decides"
	}
	return append(facts,
		[2]string{l.T("register.needed"), l.T("register.needed_of", "percent", r.Needed) + " " + l.T(rule)},
		[2]string{l.T("register.outcome"), l.T("register.enough_of", "count", enough, "all", len(r.Rows))},
	)
}

func (r Register) people(l *locales.Locale) Table {
	t := Table{Columns: []Column{
		{l.T("register.number"), 10, Right}, {l.T("webinar.name"), 76, Left}, {l.T("register.joined"), 24, Right}, {l.T("register.left"), 24, Right},
		{l.T("register.minutes"), 22, Right}, {l.T("register.of_plan"), 26, Right}, {l.T("register.of_actual"), 26, Right},
		{l.T("register.counts"), 22, Right}, {l.T("register.outcome"), 37, Left},
	}}
	for i, row := range r.Rows {
		name := row.Name
		if name == "" {
			name = l.T("webinar.erased")
		}
		if row.Role != "attendee" {
			name += " (" + l.T("register.role_"+row.Role) + ")"
		}
		result := l.T("register.is_" + row.Result)
		if row.Corrected {
			result += " *"
		}
		t.Rows = append(t.Rows, []string{
			strconv.Itoa(i + 1), name, r.clock(l, row.Joined), r.clock(l, row.Left), strconv.Itoa(row.Minutes),
			percent(row.Scheduled), percent(row.Actual), percent(row.Counts), result,
		})
	}
	return t
}

func (r Register) corrected(l *locales.Locale) Table {
	t := Table{Columns: []Column{
		{l.T("webinar.name"), 60, Left}, {l.T("register.minutes"), 22, Right}, {l.T("register.reason"), 105, Left}, {l.T("register.by"), 45, Left}, {l.T("register.at"), 35, Left},
	}}
	for _, c := range r.Corrections {
		t.Rows = append(t.Rows, []string{c.Name, strconv.Itoa(c.Minutes), c.Reason, c.By, l.DateTime(c.At)})
	}
	return t
}

func (r Register) clock(l *locales.Locale, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.HourIn(t, r.Zone)
}

func percent(n int) string { return strconv.Itoa(n) + " %" }
