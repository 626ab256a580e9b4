package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/courses"
	"aula/locales"
	"aula/webinars"
)

// registerView is the register of a webinar.
type registerView struct {
	manageFrame
	ID, State                string
	Facts                    registerFacts
	Rows                     []registerRow
	Corrections              []registerCorrection
	Doubts                   []webinars.Unsupported
	Table                    tableView
	Result, Sort             string
	Began, Held, Nobody      bool
	MayCorrect, MaySeePapers bool
}

// registerFacts are what decides, in words.
type registerFacts struct {
	When, Planned, Held string
	Needed              int
	PlanDecides         bool
	Enough, All         int
}

// registerRow is a row in words.
type registerRow struct {
	webinars.Attendance
	In, Out   string
	Intervals []string
	OnPaper   bool // of another page of the list: it is printed all the same
}

type registerCorrection struct {
	webinars.Correction
	Name string
}

func (s *site) bindWebinarRegister(m *router.RouterGroup[*core.RequestEvent]) {
	m.GET("/{id}/register", s.showRegister)
	m.GET("/{id}/register.csv", func(e *core.RequestEvent) error { return s.exportRegister(e, csvFile) })
	m.GET("/{id}/register.ods", func(e *core.RequestEvent) error { return s.exportRegister(e, odsFile) }).Unbind(apis.DefaultGzipMiddlewareId)
	m.GET("/{id}/register.pdf", s.printRegister)
	m.GET("/{id}/register/{person}", s.askCorrectPresence)
	m.POST("/{id}/register/{person}", s.correctPresence)
}

var registerColumns = []column{
	{"webinar.name", "name", false}, {"register.minutes", "minutes", true}, {"register.of_plan", "", true}, {"register.of_actual", "", true},
	{"register.counts", "percent", true}, {"register.outcome", "", false}, {"register.times", "joined", false},
}

var registerResults = []string{string(webinars.Enough), string(webinars.Short), string(webinars.Missing)}

// registerFilter is what an address asks of a register.
func (q listing) registerFilter() webinars.RegisterFilter {
	return webinars.RegisterFilter{Words: q.words(), Result: webinars.Result(q.state(registerResults...)), Sort: q.sort()}
}

// managedRegister is the register of the webinar of the address, with what was corrected in it, for those who may see it.
func (s *site) managedRegister(e *core.RequestEvent) (*webinars.Webinar, webinars.Register, []webinars.Correction, error) {
	w, err := managedWebinar(e)
	if err != nil {
		return nil, webinars.Register{}, nil, err
	}
	r, err := s.options.Rooms.Register(e.App, w)
	if err != nil {
		return nil, r, nil, err
	}
	corrections, err := webinars.CorrectionsOf(e.App, w.Id)
	return w, r, corrections, err
}

func (s *site) showRegister(e *core.RequestEvent) error {
	w, r, corrections, err := s.managedRegister(e)
	if err != nil {
		return err
	}
	l, q := s.locale(e), listing{"/manage/webinars/" + e.Request.PathValue("id") + "/register", e.Request.URL.Query()}
	rows := r.List(q.registerFilter())
	view := registerView{
		manageFrame: s.webinarFrame(e, l.T("register.title", "title", w.Title()), w, Crumb{Title: l.T("register.link")}), ID: w.Id, State: shownState(w, time.Now()),
		Facts: newRegisterFacts(l, w, r), Result: q.state(registerResults...), Sort: q.sort(), Began: !w.Started().IsZero(), Held: w.Held(),
		Nobody: r.Count(webinars.Missing) == len(r.Rows), MayCorrect: w.State() == webinars.Ended && w.Held(),
		MaySeePapers: accounts.Allowed(e.Auth, accounts.SeeCertificates),
		Table:        q.table(l, len(rows), registerColumns, "name", "register.show_", registerResults...),
	}
	if view.Doubts, err = s.options.Rooms.Doubts(e.App, w, r); err != nil {
		return err
	}
	from := min((view.Table.Page-1)*courses.ManagedPage, len(rows))
	for i, a := range rows {
		row := newRegisterRow(l, w, a)
		row.OnPaper = i < from || i >= from+courses.ManagedPage
		view.Rows = append(view.Rows, row)
	}
	view.Corrections = correctionsIn(r, corrections)
	return s.render(e, http.StatusOK, "manage_webinar_register", &view)
}

func newRegisterFacts(l *locales.Locale, w *webinars.Webinar, r webinars.Register) registerFacts {
	f := registerFacts{
		When: l.Moment(w.Start(), w.Zone()), Planned: l.Length(w.Minutes()), Needed: r.Needed,
		PlanDecides: r.PlanDecides(), Enough: r.Count(webinars.Enough), All: len(r.Rows),
	}
	if !w.Started().IsZero() {
		f.Held = l.DayIn(r.Session.From, w.Zone()) + ", " + l.T("register.from_to", "from", l.HourIn(r.Session.From, w.Zone()), "to", l.HourIn(r.Session.To, w.Zone())) +
			", " + l.Length(int(r.Actual()/time.Minute))
	}
	return f
}

func newRegisterRow(l *locales.Locale, w *webinars.Webinar, a webinars.Attendance) registerRow {
	row := registerRow{Attendance: a}
	for _, i := range a.Intervals {
		row.Intervals = append(row.Intervals, l.T("register.from_to", "from", l.HourIn(i.From, w.Zone()), "to", l.HourIn(i.To, w.Zone())))
	}
	if !a.Joined.IsZero() {
		row.In, row.Out = l.HourIn(a.Joined, w.Zone()), l.HourIn(a.Left, w.Zone())
	}
	return row
}

func correctionsIn(r webinars.Register, list []webinars.Correction) []registerCorrection {
	names := map[string]string{}
	for _, a := range r.Rows {
		names[a.ID] = a.Name
	}
	var named []registerCorrection
	for _, c := range list {
		named = append(named, registerCorrection{c, names[c.Person]})
	}
	return named
}
