package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/sheets"
	"aula/webinars"
)

// localTime is how browsers write a day and an hour without a zone.
const localTime = "2006-01-02T15:04"

// planFields are the form's, beside the revision that the editor has read.
var planFields = []string{"title", "description", "start", "minutes", "zone", "hosts", "presenters", "seats", "series", "audience", "sign_in",
	"lobby", "course", "course_key", "percent", "revision"}

// bindManageWebinars is beside the area's group: hosts who run nothing else come in too.
func (s *site) bindManageWebinars(root *router.RouterGroup[*core.RequestEvent]) {
	m := root.Group("/manage/webinars")
	m.BindFunc(func(e *core.RequestEvent) error {
		if _, err := signedIn(e); err != nil {
			return err
		}
		e.Response.Header().Set("Cache-Control", "private, no-store")
		return e.Next()
	})
	m.GET("", s.listManagedWebinars)
	m.GET("/new", s.newWebinar).BindFunc(s.allowedOnly(accounts.ManageWebinars))
	m.POST("/new", s.planWebinar).BindFunc(s.allowedOnly(accounts.ManageWebinars))
	m.GET("/{id}", s.editWebinar)
	m.POST("/{id}", s.changeWebinar)
	m.GET("/{id}/cancel", s.askCancelWebinar)
	m.POST("/{id}/cancel", s.cancelWebinar)
	m.GET("/{id}/people", s.listWebinarPeople)
	m.POST("/{id}/people", s.addWebinarPerson)
	m.POST("/{id}/people/{registration}", s.actOnWebinarPerson)
	s.bindWebinarRegister(m)
	m.GET("/{id}/people.csv", func(e *core.RequestEvent) error { return s.exportWebinarPeople(e, csvFile) })
	m.GET("/{id}/people.ods", func(e *core.RequestEvent) error { return s.exportWebinarPeople(e, odsFile) }).Unbind(apis.DefaultGzipMiddlewareId)
}

// managedWebinar is the webinar of the address, if the reader may manage it.
func managedWebinar(e *core.RequestEvent) (*webinars.Webinar, error) {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if !webinars.MayManage(e.Auth, w) {
		return nil, e.ForbiddenError("", nil)
	}
	return w, nil
}

// webinarFrame is the frame of a page about a webinar that is managed; w is nil where there is none yet.
func (s *site) webinarFrame(e *core.RequestEvent, title string, w *webinars.Webinar, more ...Crumb) manageFrame {
	l := s.locale(e)
	crumbs := []Crumb{{l.T("manage.webinars"), "/manage/webinars"}}
	if w != nil {
		crumbs = append(crumbs, Crumb{w.Title(), "/manage/webinars/" + w.Id})
	}
	f := s.newManageFrame(e, title, "/manage/webinars", append(crumbs, more...)...)
	if !accounts.Allowed(e.Auth, accounts.OpenManage) { // a host who runs nothing else comes from their own page
		f.Crumbs[0] = Crumb{l.T("me.title"), "/me"}
	}
	return f
}

type managedWebinarsView struct {
	manageFrame
	Webinars []webinarItem
	Table    tableView
	CanPlan  bool
}

func (s *site) listManagedWebinars(e *core.RequestEvent) error {
	l, now := s.locale(e), time.Now()
	q := listing{"/manage/webinars", e.Request.URL.Query()}
	states := []string{string(webinars.Planned), string(webinars.Open), string(webinars.Ended), string(webinars.Cancelled)}
	view := managedWebinarsView{manageFrame: s.newManageFrame(e, l.T("manage.webinars"), "/manage/webinars", Crumb{Title: l.T("manage.webinars")})}
	view.CanPlan = accounts.Allowed(e.Auth, accounts.ManageWebinars)
	f := webinars.Filter{All: true, Words: q.words(), State: webinars.State(q.state(states...)), Page: q.page(), Limit: courses.ManagedPage}
	if !view.CanPlan {
		f.Hosted = e.Auth.Id
	}
	list, total, err := webinars.List(e.App, f, now)
	if err != nil {
		return err
	}
	if !view.CanPlan && total == 0 && !accounts.Allowed(e.Auth, accounts.OpenManage) {
		return e.ForbiddenError("", nil)
	}
	for _, w := range list {
		item, err := newWebinarItem(e.App, l, w, now)
		if err != nil {
			return err
		}
		view.Webinars = append(view.Webinars, item)
	}
	view.Table = q.table(l, total, []column{{"webinar.title", "", false}, {"webinar.when", "", false}, {"manage.column_state", "", false}, {"webinar.seats", "", true}}, "", "webinar.state_", states...)
	return s.render(e, http.StatusOK, "manage_webinar_list", &view)
}

type webinarEditView struct {
	manageFrame
	ID, State, Act   string
	Settled, CanPlan bool
	Form             *form
	Courses          []courseChoice
}

type courseChoice struct{ ID, Title string }

