package hooks

import (
	"errors"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/hours"
	"aula/internal/calendar"
	"aula/notifications"
	"aula/organisations"
)

// aboutOutside begins what is said of training that somebody had elsewhere.
const aboutOutside = "outside:"

// bindOutside tells people of training that they had elsewhere, in the transaction in which it is filed or decided on.
func bindOutside(app core.App) {
	app.OnRecordCreate(hours.OutsideCollection).BindFunc(tellOutsideFiled)
	app.OnRecordUpdate(hours.OutsideCollection).BindFunc(tellOutsideChanged)
}

// tellOutsideFiled tells those who answer for the organisation that something waits, once a day, and each time that a document comes twice.
func tellOutsideFiled(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	f := hours.FiledOf(e.Record)
	o, people, err := decidersOf(e.App, f)
	if err != nil {
		return err
	}
	today := calendar.FormatDay(time.Now())
	err = notifications.TellAll(e.App, people, notifications.Notice{
		Kind: notifications.OutsideWaiting, Key: o.Id + ":" + today, About: aboutOrganisation + o.Id,
		Link: "/organisations/" + o.IPA() + "/outside?state=waiting", Values: map[string]string{"organisation": o.Name()},
	})
	if err != nil || !f.IsShared() {
		return err
	}
	return tellShared(e.App, f, o, people)
}

// tellShared tells that somebody else had filed the document. It names nobody: the page does.
func tellShared(tx core.App, f *hours.Filed, o *organisations.Organisation, people []string) error {
	return notifications.TellAll(tx, people, notifications.Notice{
		Kind: notifications.OutsideShared, Key: f.Id + ":" + f.SHA256(), About: aboutOutside + f.Id,
		Link: "/organisations/" + o.IPA() + "/outside/" + f.Id, Values: map[string]string{"organisation": o.Name(), "title": f.Title()},
	})
}

// decidersOf are the organisation that decides, and those who answer for it but for who filed.
func decidersOf(app core.App, f *hours.Filed) (*organisations.Organisation, []string, error) {
	o, err := organisations.Find(app, f.Organisation())
	if err != nil {
		return nil, nil, err
	}
	var people []string
	all, err := accounts.ReferentsOf(app, o.Id, time.Now())
	for _, p := range all {
		if p != f.User() {
			people = append(people, p)
		}
	}
	return o, people, err
}

// tellOutsideChanged tells who filed what was decided, and the organisation of a document that came in the place of another and is shared.
func tellOutsideChanged(e *core.RecordEvent) error {
	before := hours.FiledOf(e.Record.Original())
	if err := e.Next(); err != nil {
		return err
	}
	f := hours.FiledOf(e.Record)
	if f.State() == before.State() {
		if !f.IsShared() || f.SHA256() == before.SHA256() {
			return nil
		}
		o, people, err := decidersOf(e.App, f)
		if err != nil {
			return err
		}
		return tellShared(e.App, f, o, people)
	}
	kind := notifications.OutsideAccepted
	switch {
	case f.State() == hours.OutsideRefused:
		kind = notifications.OutsideRefused
	case f.State() == hours.OutsideCancelled:
		kind = notifications.OutsideCancelled
	case f.Corrected():
		kind = notifications.OutsideCorrected
	}
	return notifications.Tell(e.App, notifications.Notice{
		Person: f.User(), Kind: kind, Key: f.Id, About: aboutOutside + f.Id, Link: "/me/hours/outside/" + f.Id,
		Values: map[string]string{"title": f.Title(), "reason": f.Reason(), "hours_length": strconv.Itoa(f.Accepted()), "filed_length": strconv.Itoa(f.Minutes())},
	})
}

// outsideWaits: something still waits for the organisation, and the person still answers for it.
func outsideWaits(app core.App, id string, e *notifications.Entry) (bool, error) {
	n, err := hours.CountWaiting(app, id)
	if err != nil || n == 0 {
		return false, err
	}
	return answersFor(app, id, e.Person())
}

// outsideStands: what the notice says of training elsewhere is still so.
func outsideStands(app core.App, id string, e *notifications.Entry) (bool, error) {
	f, err := hours.FindOutside(app, id)
	if errors.Is(err, hours.ErrNoOutside) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch e.Kind() {
	case notifications.OutsideShared:
		if !f.Waits() || !f.IsShared() {
			return false, nil
		}
		return answersFor(app, f.Organisation(), e.Person())
	case notifications.OutsideAccepted, notifications.OutsideCorrected:
		return f.State() == hours.OutsideAccepted, nil
	}
	return true, nil
}
