package pages

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/locales"
	"aula/organisations"
	"aula/webinars"
)

type webinarView struct {
	Frame
	ID, Series, State, When string
	Start                   time.Time
	Minutes                 int
	Speakers                []string
	DescriptionHTML         string
	Mine                    string // state of the reader's registration, empty for who has none
	Position                int
	Stage                   bool // the reader hosts or presents
	Full, Limited, Guests   bool
	Free                    int
	Manages                 bool
	Form                    *form
}

func (s *site) showWebinar(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	return s.renderWebinar(e, http.StatusOK, w, filled("remind", "yes"))
}

func (s *site) renderWebinar(e *core.RequestEvent, status int, w *webinars.Webinar, f *form) error {
	l, now := s.locale(e), time.Now()
	view := webinarView{
		Frame: s.newFrame(e, w.Title()), ID: w.Id, Series: w.Series(), State: string(w.State()), When: l.Moment(w.Start(), w.Zone()),
		Start: w.Start(), Minutes: w.Minutes(), DescriptionHTML: w.DescriptionHTML(), Limited: w.Seats() > 0, Guests: w.Audience() == webinars.Anyone,
		Manages: webinars.MayManage(e.Auth, w), Form: f,
	}
	view.Path = "/webinars/" + w.Id
	view.Section, view.Description = "webinars", w.Title()+", "+view.When
	view.Crumbs = []Crumb{{l.T("frame.webinars"), "/webinars"}, {Title: w.Title()}}
	if w.State() == webinars.Planned && now.After(w.Over()) {
		view.State = string(webinars.Ended)
	}
	taken, _, err := webinars.CountSeats(e.App, w.Id)
	if err != nil {
		return err
	}
	view.Free = max(w.Seats()-taken, 0)
	view.Full = view.Limited && view.Free == 0
	if view.Speakers, err = speakers(e.App, w); err != nil {
		return err
	}
	if u := person(e); u != nil {
		view.Stage = w.RoleOf(u.Id) != webinars.Attendee
	}
	r, err := webinars.HeldBy(e.App, w, knock(e, w.Id))
	switch {
	case err == nil && r.State() != webinars.Withdrawn:
		view.Mine = string(r.State())
		if view.Position, err = webinars.Position(e.App, r); err != nil {
			return err
		}
	case err != nil && !errors.Is(err, webinars.ErrNotRegistered):
		return err
	}
	return s.render(e, status, "webinar_show", &view)
}

// speakers are the names of those who present, or else host.
func speakers(app core.App, w *webinars.Webinar) ([]string, error) {
	ids := w.Presenters()
	if len(ids) == 0 {
		ids = w.Hosts()
	}
	var names []string
	for _, id := range ids {
		p, err := accounts.Find(app, id)
		if errors.Is(err, accounts.ErrNoPerson) {
			continue
		}
		if err != nil {
			return nil, err
		}
		names = append(names, p.Name())
	}
	return names, nil
}

// registerForWebinar registers the reader, or a guest by name and mailbox. Whether a mailbox was registered before is not told.
func (s *site) registerForWebinar(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "name", "email", "remind", "news")
	a := webinars.Applicant{Name: f.Value("name"), Email: f.Value("email"), Locale: l.Tag(), Remind: f.Is("remind", "yes"), News: f.Is("news", "yes")}
	if u := person(e); u != nil {
		a = webinars.Applicant{User: u.Id, Remind: true}
	} else if err := accounts.Take(e.App, accounts.TryRegister, a.Email, e.RealIP()); err != nil {
		status, err := f.take(e, l, err, "email")
		if err != nil {
			return err
		}
		return s.renderWebinar(e, status, w, f)
	}
	r, made, err := webinars.Apply(e.App, w.Id, a)
	var problems accounts.Problems
	if errors.As(err, &problems) {
		f.blameWebinar(l, problems)
		return s.renderWebinar(e, http.StatusUnprocessableEntity, w, f)
	}
	if errors.Is(err, webinars.ErrPeopleOnly) {
		return errSignInFirst
	}
	if err != nil {
		return err
	}
	if a.User == "" && !made {
		if err := s.options.Rooms.Resend(e.App, r); err != nil {
			return err
		}
	}
	said := "webinar_registered"
	if r.State() == webinars.Waiting {
		said = "webinar_waiting"
	}
	return back(e, withSaid("/webinars/"+w.Id, said))
}

type withdrawView struct {
	Frame
	Webinar, When, Act, Back string
}

func (s *site) newWithdraw(e *core.RequestEvent, l *locales.Locale, w *webinars.Webinar, act, back string) *withdrawView {
	view := &withdrawView{Frame: s.newFrame(e, l.T("webinar.withdraw_title")), Webinar: w.Title(), When: l.Moment(w.Start(), w.Zone()), Act: act, Back: back}
	view.Section, view.NoIndex, view.Path = "webinars", true, "/webinars/"+w.Id
	view.Crumbs = []Crumb{{l.T("frame.webinars"), "/webinars"}, {w.Title(), "/webinars/" + w.Id}}
	return view
}

func (s *site) askLeaveWebinar(e *core.RequestEvent) error {
	w, _, err := held(e)
	if err != nil {
		return err
	}
	address := "/webinars/" + w.Id
	return s.render(e, http.StatusOK, "webinar_withdraw", s.newWithdraw(e, s.locale(e), w, address+"/withdraw", address))
}

func (s *site) leaveWebinar(e *core.RequestEvent) error {
	w, r, err := held(e)
	if err != nil {
		return err
	}
	if err := webinars.Withdraw(e.App, r.Id); err != nil {
		return err
	}
	s.webinarCookie(e, webinars.RoomCookie, "", w, time.Time{})
	return back(e, withSaid("/webinars/"+w.Id, "webinar_withdrawn"))
}

// held is the webinar of the address and the reader's registration for it.
func held(e *core.RequestEvent) (*webinars.Webinar, *webinars.Registration, error) {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	r, err := webinars.HeldBy(e.App, w, knock(e, w.Id))
	return w, r, err
}

// webinarCalendar sends the event for the reader's calendar; one that is cancelled takes itself out of it.
func (s *site) webinarCalendar(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	return s.sendCalendar(e, "", w)
}

// home is the public address of the academy: what the centre says, else what the server was told.
func (s *site) home(e *core.RequestEvent) string {
	if centre, err := organisations.CentreOf(e.App); err == nil && centre.URL != "" {
		return centre.URL
	}
	return strings.TrimRight(e.App.Settings().Meta.AppURL, "/")
}

func (s *site) sendCalendar(e *core.RequestEvent, name string, list ...*webinars.Webinar) error {
	home := s.home(e)
	var events []webinars.Event
	for _, w := range list {
		events = append(events, webinars.Event{Webinar: w, Address: home + "/webinars/" + w.Id})
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Disposition", `inline; filename="webinar.ics"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(webinars.Calendar(name, events...)))
}