func (s *site) renderWebinarEdit(e *core.RequestEvent, status int, w *webinars.Webinar, f *form) error {
	l := s.locale(e)
	title, act := l.T("webinar.plan"), "/manage/webinars/new"
	view := webinarEditView{Form: f, CanPlan: accounts.Allowed(e.Auth, accounts.ManageWebinars)}
	if w != nil {
		title, act = w.Title(), "/manage/webinars/"+w.Id
		view.ID, view.State, view.Settled = w.Id, string(w.State()), w.Settled()
	}
	view.manageFrame, view.Act = s.webinarFrame(e, title, nil), act
	view.Crumbs = append(view.Crumbs, Crumb{Title: title})
	list, err := courses.All(e.App, courses.Published)
	if err != nil {
		return err
	}
	for _, c := range list {
		view.Courses = append(view.Courses, courseChoice{c.Id, c.Title()})
	}
	return s.render(e, status, "manage_webinar_edit", &view)
}

// planForm shows a plan as it is typed.
func planForm(p webinars.Plan, revision int) *form {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	f := filled("title", p.Title, "description", p.Description, "minutes", number(p.Minutes), "zone", p.Zone, "hosts", strings.Join(p.Hosts, ", "),
		"presenters", strings.Join(p.Presenters, ", "), "seats", number(p.Seats), "series", p.Series, "audience", p.Audience, "lobby", p.Lobby,
		"course", p.Course, "course_key", p.CourseKey, "percent", number(p.Percent), "revision", strconv.Itoa(revision))
	if p.SignIn {
		f.values["sign_in"] = "yes"
	}
	if zone, err := time.LoadLocation(p.Zone); err == nil && !p.Start.IsZero() {
		f.values["start"] = p.Start.In(zone).Format(localTime)
	}
	return f
}

// readPlan reads the form; what is no number or no moment is left to the rule to refuse.
func readPlan(f *form) webinars.Plan {
	number := func(name string, empty int) int {
		text := strings.TrimSpace(f.Value(name))
		if text == "" {
			return empty
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return -1
		}
		return n
	}
	p := webinars.Plan{
		Title: f.Value("title"), Description: f.Value("description"), Series: f.Value("series"), Minutes: number("minutes", -1), Zone: strings.TrimSpace(f.Value("zone")),
		Seats: number("seats", 0), Audience: f.Value("audience"), Lobby: f.Value("lobby"), SignIn: f.Is("sign_in", "yes"),
		Course: f.Value("course"), CourseKey: strings.TrimSpace(f.Value("course_key")), Percent: number("percent", 0),
		Hosts: mailboxes(f.Value("hosts")), Presenters: mailboxes(f.Value("presenters")),
	}
	zone := calendar.Zone
	if known, err := time.LoadLocation(p.Zone); err == nil {
		zone = known
	}
	if start, err := time.ParseInLocation(localTime, f.Value("start"), zone); err == nil {
		p.Start = start
	}
	return p
}

func mailboxes(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' })
}

// newWebinar shows an empty plan, or that of a former one without its day.
func (s *site) newWebinar(e *core.RequestEvent) error {
	p := webinars.Plan{Zone: calendar.Zone.String(), Minutes: 60, Audience: webinars.Anyone, Lobby: webinars.LobbyAutomatic, Percent: 80, Hosts: []string{e.Auth.Email()}}
	if from := e.Request.URL.Query().Get("from"); from != "" {
		w, err := webinars.Find(e.App, from)
		if err != nil {
			return err
		}
		if p, err = webinars.PlanOf(e.App, w); err != nil {
			return err
		}
		p.Start = time.Time{}
	}
	return s.renderWebinarEdit(e, http.StatusOK, nil, planForm(p, 0))
}

func (s *site) planWebinar(e *core.RequestEvent) error {
	f := typed(e, planFields...)
	w, err := webinars.Create(e.App, e.Auth.Id, readPlan(f))
	if err != nil {
		return s.planRefused(e, nil, f, err)
	}
	return back(e, withSaid("/manage/webinars/"+w.Id, "webinar_saved"))
}

// planRefused shows the form again as it was typed, with what is wrong.
func (s *site) planRefused(e *core.RequestEvent, w *webinars.Webinar, f *form, err error) error {
	l := s.locale(e)
	var problems accounts.Problems
	switch {
	case errors.As(err, &problems):
		f.blameWebinar(l, problems)
		return s.renderWebinarEdit(e, http.StatusUnprocessableEntity, w, f)
	case errors.Is(err, webinars.ErrChanged):
		f.say(l, "", l.T("error.webinar_changed"))
		f.values["revision"] = strconv.Itoa(w.Revision()) // whoever saves now has been told
		return s.renderWebinarEdit(e, http.StatusConflict, w, f)
	}
	return err
}

func (s *site) editWebinar(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	p, err := webinars.PlanOf(e.App, w)
	if err != nil {
		return err
	}
	return s.renderWebinarEdit(e, http.StatusOK, w, planForm(p, w.Revision()))
}

