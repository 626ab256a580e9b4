package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

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

// RegisterOf makes a webinar's register as it stands now. The linked course decides how much presence is needed.
func RegisterOf(app core.App, w *webinars.Webinar) (webinars.Register, error) {
	needed := w.Percent()
	if w.Course() != "" {
		var err error
		if needed, err = courses.PresencePercent(app, w.Course(), w.CourseKey(), needed); err != nil {
			return webinars.Register{}, err
		}
	}
	return webinars.MakeRegister(app, w, needed, time.Now())
}

func closeRegister(tx core.App, w *webinars.Webinar) error {
	register, err := RegisterOf(tx, w)
	if err != nil {
		return err
	}
	if err := webinars.KeepRegister(tx, w.Id, register); err != nil {
		return err
	}
	if err := followWebinar(tx, w, register); err != nil {
		return err
	}
	if err := takePresenceBack(tx, w, register); err != nil {
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
	return creditWebinar(tx, w)
}
