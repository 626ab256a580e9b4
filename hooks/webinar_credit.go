package hooks

import (
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/courses"
	"aula/webinars"
)

// presenceIn is what the linked course asks for.
func presenceIn(w *webinars.Webinar) courses.Requirement {
	return courses.Requirement{Kind: courses.PresenceKind, Key: w.CourseKey()}
}

// accountBehind is the account that a registration's presence counts for, empty as long as there is none.
func accountBehind(app core.App, registration string) (string, error) {
	if registration == "" {
		return "", nil
	}
	r, err := webinars.FindRegistration(app, registration)
	if errors.Is(err, webinars.ErrNotRegistered) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return webinars.AccountOf(app, r)
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
		if err := creditWebinar(tx, w); err != nil {
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
	if user == "" {
		var err error
		if user, err = accountBehind(tx, p.Registration); err != nil || user == "" {
			return err
		}
	}
	enrolment, err := courses.FindEnrolment(tx, user, w.Course())
	if err == nil && earnedAt(w).Before(cycleSince(enrolment)) {
		return nil // it counted in a cycle before this one
	}
	if errors.Is(err, courses.ErrNotEnrolled) {
		if p.Registration == "" {
			return nil // who hosts or presents did not come to take the course
		}
		enrolment, err = courses.Enrol(tx, user, w.Course())
	}
	if errors.Is(err, courses.ErrNotPublished) {
		return nil // it takes nobody any more
	}
	if err != nil {
		return err
	}
	return courses.Fulfil(tx, enrolment, presenceIn(w).String(), map[string]any{
		"webinar": w.Id, "seconds": p.Seconds, "percent": p.Percent, evidenceUntil: heldUntil(earnedAt(w)),
	})
}

// takePresenceBack takes from the linked course what a correction took from the register. A course that is complete stays so, and so does
// its certificate: see UnsupportedCredits.
func takePresenceBack(tx core.App, w *webinars.Webinar, register webinars.Register) error {
	return eachUnsupported(tx, w, register, func(_ webinars.Attendance, e *courses.Enrolment) error {
		if e.IsComplete() {
			return nil
		}
		return courses.TakeBack(tx, e, presenceIn(w))
	})
}

// UnsupportedCredits are those who completed the linked course on a presence that a correction has taken from the register since. Their
// certificates hold until somebody of the staff revokes them: what was given is never taken back silently.
func UnsupportedCredits(app core.App, w *webinars.Webinar, register webinars.Register) ([]webinars.Unsupported, error) {
	var list []webinars.Unsupported
	err := eachUnsupported(app, w, register, func(a webinars.Attendance, e *courses.Enrolment) error {
		if !e.IsComplete() {
			return nil
		}
		c, err := certificates.OfEnrolment(app, e.Id)
		switch {
		case err == nil:
			list = append(list, webinars.Unsupported{Person: a.ID, Name: a.Name, Certificate: c.Id, Number: c.Number()})
		case errors.Is(err, certificates.ErrNotFound): // the course gives none
			list = append(list, webinars.Unsupported{Person: a.ID, Name: a.Name})
		case !errors.Is(err, certificates.ErrEnded): // it was revoked
			return err
		}
		return nil
	})
	return list, err
}

// eachUnsupported calls f for each corrected row that is not enough, if its person's enrolment counts presence that no register shows.
func eachUnsupported(app core.App, w *webinars.Webinar, register webinars.Register, f func(webinars.Attendance, *courses.Enrolment) error) error {
	if w.Course() == "" || w.CourseKey() == "" {
		return nil
	}
	for _, a := range register.Rows {
		if !a.Corrected || a.Enough {
			continue
		}
		e, is, err := unsupported(app, w, a)
		if err == nil && is {
			err = f(a, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unsupported finds the enrolment that counts the row's presence, and tells whether it does though no register shows enough.
func unsupported(app core.App, w *webinars.Webinar, a webinars.Attendance) (e *courses.Enrolment, is bool, err error) {
	user := a.User
	if user == "" {
		user, err = accountBehind(app, a.Registration)
	}
	if err != nil || user == "" {
		return nil, false, err
	}
	e, err = courses.FindEnrolmentAt(app, user, w.Course(), earnedAt(w)) // what they have begun since counts other webinars
	if errors.Is(err, courses.ErrNotEnrolled) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	met, err := courses.Met(app, e.Id)
	if err != nil || !met[presenceIn(w).String()] {
		return e, false, err
	}
	supported, err := supportedByWebinar(app, e, w.CourseKey())
	return e, !supported, err
}

// cycleSince is since when presence counts in an enrolment: the first cycle counts what came before it too, every other only what came since.
func cycleSince(e *courses.Enrolment) (since time.Time) {
	if e.Cycle() > 1 {
		since = e.Started()
	}
	return since
}

// supportedByWebinar tells whether a webinar's register shows the presence that an enrolment counts.
func supportedByWebinar(app core.App, e *courses.Enrolment, key string) (bool, error) {
	return webinars.Supports(app, e.Course(), key, e.User(), cycleSince(e))
}
