package hooks

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/webinars"
)

func bindRegisterRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.GET("/webinars/{id}/attendance", showAttendance)
	api.POST("/webinars/{id}/attendance/corrections", correctAttendance)
}

// managedWebinar returns who asks and the webinar of the address if they may see who was there.
func managedWebinar(e *core.RequestEvent) (*core.Record, *webinars.Webinar, error) {
	user, err := learner(e)
	if err != nil {
		return nil, nil, err
	}
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	if !webinars.MayManage(user, w) {
		return nil, nil, errForbidden
	}
	return user, w, nil
}

type attendanceAnswer struct {
	Webinar     string                `json:"webinar"`
	State       webinars.State        `json:"state"`
	Started     *time.Time            `json:"started"`
	Ended       *time.Time            `json:"ended"`
	Minutes     int                   `json:"minutes"`
	Needed      int                   `json:"needed"`
	People      []attendanceRow       `json:"people"`
	Corrections []webinars.Correction `json:"corrections,omitzero"` // for who manages the webinar
}

type attendanceRow struct {
	Person    string        `json:"person"`
	Name      string        `json:"name"`
	Joined    *time.Time    `json:"joined"`
	Left      *time.Time    `json:"left"`
	Seconds   int           `json:"seconds"`
	Scheduled int           `json:"scheduled"`
	Actual    int           `json:"actual"`
	Percent   int           `json:"percent"`
	Present   bool          `json:"present"`
	Corrected bool          `json:"corrected"`
	Intervals []intervalRow `json:"intervals,omitzero"` // for who manages the webinar
}

type intervalRow struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func showAttendance(e *core.RequestEvent) error {
	_, w, err := managedWebinar(e)
	if errors.Is(err, errForbidden) {
		return showOwnAttendance(e)
	}
	if err != nil {
		return err
	}
	return answerAttendance(e, w, http.StatusOK)
}

// showOwnAttendance shows a referent those whom the organisation employed while the webinar was held. Where nobody of theirs was expected there
// is no webinar, for all that they are told.
func showOwnAttendance(e *core.RequestEvent) error {
	actor, _ := e.Get(accounts.ActorKey).(accounts.Actor)
	organisation := actor.For.Organisation
	if organisation == "" || !actor.MayIn(accounts.SeeMembers, organisation) {
		return errForbidden
	}
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	register, err := RegisterOf(e.App, w)
	if err != nil {
		return err
	}
	theirs, err := employedDuring(e.App, organisation, w, register.Session)
	if err != nil {
		return err
	}
	answer := newAttendanceAnswer(w, register)
	for _, a := range register.Rows {
		if a.User != "" && theirs[a.User] {
			answer.People = append(answer.People, newAttendanceRow(a))
		}
	}
	if len(answer.People) == 0 {
		return webinars.ErrNotFound
	}
	return e.JSON(http.StatusOK, answer)
}

// employedDuring are those whom an organisation employed while a webinar was held; as long as it was not, while it is planned.
func employedDuring(app core.App, organisation string, w *webinars.Webinar, held webinars.Interval) (map[string]bool, error) {
	if w.Started().IsZero() {
		held = webinars.Interval{From: w.Start(), To: w.Start().Add(w.Length())}
	}
	employed, _, err := accounts.EmployedBetween(app, accounts.EmployedFilter{Organisation: organisation, From: held.From, To: held.To})
	if err != nil {
		return nil, err
	}
	users := make(map[string]bool, len(employed))
	for _, p := range employed {
		users[p.User] = true
	}
	return users, nil
}

func newAttendanceAnswer(w *webinars.Webinar, r webinars.Register) attendanceAnswer {
	return attendanceAnswer{Webinar: w.Id, State: w.State(), Started: moment(w.Started()), Ended: moment(w.Ended()),
		Minutes: w.Minutes(), Needed: r.Needed, People: []attendanceRow{}}
}

func newAttendanceRow(a webinars.Attendance) attendanceRow {
	return attendanceRow{a.ID, a.Name, moment(a.Joined), moment(a.Left), int(a.Present / time.Second), a.Scheduled, a.Actual, a.Percent,
		a.Enough, a.Corrected, nil}
}

func answerAttendance(e *core.RequestEvent, w *webinars.Webinar, status int) error {
	register, err := RegisterOf(e.App, w)
	if err != nil {
		return err
	}
	answer := newAttendanceAnswer(w, register)
	if answer.Corrections, err = webinars.CorrectionsOf(e.App, w.Id); err != nil {
		return err
	}
	for _, a := range register.Rows {
		row := newAttendanceRow(a)
		row.Intervals = []intervalRow{}
		for _, i := range a.Intervals {
			row.Intervals = append(row.Intervals, intervalRow{i.From.UTC(), i.To.UTC()})
		}
		answer.People = append(answer.People, row)
	}
	return e.JSON(status, answer)
}

func correctAttendance(e *core.RequestEvent) error {
	user, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	var body struct {
		Person  string `json:"person"`
		Minutes *int   `json:"minutes"`
		Reason  string `json:"reason"`
		Seen    *int   `json:"seen"` // how many corrections of this person the caller knows of
	}
	if err := e.BindBody(&body); err != nil || body.Minutes == nil {
		return errInvalid
	}
	seen := webinars.Unseen
	if body.Seen != nil {
		seen = *body.Seen
	}
	err = webinars.Correct(e.App, w.Id, webinars.Correction{Person: body.Person, Minutes: *body.Minutes, Reason: body.Reason,
		By: user.Id, ByName: accounts.PersonOf(user).Name(), At: time.Now()}, seen)
	if err != nil {
		return err
	}
	return answerAttendance(e, w, http.StatusCreated)
}
