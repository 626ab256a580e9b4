package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
	"aula/organisations"
)

// theHeld is by what the demo finds the class again that has met already.
const theHeld = "Il pomeriggio, in sala consiliare"

// heldOn are the days on which it met, from today.
var heldOn = []int{-8, -1}

// addHeldClass lets a comune's class meet twice: the register of the first meeting is closed (one is ticked, two have signed, one was not
// there), that of the second waits to be written.
func addHeldClass(tx core.App, people map[string]*core.Record) error {
	facilitator := people["facilitatrice@aula.example"].Id
	x, err := heldEdition(tx, facilitator)
	if err != nil {
		return err
	}
	var sessions, seated []string
	for _, days := range heldOn {
		from := calendar.At(calendar.AddDays(time.Now(), days), 15)
		id, err := added(tx, classes.Sessions, map[string]any{
			"edition": x, "from": from.UTC(), "until": from.Add(time.Hour).UTC(), "kind": string(classes.InRoom), "place": "Sala consiliare",
		})
		if err != nil {
			return err
		}
		sessions = append(sessions, id)
	}
	for _, name := range cohort[:4] {
		p, err := accounts.FindByEmail(tx, mailboxOf(name))
		if err != nil {
			return err
		}
		if _, _, err := classes.Join(tx, classes.Joining{Edition: x, User: p.Id, By: facilitator}); err != nil {
			return fmt.Errorf("%s takes a seat: %w", name, err)
		}
		seated = append(seated, p.Id)
	}
	now := time.Now()
	if err := classes.WriteClass(tx, sessions[0], facilitator, "0", []classes.Line{{User: seated[0], Here: true}}, now); err != nil {
		return err
	}
	if _, err := classes.WriteSheet(tx, sessions[0], facilitator, cohort[1:3], now); err != nil {
		return err
	}
	return classes.Close(tx, sessions[0], now)
}

// heldEdition makes its record: by the form only what is to come is planned.
func heldEdition(tx core.App, facilitator string) (id string, err error) {
	here, err := organisations.FindByIPA(tx, workplace)
	if err != nil {
		return "", err
	}
	course, err := courses.FindBySlug(tx, theLiveCourse)
	if err != nil {
		return "", err
	}
	key, err := courses.PresenceKeyOf(tx, course.Id)
	if err != nil {
		return "", err
	}
	percent, err := courses.PresencePercent(tx, course.Id, key, 0)
	if err != nil {
		return "", err
	}
	today := calendar.At(time.Now(), 0)
	return added(tx, classes.Collection, map[string]any{
		"course": course.Id, "title": theHeld, "from": calendar.AddDays(today, heldOn[0]), "until": calendar.EndOfDay(calendar.AddDays(today, 20)), "state": string(classes.Open),
		"organisation": here.Id, "facilitators": []string{facilitator}, "ways": []string{}, "presence": key, "percent": percent, "revision": 1,
	})
}

func added(tx core.App, collection string, fields map[string]any) (id string, err error) {
	c, err := tx.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return "", err
	}
	r := core.NewRecord(c)
	r.Load(fields)
	if err := tx.Save(r); err != nil {
		return "", fmt.Errorf("add to %s: %w", collection, err)
	}
	return r.Id, nil
}
