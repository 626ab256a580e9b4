package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/sheets"
	"aula/webinars"
)

type webinarPeopleView struct {
	manageFrame
	ID             string
	People         []webinars.Attender
	Table          tableView
	Taken, Waiting int
	Settled        bool
	Form           *form
}

var webinarPeopleStates = []string{string(webinars.Registered), string(webinars.Waiting), string(webinars.Withdrawn)}

func (s *site) listWebinarPeople(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	return s.renderWebinarPeople(e, http.StatusOK, w, filled())
}

func (s *site) renderWebinarPeople(e *core.RequestEvent, status int, w *webinars.Webinar, f *form) error {
	l, q := s.locale(e), listing{"/manage/webinars/" + w.Id + "/people", e.Request.URL.Query()}
	view := webinarPeopleView{manageFrame: s.webinarFrame(e, l.T("webinar.people_title", "title", w.Title()), w, Crumb{Title: l.T("webinar.people")}), ID: w.Id, Settled: w.Settled(), Form: f}
	filter := webinars.PeopleFilter{Words: q.words(), State: webinars.Standing(q.state(webinarPeopleStates...)), Page: q.page(), Limit: courses.ManagedPage}
	var total int
	var err error
	if view.People, total, err = webinars.ListPeople(e.App, w.Id, filter); err != nil {
		return err
	}
	view.Table = q.table(l, total, []column{{"webinar.name", "", false}, {"webinar.mailbox", "", false}, {"manage.column_state", "", false}, {"webinar.acts", "", false}}, "", "webinar.people_", webinarPeopleStates...)
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
	a := webinars.Applicant{Name: f.Value("name"), Email: f.Value("email"), Locale: l.Tag(), Remind: true, ByStaff: true}
	if p, err := accounts.FindByEmail(e.App, a.Email); err == nil && p.Verified() {
		a = webinars.Applicant{User: p.Id, Remind: true, ByStaff: true}
	} else if err != nil && !errors.Is(err, accounts.ErrNoPerson) {
		return err
	}
	r, made, err := webinars.Apply(e.App, w.Id, a)
	var problems accounts.Problems
	switch {
	case errors.As(err, &problems):
		f.blameWebinar(l, problems)
	case errors.Is(err, webinars.ErrPeopleOnly):
		f.say(l, "email", l.T("webinar.problem.person_unknown"))
	case err != nil:
		return err
	default:
		return back(e, withSaid("/manage/webinars/"+w.Id+"/people", addedInWords(made, r.State())))
	}
	return s.renderWebinarPeople(e, http.StatusUnprocessableEntity, w, f)
}

// addedInWords is what became of adding somebody.
func addedInWords(made bool, state webinars.Standing) (said string) {
	switch waits := state == webinars.Waiting; {
	case made && waits:
		return "webinar_person_waits"
	case made:
		return "webinar_person_added"
	case waits:
		return "webinar_person_waiting"
	}
	return "webinar_person_there"
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
	if err := accounts.Exported(e, audit.Webinar, w.Id, "people"); err != nil {
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
			err = out.Row(sheets.Text(name), sheets.Text(p.Email), sheets.Text(l.T("webinar.person_"+string(p.State))), sheets.Moment(l.Local(p.AskedAt.Time())))
		}
	}
	if err == nil {
		err = out.Close()
	}
	return whole(e, "people", w.Id, err)
}
