package hooks

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
	"aula/notifications"
)

// aboutSeat begins what people are told about an edition: it stops with their seat.
const aboutSeat = "seat:"

// bindEditionNotices tells those concerned what happened, in the transaction in which it happened.
func bindEditionNotices(app core.App) {
	app.OnRecordCreate(classes.Seats).BindFunc(tellSeat)
	app.OnRecordUpdate(classes.Seats).BindFunc(tellSeat)
	app.OnRecordUpdate(classes.Collection).BindFunc(tellEdition)
	app.OnRecordCreate(classes.Sessions).BindFunc(tellSessionAdded)
	app.OnRecordUpdate(classes.Sessions).BindFunc(tellSessionMoved)
	app.OnRecordDelete(classes.Sessions).BindFunc(tellSessionAdded)
}

// tellSeat says what became of somebody's wish for a seat.
func tellSeat(e *core.RecordEvent) error {
	var before classes.Standing // of a new one: none
	if !e.Record.IsNew() {
		before = classes.SeatOf(e.Record.Original()).State()
	}
	if err := e.Next(); err != nil {
		return err
	}
	s := classes.SeatOf(e.Record)
	if s.State() == before || s.User() == "" {
		return nil
	}
	if s.State() == classes.In { // who is entered in a class that was held already knows
		if held, err := classes.Held(e.App, s.Edition(), time.Now()); err != nil || held {
			return err
		}
	}
	news, err := aboutEditionOf(e.App, s)
	if err != nil {
		return err
	}
	switch s.State() {
	case classes.In:
		news.kind = notifications.EditionSeat
		if before == classes.Waiting {
			news.kind = notifications.EditionPromoted
		}
	case classes.Waiting:
		news.kind = notifications.EditionWaiting
	case classes.Refused:
		news.kind = notifications.EditionRefused
	case classes.Removed:
		news.kind = notifications.EditionRemoved
	case classes.Asked:
		return news.askStaff(e.App)
	case classes.Left:
		return notifications.StopAbout(e.App, s.User(), aboutSeat+s.Id)
	}
	return news.tell(e.App, s, s.GetDateTime("updated").Time().UTC().Format(time.RFC3339Nano))
}

// tellEdition says that an edition is called off, or what its facilitators announce.
func tellEdition(e *core.RecordEvent) error {
	before := classes.Of(e.Record.Original())
	if err := e.Next(); err != nil {
		return err
	}
	x := classes.Of(e.Record)
	news, err := newsOfEdition(e.App, x)
	switch {
	case err != nil:
		return err
	case x.State() == classes.Cancelled && before.State() != classes.Cancelled:
		news.kind, news.values["reason"] = notifications.EditionCancelled, x.Reason()
	case x.News() != "" && x.News() != before.News():
		news.kind, news.values["news"] = notifications.EditionNews, x.News()
	default:
		return nil
	}
	return news.tellAll(e.App, strconv.Itoa(x.Revision()), classes.In, classes.Waiting, classes.Asked)
}

// tellSessionAdded says that there is a session more or less, once a revision of the plan.
func tellSessionAdded(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	if classes.SessionOf(e.Record).Begun(time.Now()) { // entered afterwards
		return nil
	}
	x, err := classes.Find(e.App, classes.SessionOf(e.Record).Edition())
	if errors.Is(err, classes.ErrNotFound) {
		return nil // it goes with its edition
	}
	if err != nil || x.Settled() {
		return err
	}
	news, err := newsOfEdition(e.App, x)
	if err != nil {
		return err
	}
	news.kind = notifications.EditionChanged
	return news.tellAll(e.App, strconv.Itoa(x.Revision()), classes.In)
}

