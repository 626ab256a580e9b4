package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/certificates"
	"aula/courses"
	"aula/internal/calendar"
)

// theSafetyCourse is the one whose certificates end after five years.
const theSafetyCourse = "sicurezza-sul-lavoro"

// refresher is how somebody has done that course, and done it again.
type refresher struct {
	by    string
	days  int  // from today to the last day of the first certificate
	again int  // days ago on which it was finished again; 0: it was not
	part  bool // has begun to do it again
}

var refreshers = []refresher{
	{by: "allievo@aula.example", days: 12},
	{by: "giulia.conti@aula.example", days: -20},
	{by: "referente@aula.example", days: -10, again: 30},
	{by: "ahmed.benali@aula.example", days: 40, part: true},
}

// addRefreshers lets people have certificates that end soon, that have ended, and that were renewed.
func addRefreshers(tx core.App, people map[string]*core.Record) error {
	course, err := courses.FindBySlug(tx, theSafetyCourse)
	if err != nil {
		return err
	}
	for _, r := range refreshers {
		if err := r.play(tx, course, people[r.by].Id); err != nil {
			return fmt.Errorf("%s refreshes safety at work: %w", r.by, err)
		}
	}
	_, err = certificates.Expire(tx, time.Now())
	return err
}

func (r refresher) play(tx core.App, course *courses.Course, user string) error {
	e, err := courses.Enrol(tx, user, course.Id)
	if err != nil {
		return err
	}
	now := time.Now()
	if err := finishedOn(tx, e, calendar.At(now.AddDate(0, -course.Validity(), r.days), 11)); err != nil {
		return err
	}
	if r.again == 0 && !r.part {
		return nil
	}
	if e, err = courses.FindEnrolmentByID(tx, e.Id); err != nil {
		return err
	}
	if e, err = courses.Renew(tx, e); err != nil {
		return err
	}
	if r.part {
		return begin(tx, user, course.Id)
	}
	return finishedOn(tx, e, calendar.At(calendar.AddDays(now, -r.again), 11))
}

// begin marks the first lesson.
func begin(tx core.App, user, course string) error {
	lessons, err := courses.Lessons(tx, course)
	if err != nil {
		return err
	}
	_, err = courses.MarkLesson(tx, user, course, lessons[0].Key(), true)
	return err
}

// finishedOn writes that somebody finished a course on an earlier day, with all that follows from it. The rows say so before anybody asks them.
func finishedOn(tx core.App, e *courses.Enrolment, day time.Time) error {
	at, err := types.ParseDateTime(day)
	if err != nil {
		return err
	}
	required, err := courses.RequirementsOf(tx, e.Course())
	if err != nil {
		return err
	}
	for _, r := range required {
		_, err := tx.DB().Insert("fulfilments", dbx.Params{
			"id": core.GenerateDefaultRandomId(), "enrolment": e.Id, "requirement": r.String(), "evidence": `{"by":"demo"}`, "created": at.String(),
		}).Execute()
		if err != nil {
			return err
		}
	}
	if _, err := tx.DB().Update("enrolments", dbx.Params{"created": at.String(), "percent": 100}, dbx.HashExp{"id": e.Id}).Execute(); err != nil {
		return err
	}
	if e, err = courses.FindEnrolmentByID(tx, e.Id); err != nil {
		return err
	}
	e.Set("completed", at)
	if err := tx.Save(e); err != nil {
		return err
	}
	return issuedOn(tx, e.Id, at)
}

// issuedOn dates the certificate that came of it, numbers it in its year, and lets its holder be reminded of its end.
func issuedOn(tx core.App, enrolment string, at types.DateTime) error {
	_, err := tx.DB().NewQuery(`UPDATE certificates SET issued = {:at}, reminded = 0,
		number = (SELECT printf('%s/%06d', {:year}, 1 + count(*)) FROM certificates k WHERE k.number LIKE {:year} || '/%' AND k.enrolment != {:enrolment})
		WHERE enrolment = {:enrolment}`).Bind(dbx.Params{"at": at.String(), "year": at.Time().In(calendar.Zone).Format("2006"), "enrolment": enrolment}).Execute()
	return err
}