func (s *site) changeWebinar(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	f := typed(e, planFields...)
	revision, _ := strconv.Atoi(f.Value("revision")) // none is none of ours
	if _, err := webinars.Change(e.App, w.Id, revision, readPlan(f)); err != nil {
		return s.planRefused(e, w, f, err)
	}
	return back(e, withSaid("/manage/webinars/"+w.Id, "webinar_saved"))
}

type webinarCancelView struct {
	manageFrame
	ID, Webinar, When string
	Count             int
}

func (s *site) askCancelWebinar(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	if w.Settled() {
		return webinars.ErrSettled
	}
	l := s.locale(e)
	taken, waiting, err := webinars.CountSeats(e.App, w.Id)
	if err != nil {
		return err
	}
	view := webinarCancelView{manageFrame: s.webinarFrame(e, l.T("webinar.cancel_title"), w), ID: w.Id, Webinar: w.Title(), When: l.Moment(w.Start(), w.Zone()), Count: taken + waiting}
	return s.render(e, http.StatusOK, "manage_webinar_cancel", &view)
}

func (s *site) cancelWebinar(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	if err := webinars.Cancel(e.App, w.Id); err != nil {
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id, "webinar_cancelled"))
}

type webinarPeopleView struct {
	manageFrame
	ID             string
	People         []webinars.Attender
	Taken, Waiting int
	Settled        bool
	Form           *form
}

func (s *site) listWebinarPeople(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	return s.renderWebinarPeople(e, http.StatusOK, w, filled())
}

func (s *site) renderWebinarPeople(e *core.RequestEvent, status int, w *webinars.Webinar, f *form) error {
	view := webinarPeopleView{manageFrame: s.webinarFrame(e, s.locale(e).T("webinar.people_title", "title", w.Title()), w), ID: w.Id, Settled: w.Settled(), Form: f}
	var err error
	if view.People, err = webinars.People(e.App, w.Id); err != nil {
		return err
	}
	if view.Taken, view.Waiting, err = webinars.CountSeats(e.App, w.Id); err != nil {
		return err
	}
	return s.render(e, status, "manage_webinar_people", &view)
}

// addWebinarPerson registers somebody by mailbox: their account, or a guest with a name.
func (s *site) addWebinarPerson(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "email", "name")
	a := webinars.Applicant{Name: f.Value("name"), Email: f.Value("email"), Locale: l.Tag(), Remind: true}
	if p, err := accounts.FindByEmail(e.App, a.Email); err == nil && p.Verified() {
		a = webinars.Applicant{User: p.Id, Remind: true}
	} else if err != nil && !errors.Is(err, accounts.ErrNoPerson) {
		return err
	}
	_, _, err = webinars.Apply(e.App, w.Id, a)
	var problems accounts.Problems
	switch {
	case errors.As(err, &problems):
		f.blameWebinar(l, problems)
	case errors.Is(err, webinars.ErrPeopleOnly):
		f.say(l, "email", l.T("webinar.problem.person_unknown"))
	case err != nil:
		return err
	default:
		return back(e, withSaid("/manage/webinars/"+w.Id+"/people", "webinar_person_added"))
	}
	return s.renderWebinarPeople(e, http.StatusUnprocessableEntity, w, f)
}

// actOnWebinarPerson gives a seat, sends the link again, or withdraws it.
func (s *site) actOnWebinarPerson(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	r, err := webinars.FindRegistration(e.App, e.Request.PathValue("registration"))
	if err != nil {
		return err
	}
	if r.Webinar() != w.Id {
		return webinars.ErrNotFound
	}
	switch e.Request.PostFormValue("act") {
	case "promote":
		err = webinars.Promote(e.App, r.Id)
	case "resend":
		err = s.options.Rooms.Resend(e.App, r)
	case "link":
		err = webinars.WithdrawLink(e.App, r.Id)
	default:
		err = e.BadRequestError("", nil)
	}
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id+"/people", "webinar_person_done"))
}

func (s *site) exportWebinarPeople(e *core.RequestEvent, f sheetFile) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	list, err := webinars.People(e.App, w.Id)
	if err != nil {
		return err
	}
	l := s.locale(e)
	f.announce(e.Response.Header(), "webinar-"+calendar.FormatDay(w.Start()))
	out, err := f.begin(e.Response, w.Title(), l)
	if err != nil {
		return err
	}
	heads := []sheets.Cell{sheets.Text(l.T("webinar.name")), sheets.Text(l.T("webinar.mailbox")), sheets.Text(l.T("manage.column_state")), sheets.Text(l.T("webinar.asked"))}
	err = out.Row(heads...)
	for _, p := range list {
		if err == nil && p.State != webinars.Withdrawn {
			name := p.Name
			if p.IsErased() {
				name = l.T("webinar.erased")
			}
			err = out.Row(sheets.Text(name), sheets.Text(p.Email), sheets.Text(l.T("webinar.is_"+string(p.State))), sheets.Moment(l.Local(p.AskedAt.Time())))
		}
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		e.App.Logger().Error("export of people broke off", "webinar", w.Id, "error", err)
		panic(http.ErrAbortHandler) // the browser must not take half a list for the whole
	}
	return nil
}
