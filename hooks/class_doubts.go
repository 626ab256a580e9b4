package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/classes"
	"aula/courses"
	"aula/webinars"
)

// UnsupportedPresence are those who completed the edition's course on presence that a correction has taken from its registers since, as
// UnsupportedCredits are for a webinar. Their certificates hold until somebody of the staff revokes them.
func UnsupportedPresence(app core.App, x *classes.Edition) (list []webinars.Unsupported, err error) {
	if x.Presence() == "" {
		return nil, nil
	}
	corrected, err := classes.Corrected(app, x.Id)
	if err != nil || len(corrected) == 0 {
		return nil, err
	}
	attendance, err := classes.Attendance(app, x)
	if err != nil {
		return nil, err
	}
	for _, user := range corrected {
		m, in := attendance[user]
		if !in || m.Enough {
			continue
		}
		doubt, err := unsupportedSeat(app, x, user)
		if err != nil {
			return nil, err
		}
		if doubt != nil {
			list = append(list, *doubt)
		}
	}
	return list, nil
}

// unsupportedSeat is the doubt about somebody whose presence in the edition is not enough; nil: nothing rests on it.
func unsupportedSeat(app core.App, x *classes.Edition, user string) (*webinars.Unsupported, error) {
	e, err := courses.FindEnrolmentIn(app, user, x.Course(), x.Id)
	if errors.Is(err, courses.ErrNotEnrolled) || err == nil && !e.IsComplete() {
		return nil, nil //nolint:nilnil // no doubt is an answer
	}
	if err != nil {
		return nil, err
	}
	rests, err := restsOn(app, e, x)
	if err != nil || !rests {
		return nil, err
	}
	supported, err := supportedByWebinar(app, e, x.Presence())
	if err != nil || supported {
		return nil, err
	}
	p, err := accounts.Find(app, user)
	if err != nil {
		return nil, err
	}
	doubt := &webinars.Unsupported{Person: user, Name: classes.RollName(p)}
	c, err := certificates.OfEnrolment(app, e.Id)
	switch {
	case errors.Is(err, certificates.ErrEnded): // it was revoked
		return nil, nil //nolint:nilnil // somebody has decided
	case errors.Is(err, certificates.ErrNotFound): // the course gives none
		return doubt, nil
	case err != nil:
		return nil, err
	}
	doubt.Certificate, doubt.Number = c.Id, c.Number()
	return doubt, nil
}
