package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
	"aula/webinars"
)

const (
	theEdition   = "In biblioteca, di mattina"
	theHybrid    = "PagoPA senza sorprese" // the webinar of its last session
	theRoom      = "Biblioteca civica, sala al primo piano"
	editionSeats = 12
)

// addEdition plans an edition of the course with two sessions in a room and one in both.
func addEdition(tx core.App, course *courses.Course) error {
	w := &webinars.Webinar{}
	if err := tx.RecordQuery(webinars.Collection).AndWhere(dbx.HashExp{"title": theHybrid}).Limit(1).One(w); err != nil {
		return fmt.Errorf("find webinar of the edition: %w", err)
	}
	at := func(days int) time.Time { return calendar.At(calendar.AddDays(time.Now(), days), 9) }
	_, err := classes.Make(tx, course.Id, "", classes.Plan{
		Title: theEdition, From: at(7), Until: at(28), Seats: editionSeats, Ways: classes.Ways, Waiting: true, Facilitators: []string{theHost},
		Sessions: []classes.SessionPlan{
			{From: at(7), Until: at(7).Add(2 * time.Hour), Kind: classes.InRoom, Place: theRoom},
			{From: at(14), Until: at(14).Add(2 * time.Hour), Kind: classes.InRoom, Place: theRoom},
			{From: w.Start(), Until: w.End(), Kind: classes.InBoth, Place: theRoom, Webinar: w.Id},
		},
	})
	if err != nil {
		return fmt.Errorf("add edition: %w", err)
	}
	return nil
}
