package pages

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/calendar"
	"aula/organisations"
	"aula/recordings"
	"aula/webinars"
)

// localTime is how browsers write a day and an hour without a zone.
const localTime = "2006-01-02T15:04"

// planFields are the form's, beside the revision that the editor has read.
var planFields = []string{"title", "description", "start", "minutes", "zone", "hosts", "presenters", "seats", "series", "audience", "sign_in",
	"lobby", "course", "course_key", "percent", "engine", "recording_hours", "recording_minutes", "revision"}

type webinarEditView struct {
	manageFrame
	ID, State, Act   string
	When             string
	Settled, CanPlan bool
	Kept             bool // something was said in its room
	Form             *form
	Courses          []courseChoice
	LiveKit          bool   // may carry it
	Recorded         string // for how long, where the plan does not say
	Open             bool
}

type courseChoice struct{ ID, Title string }

func (s *site) renderWebinarEdit(e *core.RequestEvent, status int, w *webinars.Webinar, f *form) error {
	l := s.locale(e)
	title, act := l.T("webinar.plan"), "/manage/webinars/new"
	view := webinarEditView{Form: f, CanPlan: accounts.Allowed(e.Auth, accounts.PlanWebinars), LiveKit: s.options.LiveKit != ""}
	if w != nil {
		title, act = w.Title(), "/manage/webinars/"+w.Id
		view.ID, view.State, view.Settled = w.Id, shownState(w, time.Now()), w.Settled()
		view.Open = w.State() == webinars.Open
		view.Kept, view.When = !w.Started().IsZero(), l.Moment(w.Start(), w.Zone())
	}
	view.manageFrame, view.Act = s.webinarFrame(e, title, nil), act
	view.Crumbs = append(view.Crumbs, Crumb{Title: title})
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	view.Recorded = l.Length(int(recordings.Longest(0, centre.RecordingMinutes) / time.Minute))
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
		"course", p.Course, "course_key", p.CourseKey, "percent", number(p.Percent), "engine", string(cmp.Or(p.Engine, webinars.ThisMachine)), "revision", strconv.Itoa(revision))
	f.fillRecorded(p.RecordingMinutes)
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
		Course: f.Value("course"), CourseKey: strings.TrimSpace(f.Value("course_key")), Percent: number("percent", 0), Engine: webinars.Engine(f.Value("engine")),
		Hosts: mailboxes(f.Value("hosts")), Presenters: mailboxes(f.Value("presenters")), RecordingMinutes: f.recorded(),
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
		if !webinars.MayManage(e.Auth, w) {
			return e.ForbiddenError("", nil)
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
