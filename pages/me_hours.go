package pages

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/hours"
	"aula/internal/areas"
	"aula/internal/calendar"
	"aula/locales"
)

// myHoursView is the reader's own hours of a year.
type myHoursView struct {
	Frame
	Year    int
	Years   []filterView
	Way     hoursWay
	Months  []hoursMonth
	Areas   []hoursArea
	Sums    hours.Sums
	Apart   []*hours.Filed // what the reader filed and does not count: it waits, was refused or cancelled
	Employs bool           // some organisation employs the reader: the yearly hours are theirs to reach
	PDF     string         // address of the signed statement; empty: there is nothing to state
}

// hoursWay is the way to the yearly hours.
type hoursWay struct {
	Hours, Left float64
	Percent     int // of the way, up to 100
}

// Target is how many hours are owed.
func (hoursWay) Target() int { return hours.Yearly }

// Reached tells whether the end is there.
func (w hoursWay) Reached() bool { return w.Left == 0 }

// The picture of the way: a road of 280 units from 20 on, with a stone each ten hours.
const wayFrom, wayLong = 20, 280

// At is where on the road the reader stands.
func (w hoursWay) At() int { return wayLong * w.Percent / 100 }

// Stones are the stones beside the road.
func (w hoursWay) Stones() (list []wayStone) {
	for h := 0; h <= w.Target(); h += 10 {
		list = append(list, wayStone{wayFrom + wayLong*h/w.Target(), h, w.Hours >= float64(h)})
	}
	return list
}

type wayStone struct {
	X, Hours int
	Passed   bool
}

// hoursMonth is what was earned in a month.
type hoursMonth struct {
	Name    string
	Minutes int
	Lines   []hoursLine
}

// hoursLine is an entry as it is shown.
type hoursLine struct {
	hours.Entry
	Link string // where what shows it is found; empty where the reader cannot open it
	Why  string // of a counter-entry
}

// hoursArea is what was earned in an area.
type hoursArea struct {
	Area    areas.Area
	Minutes int
	Share   int // percent of all
}

func (s *site) bindMyHours(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/me/hours", s.showMyHours)
	root.GET("/me/hours/{file}", s.sendStatement)
	s.bindMyOutside(root.Group("/me/hours/outside"))
}

func (s *site) showMyHours(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	l, q := s.locale(e), listing{"/me/hours", e.Request.URL.Query()}
	from, _ := q.year()
	v := myHoursView{Frame: s.newFrame(e, l.T("hours.mine")), Year: from.Year()}
	v.Section, v.NoIndex, v.Crumbs = "me", true, []Crumb{{l.T("frame.me"), "/me"}, {Title: v.Title}}
	e.Response.Header().Set("Cache-Control", "private, no-store")
	lines, err := hours.EntriesOf(e.App, user.Id, v.Year)
	if err != nil {
		return err
	}
	if v.Years, err = hoursYears(e.App, user.Id, q); err != nil {
		return err
	}
	if v.Apart, err = hours.OutsidesOf(e.App, user.Id, v.Year); err != nil {
		return err
	}
	employers, err := accounts.EmployersAt(e.App, user.Id, time.Now())
	if err != nil {
		return err
	}
	v.Employs = len(employers) > 0
	if err := v.fill(e.App, l, lines); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "me_hours", &v)
}

// fill arranges the entries.
func (v *myHoursView) fill(app core.App, l *locales.Locale, lines []hours.Entry) error {
	links := evidence{app, map[string]string{}}
	v.Sums = hours.SumOf(lines)
	v.Way = hoursWayOf(v.Sums.Minutes)
	for _, line := range lines {
		name := l.Month(line.Day())
		if n := len(v.Months); n == 0 || v.Months[n-1].Name != name {
			v.Months = append(v.Months, hoursMonth{Name: name})
		}
		m := &v.Months[len(v.Months)-1]
		m.Minutes += line.Minutes
		link, err := links.of(line)
		if err != nil {
			return err
		}
		m.Lines = append(m.Lines, hoursLine{line, link, hours.ReasonIn(l, line.Reason)})
		v.Employs = v.Employs || line.Organisation != ""
	}
	slices.Reverse(v.Months)
	for _, a := range areas.All {
		if m := v.Sums.Areas[a]; m > 0 {
			v.Areas = append(v.Areas, hoursArea{a, m, percentOf(m, v.Sums.Minutes)})
		}
	}
	if len(lines) > 0 {
		v.PDF = "/me/hours/" + strconv.Itoa(v.Year) + ".pdf"
	}
	return nil
}

func hoursWayOf(minutes int) hoursWay {
	done := max(0, minutes)
	return hoursWay{Hours: float64(minutes) / 60, Left: float64(max(0, hours.Yearly*60-done)) / 60, Percent: min(100, done*100/(hours.Yearly*60))}
}

// CompulsoryShare is how much of it was compulsory, in percent.
func (v *myHoursView) CompulsoryShare() int { return percentOf(v.Sums.Compulsory, v.Sums.Minutes) }

// percentOf is a share of what there is, to the nearest percent.
func percentOf(part, whole int) int { return (part*100 + whole/2) / max(1, whole) }

// hoursYears are the years to choose from: those with entries, and this one.
func hoursYears(app core.App, user string, q listing) (list []filterView, err error) {
	years, err := hours.YearsOf(app, user)
	if err != nil {
		return nil, err
	}
	from, _ := q.year()
	if now := time.Now().In(calendar.Zone).Year(); !slices.Contains(years, now) {
		years = append([]int{now}, years...)
	}
	for _, year := range years {
		text := strconv.Itoa(year)
		list = append(list, filterView{text, q.with("year", text), year == from.Year()})
	}
	return list, nil
}

// sendStatement sends the signed statement of a year: "2026.pdf".
func (s *site) sendStatement(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	name, isFile := strings.CutSuffix(e.Request.PathValue("file"), ".pdf")
	year, err := strconv.Atoi(name)
	if err != nil || !isFile {
		return errNoPage
	}
	press, err := certificates.PressOf(e.App)
	if err != nil {
		return err
	}
	statement, file, err := hours.StatementFor(e.App, press, user.Id, year, s.locale(e).Tag(), time.Now())
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `attachment; filename="`+strings.ToLower(strings.ReplaceAll(statement.Number(), "/", "-"))+`.pdf"`)
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "application/pdf", file)
}

// evidence finds what shows the reader's own entries.
type evidence struct {
	app     core.App
	courses map[string]string // addresses by id; empty for one that is gone
}

// of is where the reader finds what shows an entry, "" where nothing is left to see.
func (v evidence) of(e hours.Entry) (string, error) {
	shown := e.Evidence()
	switch {
	case e.Reverses != "":
		return "", nil
	case e.Source == hours.Outside:
		return "/me/hours/outside/" + shown["outside"], nil
	case shown["course"] == "" && shown["webinar"] != "":
		return "/webinars/" + shown["webinar"], nil
	}
	if _, known := v.courses[shown["course"]]; !known {
		c, err := courses.FindByID(v.app, shown["course"])
		if err != nil && !errors.Is(err, courses.ErrNotFound) {
			return "", err
		}
		if v.courses[shown["course"]] = ""; err == nil {
			v.courses[shown["course"]] = courses.Address(c.Slug())
		}
	}
	return v.courses[shown["course"]], nil
}