// tellSessionMoved says that a session is at another time or in another place.
func tellSessionMoved(e *core.RecordEvent) error {
	before := classes.SessionOf(e.Record.Original())
	if err := e.Next(); err != nil {
		return err
	}
	s := classes.SessionOf(e.Record)
	if now := time.Now(); before.Begun(now) && s.Begun(now) { // entered afterwards
		return nil
	}
	if s.From().Equal(before.From()) && s.Until().Equal(before.Until()) && s.Place() == before.Place() && s.Kind() == before.Kind() {
		return nil
	}
	x, err := classes.Find(e.App, s.Edition())
	if err != nil || x.Settled() {
		return err
	}
	news, err := newsOfEdition(e.App, x)
	if err != nil {
		return err
	}
	news.kind = notifications.EditionMoved
	news.values["before_moment"], news.values["when_moment"] = sessionMoment(before), sessionMoment(s)
	return news.tellAll(e.App, s.Id+":"+strconv.Itoa(x.Revision()), classes.In)
}

func sessionMoment(s *classes.Session) string {
	return s.From().UTC().Format(time.RFC3339) + "|" + calendar.Zone.String()
}

// editionNews is something to tell about an edition.
type editionNews struct {
	edition *classes.Edition
	kind    notifications.Kind
	values  map[string]string
}

func newsOfEdition(app core.App, x *classes.Edition) (editionNews, error) {
	c, err := courses.FindByID(app, x.Course())
	if err != nil {
		return editionNews{}, err
	}
	return editionNews{edition: x, values: map[string]string{"edition": x.Title(), "course": c.Title(), "slug": c.Slug(), "from_date": x.From().UTC().Format(time.RFC3339)}}, nil
}

func aboutEditionOf(app core.App, s *classes.Seat) (editionNews, error) {
	x, err := classes.Find(app, s.Edition())
	if err != nil {
		return editionNews{}, err
	}
	return newsOfEdition(app, x)
}

func (n editionNews) link() string {
	return courses.Address(n.values["slug"], "editions", n.edition.Id)
}

func (n editionNews) tell(tx core.App, s *classes.Seat, key string) error {
	return notifications.Tell(tx, notifications.Notice{
		Person: s.User(), Kind: n.kind, Key: s.Id + ":" + key, Link: n.link(), About: aboutSeat + s.Id, Values: n.values,
	})
}

func (n editionNews) tellAll(tx core.App, key string, standings ...classes.Standing) error {
	list, err := classes.People(tx, n.edition.Id, standings...)
	if err != nil {
		return err
	}
	for _, s := range list {
		if err := n.tell(tx, s, key); err != nil {
			return err
		}
	}
	return nil
}

// askStaff tells those who hold the edition that somebody asks for a seat, once a day.
func (n editionNews) askStaff(tx core.App) error {
	people, err := holdersOf(tx, n.edition)
	if err != nil {
		return err
	}
	return notifications.TellAll(tx, people, notifications.Notice{
		Kind: notifications.EditionAsked, Key: n.edition.Id + ":" + calendar.FormatDay(time.Now()), Link: n.link(),
		About: "edition:" + n.edition.Id, Values: n.values,
	})
}

// remindOfSessions tells the day before where and when people meet. Of a webinar its own reminder tells.
func remindOfSessions(app core.App, now time.Time) error {
	list, err := classes.Due(app, now)
	if err != nil {
		return err
	}
	for _, s := range list {
		err := app.RunInTransaction(func(tx core.App) error {
			fresh, err := classes.FindSession(tx, s.Id)
			if errors.Is(err, classes.ErrNoSession) {
				return nil // called off a moment ago
			}
			if err != nil {
				return err
			}
			if is, err := classes.Reminded(tx, fresh, now); err != nil || !is || !fresh.HasRoom() {
				return err
			}
			x, err := classes.Find(tx, fresh.Edition())
			if err != nil || x.Settled() {
				return err
			}
			news, err := newsOfEdition(tx, x)
			if err != nil {
				return err
			}
			news.kind = notifications.EditionSoon
			news.values["when_moment"], news.values["place"] = sessionMoment(fresh), fresh.Place()
			return news.tellAll(tx, fresh.Id+":"+fresh.From().UTC().Format(time.RFC3339), classes.In)
		})
		if err != nil {
			return fmt.Errorf("remind of session %s: %w", s.Id, err)
		}
	}
	return nil
}
