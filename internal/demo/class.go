package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
	"aula/organisations"
)

// Class is an assisted class of the demo, in which its facilitator gives out cards.
type Class struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// classTitle is by what the demo finds its class again.
const classTitle = "Martedì in biblioteca"

// addClass lets the facilitator hold an assisted class for residents.
func addClass(tx core.App, people map[string]*core.Record) error {
	here, err := organisations.FindByIPA(tx, workplace)
	if err != nil {
		return err
	}
	course, err := courses.FindBySlug(tx, theCourse)
	if err != nil {
		return err
	}
	collection, err := tx.FindCollectionByNameOrId(classes.Collection)
	if err != nil {
		return err
	}
	today := calendar.At(time.Now(), 0)
	e := core.NewRecord(collection)
	e.Load(map[string]any{
		"course": course.Id, "title": classTitle, "from": calendar.AddDays(today, -7), "until": calendar.EndOfDay(calendar.AddDays(today, 60)), "state": string(classes.Open),
		"organisation": here.Id, "facilitators": []string{people["facilitatrice@aula.example"].Id}, "assisted": true, "ways": []string{}, "revision": 1,
	})
	if err := tx.Save(e); err != nil {
		return fmt.Errorf("add the class %s: %w", classTitle, err)
	}
	return nil
}

func classesToShow(app core.App) ([]Class, error) {
	found, err := app.FindAllRecords(classes.Collection)
	if err != nil {
		return nil, err
	}
	var list []Class
	for _, e := range found {
		if classes.Of(e).Assisted() {
			list = append(list, Class{e.Id, classes.Of(e).Title()})
		}
	}
	return list, nil
}
