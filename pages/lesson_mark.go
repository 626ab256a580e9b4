package pages

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// markLesson marks the lesson as done, or takes that back, and goes on to what comes next.
func (s *site) markLesson(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	o, err := s.open(e)
	if err != nil {
		return err
	}
	lesson, i, err := o.Lesson(e.Request.PathValue("lesson"))
	if err != nil {
		return err
	}
	done := e.Request.PostFormValue("done") != "false"
	enrolment, err := courses.MarkLesson(e.App, user.Id, o.Course.Id, lesson.Key(), done)
	if err != nil {
		return err
	}
	switch next := after(o, i); {
	case !done:
		return back(e, withSaid(o.address()+"/"+lesson.Slug(), "lesson_undone"))
	case enrolment.IsComplete() && !o.Reading.Standing.Complete:
		return back(e, withSaid(o.address(), "course_complete"))
	case next != nil:
		return back(e, withSaid(next.Address, "lesson_done"))
	default:
		return back(e, withSaid(o.address(), "lesson_done"))
	}
}
