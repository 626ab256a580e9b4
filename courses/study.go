package courses

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// MarkLesson marks a lesson as done by the person, or takes the mark back while the course is not complete.
// lesson is its key or its slug. It returns ErrNotEnrolled, ErrNotFound, ErrMadeHere or ErrComplete.
func MarkLesson(app core.App, user, course, lesson string, done bool) (*Enrolment, error) {
	var enrolment *Enrolment
	err := app.RunInTransaction(func(tx core.App) error {
		e, err := FindEnrolment(tx, user, course)
		if err != nil {
			return err
		}
		enrolment = e
		l, err := FindLesson(tx, course, lesson)
		if err != nil {
			return err
		}
		if l.Origin() != "" {
			return fmt.Errorf("mark lesson %s: %w", l.Key(), ErrMadeHere)
		}
		requirement := Requirement{Kind: LessonKind, Key: l.Key()}.String()
		e.Set("last_lesson", l.Id)
		if done {
			return Fulfil(tx, e, requirement, map[string]string{"by": "learner"})
		}
		return unmark(tx, e, requirement)
	})
	return enrolment, err
}

func unmark(tx core.App, e *Enrolment, requirement string) error {
	if e.IsComplete() {
		return fmt.Errorf("take back %s: %w", requirement, ErrComplete)
	}
	f := &core.Record{}
	err := tx.RecordQuery("fulfilments").AndWhere(dbx.HashExp{"enrolment": e.Id, "requirement": requirement}).Limit(1).One(f)
	if err == nil {
		err = tx.Delete(f)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("take back %s of enrolment %s: %w", requirement, e.Id, err)
	}
	return Resettle(tx, e)
}

// FindLesson returns a lesson of the course by its slug, its key, its id or its file's stem; retired ones are not found.
func FindLesson(app core.App, course, lesson string) (*Lesson, error) {
	for _, by := range []struct{ column, value string }{
		{"slug", lesson}, {"key", lesson}, {"id", lesson}, {"slug", slugify(withoutNumber(lesson))},
	} {
		r := &core.Record{}
		err := app.RecordQuery("lessons").
			AndWhere(dbx.HashExp{"course": course, "retired": false, by.column: by.value}).Limit(1).One(r)
		if err == nil {
			return newLesson(r), nil
		}
	}
	return nil, fmt.Errorf("lesson %q of course %s: %w", lesson, course, ErrNotFound)
}

// Progress returns how far the person is in the course; nobody's progress is ErrNotEnrolled.
func Progress(app core.App, user, course string) (*Enrolment, Standing, error) {
	e, err := FindEnrolment(app, user, course)
	if err != nil {
		return nil, Standing{}, err
	}
	met, err := Met(app, e.Id)
	if err != nil {
		return nil, Standing{}, err
	}
	required, err := RequirementsOf(app, course)
	if err != nil {
		return nil, Standing{}, err
	}
	return e, standing(required, met, e.IsComplete()), nil
}

// IsEnrolled tells whether the person has an enrolment in the course.
func IsEnrolled(app core.App, user, course string) (bool, error) {
	_, err := FindEnrolment(app, user, course)
	if errors.Is(err, ErrNotEnrolled) {
		return false, nil
	}
	return err == nil, err
}
