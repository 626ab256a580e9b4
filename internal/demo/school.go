package demo

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/organisations"
)

const (
	theCourse  = "spid-e-cie"
	theAuthor  = "autrice@aula.example"
	theLearner = "rosa.villa@aula.example"

	daysForTheCourse = 30
	inAHurry         = "marko.kovac@aula.example" // has a deadline of his own, in so few days that he is reminded
	daysInAHurry     = 3

	theQuestion = "Se cambio telefono, devo rifare SPID da capo?"
)

// fill makes the whole demo with the transaction's app.
func fill(tx core.App, url string) error {
	err := organisations.Save(tx, organisations.Centre{
		Name: "Centro per le competenze digitali", IPA: "demo_centro", URL: url,
		SenderName: "Aula, accademia di prova", SenderAddress: "aula@aula.example",
		Contact:   "Questa è un'accademia di prova: le persone e il centro sono inventati.",
		Signatory: "Caterina Ferri", SignatoryRole: "Responsabile del centro",
		SPID:      organisations.SPID{Town: "Torino", Mail: "aula@aula.example", Phone: "+390110000000"},
		Completed: time.Now(),
	})
	if err != nil {
		return err
	}
	if err := addOrganisations(tx); err != nil {
		return err
	}
	people, err := addPeople(tx)
	if err != nil {
		return err
	}
	course, err := addCourses(tx, people[theAuthor].Id)
	if err != nil {
		return err
	}
	if err := courses.SetDeadline(tx, course.Id, courses.Deadline{After: daysForTheCourse}); err != nil {
		return err
	}
	if err := addMembers(tx, people); err != nil {
		return err
	}
	if err := study(tx, course, people); err != nil {
		return err
	}
	if err := addClass(tx, people); err != nil {
		return err
	}
	if err := hurry(tx, course, people[inAHurry].Id); err != nil {
		return err
	}
	if err := addCohort(tx); err != nil {
		return err
	}
	if err := addPapers(tx, people); err != nil {
		return err
	}
	if err := addRefreshers(tx, people); err != nil {
		return err
	}
	if err := addElsewhere(tx, people); err != nil {
		return err
	}
	if err := addWebinars(tx, people); err != nil {
		return err
	}
	if err := addEdition(tx, course); err != nil {
		return err
	}
	if err := addHeldClass(tx, people); err != nil {
		return err
	}
	if err := addRecording(tx); err != nil {
		return err
	}
	return ask(tx, course, people[theLearner].Id)
}

// study lets some people go part of the way.
func study(tx core.App, course *courses.Course, people map[string]*core.Record) error {
	lessons, err := courses.Lessons(tx, course.Id)
	if err != nil {
		return err
	}
	for _, p := range cast {
		if p.done < 0 {
			continue
		}
		user := people[p.email].Id
		if _, err := courses.Enrol(tx, user, course.Id); err != nil {
			return err
		}
		for _, l := range lessons[:min(p.done, len(lessons))] {
			if _, err := courses.MarkLesson(tx, user, course.Id, l.Key(), true); err != nil {
				return err
			}
		}
		if p.done == everything {
			if err := finish(tx, user, course.Id); err != nil {
				return err
			}
		}
	}
	return nil
}

// hurry gives one learner a deadline of his own.
func hurry(tx core.App, course *courses.Course, user string) error {
	e, err := courses.FindEnrolment(tx, user, course.Id)
	if err != nil {
		return err
	}
	_, _, err = courses.SetOwnDeadline(tx, course.Id, courses.LearnerChoice{Enrolments: []string{e.Id}},
		courses.OwnDeadline{Day: time.Now().AddDate(0, 0, daysInAHurry)})
	return err
}

// finish meets what is still missing, so that the demo has a certificate to look at.
func finish(tx core.App, user, course string) error {
	e, standing, err := courses.Progress(tx, user, course)
	if err != nil {
		return err
	}
	for _, missing := range standing.Missing {
		if err := courses.Fulfil(tx, e, missing.String(), map[string]string{"by": "demo"}); err != nil {
			return err
		}
	}
	return nil
}
