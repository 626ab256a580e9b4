package hooks

import (
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
	"aula/notifications"
	"aula/organisations"
	"aula/webinars"
)

// aboutSession begins what those who hold classes are told about one of their sessions.
const aboutSession = "session:"

// tellOfWebinar tells those who hold a class what its sessions to come do not follow: their webinar is called off, or is no more when
// people meet in the room.
func tellOfWebinar(tx core.App, w *webinars.Webinar) error {
	sessions, err := classes.SessionsIn(tx, w.Id)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		kind := notifications.SessionWebinarMoved
		switch {
		case time.Now().After(s.Until()) || s.Closed():
			continue
		case w.State() == webinars.Cancelled:
			kind = notifications.SessionWebinarOff
		case !s.Differs(w):
			continue
		}
		x, err := classes.Find(tx, s.Edition())
		if err != nil {
			return err
		}
		if x.Settled() {
			continue
		}
		err = tellHolders(tx, s, kind, s.Id+":"+strconv.Itoa(w.Revision()), map[string]string{
			"webinar": w.Title(), "when_moment": sessionMoment(s), "starts_moment": w.Start().UTC().Format(time.RFC3339) + "|" + calendar.Zone.String(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sessionLacks: the session still meets when it did, and its webinar is still called off or at another time.
func sessionLacks(app core.App, id string, e *notifications.Entry) (bool, error) {
	s, x, err := sessionAndEdition(app, id)
	if err != nil || s == nil || !s.HasWebinar() || x.Settled() || sessionMoment(s) != e.Values()["when_moment"] || time.Now().After(s.Until()) {
		return false, err
	}
	w, err := webinars.Find(app, s.Webinar())
	if err != nil {
		return false, err
	}
	if e.Kind() == notifications.SessionWebinarOff {
		return w.State() == webinars.Cancelled, nil
	}
	return w.State() == webinars.Planned && s.Differs(w), nil
}

// tellHolders tells those who hold a class something about one of its sessions; the notice leads to its register, or to the edition whose plan
// is to be mended.
func tellHolders(tx core.App, s *classes.Session, kind notifications.Kind, key string, values map[string]string) error {
	x, err := classes.Find(tx, s.Edition())
	if err != nil {
		return err
	}
	c, err := courses.FindByID(tx, x.Course())
	if err != nil {
		return err
	}
	people, err := holdersOf(tx, x)
	if err != nil {
		return err
	}
	desk := "/manage/courses/" + c.Slug() + "/editions/"
	if x.Organisation() != "" {
		o, err := organisations.Find(tx, x.Organisation())
		if err != nil {
			return err
		}
		desk = "/organisations/" + o.IPA() + "/classes/"
	}
	link := desk + x.Id
	if kind == notifications.RegisterWaiting {
		link += "/sessions/" + s.Id
	}
	values["edition"], values["course"] = x.Title(), c.Title()
	return notifications.TellAll(tx, people, notifications.Notice{
		Kind: kind, Key: key, Link: link, About: aboutSession + s.Id, Values: values,
	})
}

// holdersOf are those who are told what an edition's staff have to know: who holds it; else those who answer for the organisation whose it is,
// or run its course.
func holdersOf(tx core.App, x *classes.Edition) ([]string, error) {
	if people := x.Facilitators(); len(people) > 0 {
		return people, nil
	}
	if x.Organisation() != "" {
		if people, err := accounts.ReferentsOf(tx, x.Organisation(), time.Now()); err != nil || len(people) > 0 {
			return people, err
		}
	}
	c, err := courses.FindByID(tx, x.Course())
	if err != nil {
		return nil, err
	}
	return managersOf(tx, c.Owner())
}
