package hooks

import (
	"errors"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
	"aula/webinars"
)

// bindClasses tells courses who was at an edition's sessions, when a register closes and again when it is corrected, in the same
// transaction.
func bindClasses(app core.App) {
	app.OnRecordUpdate(classes.Sessions).BindFunc(func(e *core.RecordEvent) error {
		before := e.Record.Original().GetDateTime("closed")
		if err := e.Next(); err != nil || !before.IsZero() || !classes.SessionOf(e.Record).Closed() {
			return err
		}
		if err := registerDone(e.App, classes.SessionOf(e.Record)); err != nil {
			return err
		}
		return creditEdition(e.App, e.Record.GetString("edition"), "")
	})
	app.OnRecordCreate("enrolments").BindFunc(creditWhoComes)
	app.OnRecordUpdate("enrolments").BindFunc(creditWhoComes)
	app.OnRecordUpdate(webinars.Collection).BindFunc(moveSessions)
	app.OnRecordCreate(classes.Presences).BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		p := classes.PresenceOf(e.Record)
		if p.Reason() == "" {
			return nil // it counts when the register closes
		}
		s, err := classes.FindSession(e.App, p.Session())
		if err != nil {
			return err
		}
		return creditEdition(e.App, s.Edition(), p.User())
	})
}

// creditWhoComes gives whoever begins to study in an edition what its closed registers say of them: they were in it before, and come back.
func creditWhoComes(e *core.RecordEvent) error {
	before := e.Record.Original().GetString("edition")
	if err := e.Next(); err != nil {
		return err
	}
	edition := e.Record.GetString("edition")
	if edition == "" || edition == before {
		return nil
	}
	sessions, err := classes.SessionsOf(e.App, edition)
	if err != nil || !slices.ContainsFunc(sessions, (*classes.Session).Closed) {
		return err
	}
	return creditEdition(e.App, edition, e.Record.GetString("user"))
}

// moveSessions moves the sessions along that are held in a webinar whose plan changes, and tells those who hold them what cannot follow.
func moveSessions(e *core.RecordEvent) error {
	before := webinars.Of(e.Record.Original())
	if err := e.Next(); err != nil {
		return err
	}
	w := webinars.Of(e.Record)
	if w.State() == webinars.Cancelled && before.State() != webinars.Cancelled {
		if err := tellOfWebinar(e.App, w); err != nil {
			return err
		}
		return creditWithout(e.App, w)
	}
	if w.State() != webinars.Planned || w.Start().Equal(before.Start()) && w.End().Equal(before.End()) {
		return nil
	}
	if err := classes.FollowWebinar(e.App, w.Id, w.Start().Sub(before.Start()), w.End().Sub(before.End()), time.Now()); err != nil {
		return err
	}
	return tellOfWebinar(e.App, w)
}

// creditWithout looks again at the editions that were to meet in a webinar that is called off: they ask for less presence.
func creditWithout(tx core.App, w *webinars.Webinar) error {
	sessions, err := classes.SessionsIn(tx, w.Id)
	for _, s := range sessions {
		if err == nil && !s.HasRoom() {
			err = creditEdition(tx, s.Edition(), "")
		}
	}
	return err
}

// followWebinar brings the register of a webinar into those of the sessions that were held in it.
func followWebinar(tx core.App, w *webinars.Webinar, register webinars.Register) error {
	sessions, err := classes.SessionsIn(tx, w.Id)
	if err != nil || len(sessions) == 0 {
		return err
	}
	for _, s := range sessions {
		begins := register.Session.From
		if s.HasRoom() { // the plan's hours hold
			begins = s.From()
		}
		stays, err := staysIn(tx, register, begins)
		if err != nil {
			return err
		}
		closed := s.Closed()
		if err := classes.KeepWebinar(tx, s, register.Session, stays, time.Now()); err != nil {
			return err
		}
		if !closed { // if it closed just now, that has counted it
			continue
		}
		if err := creditEdition(tx, s.Edition(), ""); err != nil {
			return err
		}
	}
	return nil
}

// staysIn are those of a webinar's register, by user. How long a corrected one was is known, not when: it begins with the meeting.
func staysIn(tx core.App, register webinars.Register, begins time.Time) (map[string][]webinars.Interval, error) {
	stays := map[string][]webinars.Interval{}
	for _, a := range register.Rows {
		user := a.User
		if user == "" {
			var err error
			if user, err = accountBehind(tx, a.Registration); err != nil {
				return nil, err
			}
		}
		list := a.Intervals
		if a.Corrected {
			list = []webinars.Interval{{From: begins, To: begins.Add(a.Present)}}
		}
		if user != "" {
			stays[user] = append(stays[user], list...)
		}
	}
	return stays, nil
}

// creditEdition fulfils the presence that the course asks for for those who reached it, or for one of them; and takes it back from those
// who no longer do. A course that is complete stays so.
func creditEdition(tx core.App, edition, only string) error {
	x, err := classes.Find(tx, edition)
	if err != nil || x.Presence() == "" {
		return err
	}
	attendance, err := classes.Attendance(tx, x)
	if err != nil {
		return err
	}
	for user, m := range attendance {
		if only != "" && user != only {
			continue
		}
		if err := creditSeat(tx, x, user, m); err != nil {
			return err
		}
	}
	return nil
}

// restsOn tells whether the presence that an enrolment counts was established by an edition: what another one did, or a webinar, is not for
// its registers to take back.
func restsOn(app core.App, e *courses.Enrolment, x *classes.Edition) (bool, error) {
	work, err := courses.WorkOf(app, e.Id)
	if err != nil {
		return false, err
	}
	asked := courses.Requirement{Kind: courses.PresenceKind, Key: x.Presence()}.String()
	return slices.ContainsFunc(work.Met, func(f courses.Fulfilled) bool { return f.Requirement == asked && f.Evidence("class") == x.Id }), nil
}

func creditSeat(tx core.App, x *classes.Edition, user string, m classes.Attended) error {
	e, err := courses.FindEnrolment(tx, user, x.Course())
	if errors.Is(err, courses.ErrNotEnrolled) || err == nil && e.Edition() != x.Id {
		return nil // they began anew elsewhere
	}
	if err != nil {
		return err
	}
	asked := courses.Requirement{Kind: courses.PresenceKind, Key: x.Presence()}
	if m.Enough {
		return courses.Fulfil(tx, e, asked.String(), map[string]any{
			"class": x.Id, "seconds": int(m.Present.Seconds()), "percent": m.Percent, evidenceUntil: heldUntil(m.Last),
		})
	}
	rests, err := restsOn(tx, e, x)
	if err != nil || !rests || e.IsComplete() {
		return err
	}
	supported, err := supportedByWebinar(tx, e, x.Presence())
	if err != nil || supported {
		return err
	}
	return courses.TakeBack(tx, e, asked)
}
