package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/webinars"
)

// bindWebinarCourses ties webinars to courses and people: registering enrols, a course gains the key that a webinar is tied to, a guest
// whose mailbox an account confirms becomes that person, and who goes gives seats back.
func bindWebinarCourses(app core.App) {
	app.OnRecordCreate(webinars.Registrations).BindFunc(enrolRegistered)
	app.OnRecordUpdate(webinars.Registrations).BindFunc(enrolRegistered)
	app.OnRecordCreate(webinars.Collection).BindFunc(tieWebinar)
	app.OnRecordUpdate(webinars.Collection).BindFunc(tieWebinar)
	app.OnRecordUpdate("courses").BindFunc(tieAgain)
	app.OnRecordCreate(accounts.Collection).BindFunc(adoptGuest)
	app.OnRecordUpdate(accounts.Collection).BindFunc(adoptGuest)
	app.OnRecordDelete(accounts.Collection).BindFunc(func(e *core.RecordEvent) error {
		outer := e.App
		return outer.RunInTransaction(func(tx core.App) error {
			e.App = tx
			defer func() { e.App = outer }()
			if err := webinars.Release(tx, e.Record.Id); err != nil {
				return err
			}
			return e.Next()
		})
	})
}

// enrolRegistered enrols whoever gets a seat in the course that the webinar is tied to. A course that takes nobody stops no webinar.
func enrolRegistered(e *core.RecordEvent) error {
	fresh := e.Record.IsNew() || e.Record.Original().GetString("state") != e.Record.GetString("state") || e.Record.Original().GetString("user") != e.Record.GetString("user")
	if err := e.Next(); err != nil || !fresh {
		return err
	}
	r := webinars.RegistrationOf(e.Record)
	if r.State() != webinars.Registered || r.User() == "" {
		return nil
	}
	w, err := webinars.Meant(e.App, r)
	if err != nil || w.Course() == "" {
		return err
	}
	_, err = courses.Enrol(e.App, r.User(), w.Course())
	if errors.Is(err, courses.ErrNotPublished) {
		return nil
	}
	return err
}

// tieWebinar gives the course the requirement that the webinar is tied to, where it lacks it.
func tieWebinar(e *core.RecordEvent) error {
	w := webinars.Of(e.Record)
	if w.Course() != "" && w.CourseKey() == "" {
		key, err := courses.PresenceKeyOf(e.App, w.Course())
		if err != nil {
			return err
		}
		e.Record.Set("course_key", key)
	}
	if err := e.Next(); err != nil || w.Course() == "" || w.State() == webinars.Cancelled {
		return err
	}
	return courses.AskPresence(e.App, w.Course(), w.CourseKey(), w.Percent())
}

// tieAgain keeps the requirements that webinars are tied to when a revision of the course, whose author knows of none, comes in.
func tieAgain(e *core.RecordEvent) error {
	before := e.Record.Original().GetString("complete")
	if err := e.Next(); err != nil || before == e.Record.GetString("complete") {
		return err
	}
	ties, err := webinars.TiesOf(e.App, e.Record.Id)
	if err != nil {
		return err
	}
	for _, t := range ties {
		if err := courses.AskPresence(e.App, e.Record.Id, t.Key, t.Percent); err != nil {
			return err
		}
	}
	return nil
}

func adoptGuest(e *core.RecordEvent) error {
	before := e.Record.Original()
	same := !e.Record.IsNew() && before.Verified() && before.Email() == e.Record.Email()
	if err := e.Next(); err != nil || same || !e.Record.Verified() {
		return err
	}
	return webinars.Adopt(e.App, e.Record.Id, e.Record.Email())
}
