package hooks

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/courses"
	"aula/webinars"
)

// bindRegisters closes a webinar's register when it ends and again when staff correct it, in the same transaction, and tells courses
// who was present.
func bindRegisters(app core.App) {
	app.OnRecordUpdate(webinars.Collection).BindFunc(func(e *core.RecordEvent) error {
		before := webinars.State(e.Record.Original().GetString("state"))
		if err := e.Next(); err != nil {
			return err
		}
		w := webinars.Of(e.Record)
		if w.State() != webinars.Ended || before == webinars.Ended {
			return nil
		}
		return closeRegister(e.App, w)
	})
	app.OnRecordCreate(webinars.Corrections).BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		w, err := webinars.Find(e.App, e.Record.GetString("webinar"))
		if err != nil {
			return err
		}
		return closeRegister(e.App, w)
	})
	confirmed := func(e *core.RecordEvent) error {
		before := e.Record.Original()
		if err := e.Next(); err != nil {
			return err
		}
		if !e.Record.Verified() || !e.Record.IsNew() && before.Verified() && before.Email() == e.Record.Email() {
			return nil
		}
		return creditMailbox(e.App, e.Record)
	}
	app.OnRecordCreate(accounts.Collection).BindFunc(confirmed)
	app.OnRecordUpdate(accounts.Collection).BindFunc(confirmed)
}

// neededIn is the percent of presence that a webinar asks for: the linked course's decides.
func neededIn(app core.App, w *webinars.Webinar) (int, error) {
	if w.Course() == "" {
		return w.Percent(), nil
	}
	required, err := courses.RequirementsOf(app, w.Course())
	if errors.Is(err, courses.ErrNotFound) {
		return w.Percent(), nil
	}
	for _, r := range required {
		if r.Kind == courses.PresenceKind && r.Key == w.CourseKey() {
			return r.Threshold, err
		}
	}
	return w.Percent(), err
}

func closeRegister(tx core.App, w *webinars.Webinar) error {
	needed, err := neededIn(tx, w)
	if err != nil {
		return err
	}
	register, err := webinars.MakeRegister(tx, w, needed, time.Now())
	if err != nil {
		return err
	}
	if err := webinars.KeepRegister(tx, w.Id, register); err != nil {
		return err
	}
	proofs, err := webinars.ProofsOf(tx, w.Id)
	if err != nil {
		return err
	}
	for _, p := range proofs {
		if err := fulfilPresence(tx, w, p, ""); err != nil {
			return err
		}
	}
	return nil
}

// creditMailbox gives a new account what a guest with its mailbox has earned.
func creditMailbox(tx core.App, user *core.Record) error {
	proofs, err := webinars.ProofsOfMailbox(tx, user.Email())
	if err != nil {
		return err
	}
	for _, p := range proofs {
		w, err := webinars.Find(tx, p.Webinar)
		if err != nil {
			return err
		}
		if err := fulfilPresence(tx, w, p, user.Id); err != nil {
			return err
		}
	}
	return nil
}

// fulfilPresence tells the linked course that somebody was present. A guest's presence waits for an account.
func fulfilPresence(tx core.App, w *webinars.Webinar, p webinars.Proof, user string) error {
	if w.Course() == "" || w.CourseKey() == "" {
		return nil
	}
	if user == "" {
		user = p.User
	}
	if user == "" && p.Registration != "" {
		r, err := webinars.FindRegistration(tx, p.Registration)
		if err == nil {
			user, err = webinars.AccountOf(tx, r)
		}
		if err != nil && !errors.Is(err, webinars.ErrNotRegistered) {
			return err
		}
	}
	if user == "" {
		return nil
	}
	enrolment, err := courses.FindEnrolment(tx, user, w.Course())
	if errors.Is(err, courses.ErrNotEnrolled) {
		enrolment, err = courses.Enrol(tx, user, w.Course())
	}
	if errors.Is(err, courses.ErrNotPublished) {
		return nil // it takes nobody any more
	}
	if err != nil {
		return err
	}
	requirement := courses.Requirement{Kind: courses.PresenceKind, Key: w.CourseKey()}
	return courses.Fulfil(tx, enrolment, requirement.String(), map[string]any{"webinar": w.Id, "seconds": p.Seconds, "percent": p.Percent})
}

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
	Corrections []webinars.Correction `json:"corrections"`
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
	Intervals []intervalRow `json:"intervals"`
}

type intervalRow struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func showAttendance(e *core.RequestEvent) error {
	_, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	return answerAttendance(e, w, http.StatusOK)
}

func answerAttendance(e *core.RequestEvent, w *webinars.Webinar, status int) error {
	needed, err := neededIn(e.App, w)
	if err != nil {
		return err
	}
	register, err := webinars.MakeRegister(e.App, w, needed, time.Now())
	if err != nil {
		return err
	}
	answer := attendanceAnswer{Webinar: w.Id, State: w.State(), Started: moment(w.Started()), Ended: moment(w.Ended()),
		Minutes: w.Minutes(), Needed: needed, People: []attendanceRow{}}
	if answer.Corrections, err = webinars.CorrectionsOf(e.App, w.Id); err != nil {
		return err
	}
	for _, a := range register.Rows {
		row := attendanceRow{a.ID, a.Name, moment(a.Joined), moment(a.Left), int(a.Present / time.Second), a.Scheduled, a.Actual, a.Percent,
			a.Enough, a.Corrected, []intervalRow{}}
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
	}
	if err := e.BindBody(&body); err != nil || body.Minutes == nil {
		return errInvalid
	}
	err = webinars.Correct(e.App, w.Id, webinars.Correction{Person: body.Person, Minutes: *body.Minutes, Reason: body.Reason,
		By: user.Id, ByName: accounts.PersonOf(user).Name(), At: time.Now()})
	if err != nil {
		return err
	}
	return answerAttendance(e, w, http.StatusCreated)
}
