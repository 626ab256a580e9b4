package hooks

import (
	"errors"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/courses"
	"aula/notifications"
)

// stillTrue says, for each kind that can cease to hold, whether it does: id is what the notice is about. Whoever adds a kind
// adds its rule here. A kind without one always holds.
var stillTrue = map[notifications.Kind]func(app core.App, id string, e *notifications.Entry) (bool, error){
	notifications.CertificateIssued:   certificateHolds,
	notifications.CertificateEnds:     certificateHolds,
	notifications.QuestionAnswered:    questionStands,
	notifications.QuestionAsked:       questionWaits,
	notifications.EssayMarked:         recordStands("attempts"),
	notifications.ResultChanged:       recordStands("attempts"),
	notifications.MarkChanged:         recordStands("attempts"),
	notifications.EssayWaiting:        essaysWait,
	notifications.CourseRevised:       courseStands,
	notifications.DeadlineComing:      deadlineStands,
	notifications.DeadlineOver:        deadlineStands,
	notifications.CourseAssigned:      assignmentHolds,
	notifications.CourseAssignedUntil: assignmentHolds,
	notifications.JobFailed:           jobFailed,
	notifications.WebinarRegistered:   webinarStands,
	notifications.WebinarWaiting:      webinarStands,
	notifications.WebinarPromoted:     webinarStands,
	notifications.WebinarChanged:      webinarStands,
	notifications.WebinarSoon:         webinarStands,
	notifications.WebinarCancelled:    webinarStands,
	notifications.WebinarThanks:       webinarStands,
	notifications.WebinarCredit:       webinarStands,
	notifications.WebinarRemoved:      webinarStands,
	notifications.EditionSeat:         seatStands,
	notifications.EditionWaiting:      seatStands,
	notifications.EditionPromoted:     seatStands,
	notifications.EditionRefused:      seatStands,
	notifications.EditionRemoved:      seatStands,
	notifications.EditionSoon:         seatStands,
	notifications.EditionMoved:        seatStands,
	notifications.EditionChanged:      seatStands,
	notifications.EditionCancelled:    seatStands,
	notifications.EditionNews:         seatStands,
	notifications.EditionAsked:        seatsAsked,
	notifications.RegisterWaiting:     registerWaits,
	notifications.SessionWebinarMoved: sessionLacks,
	notifications.SessionWebinarOff:   sessionLacks,
	notifications.RecordingGoes:       recordingGoes,
	notifications.AdhesionEnds:        adhesionEnds,
	notifications.PeopleDue:           peopleDue,
	notifications.OutsideWaiting:      outsideWaits,
	notifications.OutsideShared:       outsideStands,
	notifications.OutsideAccepted:     outsideStands,
	notifications.OutsideCorrected:    outsideStands,
	notifications.OutsideRefused:      outsideStands,
	notifications.OutsideCancelled:    outsideStands,
}

// StillTrue tells whether what a notice says still holds.
func StillTrue(app core.App, e *notifications.Entry) (bool, error) {
	rule, ok := stillTrue[e.Kind()]
	if !ok {
		return true, nil
	}
	_, id, _ := strings.Cut(e.About(), ":")
	return rule(app, id, e)
}

// sift parts notices that hold from those that do no more.
func sift(app core.App, list []*notifications.Entry) (holds, over []*notifications.Entry, err error) {
	for _, e := range list {
		ok, err := StillTrue(app, e)
		switch {
		case err != nil:
			return nil, nil, err
		case ok:
			holds = append(holds, e)
		default:
			over = append(over, e)
		}
	}
	return holds, over, nil
}

func certificateHolds(app core.App, id string, _ *notifications.Entry) (bool, error) {
	c, err := certificates.FindByID(app, id)
	if errors.Is(err, certificates.ErrNotFound) {
		return false, nil
	}
	return err == nil && c.Holds(), err
}

func courseStands(app core.App, id string, _ *notifications.Entry) (bool, error) {
	c, err := courses.FindByID(app, id)
	if errors.Is(err, courses.ErrNotFound) {
		return false, nil
	}
	return err == nil && c.State() == courses.Published, err
}

// questionStands: who asked reads the answer in a withdrawn course too.
func questionStands(app core.App, id string, _ *notifications.Entry) (bool, error) {
	q, err := courses.FindQuestion(app, id)
	if errors.Is(err, courses.ErrNotFound) {
		return false, nil
	}
	return err == nil && q.State != courses.Draft, err
}

func questionWaits(app core.App, id string, e *notifications.Entry) (bool, error) {
	q, err := courses.FindQuestion(app, id)
	if errors.Is(err, courses.ErrNotFound) {
		return false, nil
	}
	return err == nil && q.Answered().IsZero() && q.State == courses.Published, err
}

// recordStands is the rule of kinds that hold as long as a record is there.
func recordStands(collection string) func(core.App, string, *notifications.Entry) (bool, error) {
	return func(app core.App, id string, _ *notifications.Entry) (bool, error) {
		r, err := app.FindAllRecords(collection, dbx.HashExp{"id": id})
		return err == nil && len(r) == 1, err
	}
}

func jobFailed(app core.App, id string, _ *notifications.Entry) (bool, error) {
	r, err := app.FindAllRecords("jobs", dbx.HashExp{"id": id, "state": "failed"})
	return err == nil && len(r) == 1, err
}

// aboutAssignment begins what is said of assignments.
const aboutAssignment = "assignment:"

func assignmentHolds(app core.App, id string, e *notifications.Entry) (bool, error) {
	a, err := courses.FindAssignment(app, id)
	if errors.Is(err, courses.ErrNoAssignment) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	said := ""
	if due := a.Due(); !due.IsZero() {
		said = due.UTC().Format(time.RFC3339Nano)
	}
	return a.Withdrawn().IsZero() && e.Values()["due_date"] == said, nil
}

// aboutEnrolment begins what reminders are about.
const aboutEnrolment = "enrolment:"

// deadlineStands: who is reminded is still enrolled in a published course, has not finished, and the deadline was not moved. That it
// comes is true until it is there.
func deadlineStands(app core.App, id string, e *notifications.Entry) (bool, error) {
	enrolment, err := courses.FindEnrolmentByID(app, id)
	if errors.Is(err, courses.ErrNotEnrolled) {
		return false, nil
	}
	if err != nil || enrolment.User() != e.Person() || enrolment.IsComplete() {
		return false, err
	}
	due, err := time.Parse(time.RFC3339, e.Values()["due_date"])
	if err != nil || !enrolment.Due().Equal(due) {
		return false, err
	}
	if e.Kind() == notifications.DeadlineComing && time.Now().After(due) {
		return false, nil
	}
	return courseStands(app, enrolment.Course(), e)
}
