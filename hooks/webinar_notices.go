package hooks

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/jobs"
	"aula/notifications"
	"aula/webinars"
)

const aboutRegistration = "registration:"

// bindWebinarNotices tells those who are registered what happened, in the transaction in which it happened.
func bindWebinarNotices(app core.App, queue *jobs.Queue) {
	queue.Register(webinarMailKind, sendWebinarMail)
	app.OnRecordCreate(webinars.Registrations).BindFunc(tellRegistration)
	app.OnRecordUpdate(webinars.Registrations).BindFunc(tellRegistration)
	app.OnRecordUpdate(webinars.Collection).BindFunc(tellWebinar)
	bindWebinarRounds(app)
}

// tellRegistration says what became of a registration: a seat, a place on the waiting list, a seat after waiting, none any more.
func tellRegistration(e *core.RecordEvent) error {
	var before webinars.Standing // of a new one: none
	wasRemoved := false
	if !e.Record.IsNew() {
		was := webinars.RegistrationOf(e.Record.Original())
		before, wasRemoved = was.State(), was.IsRemoved()
	}
	if err := e.Next(); err != nil {
		return err
	}
	r := webinars.RegistrationOf(e.Record)
	if r.State() == before || r.IsErased() {
		return nil
	}
	kind := notifications.WebinarRegistered
	switch {
	case r.State() == webinars.Withdrawn:
		if err := notifications.StopAbout(e.App, r.User(), aboutRegistration+r.Id); err != nil || wasRemoved || !r.IsRemoved() {
			return err // they gave it back themselves
		}
		kind = notifications.WebinarRemoved
	case r.State() == webinars.Waiting:
		kind = notifications.WebinarWaiting
	case before == webinars.Waiting:
		kind = notifications.WebinarPromoted
	}
	w, err := webinars.Meant(e.App, r)
	if err != nil {
		return err
	}
	news := newsOf(w, kind)
	if r.IsGuest() {
		return writeToGuest(e.App, r, string(kind), "", news.values, news.link) // a registration comes to a state once
	}
	return news.tell(e.App, r, r.Asked().UTC().Format(time.RFC3339Nano))
}

// tellWebinar says what became of a webinar to all whom it concerns: a change or its end to those who hold a seat or wait for one,
// thanks to those who came.
func tellWebinar(e *core.RecordEvent) error {
	before := webinars.Of(e.Record.Original())
	if err := e.Next(); err != nil {
		return err
	}
	w := webinars.Of(e.Record)
	if w.State() == webinars.Ended && before.State() == webinars.Open {
		return thank(e.App, w)
	}
	news, is := whatChanged(before, w)
	if !is {
		return nil
	}
	return webinars.EachHolder(e.App, w.Id, func(r *webinars.Registration) error {
		if r.IsErased() {
			return nil
		}
		return news.tell(e.App, r, fmt.Sprintf("%s:%d", w.Id, w.Revision()))
	})
}

// whatChanged is what those registered are told about a change, if it is anything to them: who hosts, how many seats there are and the
// like is not.
func whatChanged(before, now *webinars.Webinar) (webinarNews, bool) {
	if now.State() == webinars.Cancelled && before.State() != webinars.Cancelled {
		return newsOf(now, notifications.WebinarCancelled), true
	}
	same := momentOf(now) == momentOf(before) && now.Minutes() == before.Minutes() && now.Title() == before.Title()
	if now.State() != webinars.Planned || same {
		return webinarNews{}, false
	}
	news := newsOf(now, notifications.WebinarChanged)
	news.values["before_webinar"], news.values["before_moment"] = before.Title(), momentOf(before)
	news.values["before_lasts_length"], news.values["lasts_length"] = strconv.Itoa(before.Minutes()), strconv.Itoa(now.Minutes())
	return news, true
}

func momentOf(w *webinars.Webinar) string {
	return w.Start().UTC().Format(time.RFC3339) + "|" + w.Zone()
}

// thank thanks those who came, once each, and leads them to the course that their presence counts for. Who did not come is left alone.
func thank(tx core.App, w *webinars.Webinar) error {
	news := newsOf(w, notifications.WebinarThanks)
	if w.Course() != "" {
		c, err := courses.FindByID(tx, w.Course())
		if err != nil && !errors.Is(err, courses.ErrNotFound) {
			return err
		}
		if err == nil && c.State() == courses.Published {
			news = newsOf(w, notifications.WebinarCredit)
			news.values["course"], news.link = c.Title(), "/courses/"+c.Slug()
		}
	}
	came, err := webinars.Came(tx, w.Id)
	if err != nil {
		return err
	}
	return webinars.EachHolder(tx, w.Id, func(r *webinars.Registration) error {
		if !came[r.Id] || r.IsErased() || r.State() != webinars.Registered {
			return nil
		}
		if fresh, err := webinars.Thanked(tx, r); err != nil || !fresh {
			return err
		}
		return news.tell(tx, r, w.Id)
	})
}

// webinarNews is something to tell about a webinar.
type webinarNews struct {
	kind   notifications.Kind
	link   string // path on this site
	values map[string]string
}

func newsOf(w *webinars.Webinar, kind notifications.Kind) webinarNews {
	return webinarNews{kind, "/webinars/" + w.Id, map[string]string{"webinar": w.Title(), "when_moment": momentOf(w)}}
}

// tell tells one person, on the page and by mail as they chose, or writes to a guest. Asked again for the same key it does nothing.
func (n webinarNews) tell(tx core.App, r *webinars.Registration, key string) error {
	if r.IsGuest() {
		return writeToGuest(tx, r, string(n.kind), r.Id+":"+string(n.kind)+":"+key, n.values, n.link)
	}
	return notifications.Tell(tx, notifications.Notice{
		Person: r.User(), Kind: n.kind, Key: r.Id + ":" + key, Link: n.link, About: aboutRegistration + r.Id, Values: n.values,
	})
}
