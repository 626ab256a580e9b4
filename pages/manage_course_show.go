package pages

import (
	"fmt"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/quizzes"
)

type managedCourseView struct {
	manageFrame
	Course         *courses.Course
	Owner          string // name; empty for nobody
	State          string // in the reader's language
	Lessons        int
	Quizzes        int
	Tests          []courses.QuizRef
	Minutes        int
	Open, Finished int
	Questions      int        // that wait for an answer
	Edited         []quizLine // quizzes and banks, to be edited
	Upload         uploadForm
	Ratings        courses.Ratings
	Deletable      bool
	Deadline       string // in words
	Editions       int    // to come
}

// quizLine is a quiz of the course, with where its questions are edited.
type quizLine struct{ Title, Address string }

// quizLines are the quizzes and banks that the course has now.
func quizLines(app core.App, c *courses.Course) ([]quizLine, error) {
	all, err := quizzes.OfCourse(app, c.Id)
	if err != nil {
		return nil, err
	}
	var lines []quizLine
	for _, q := range all {
		if !q.Retired() {
			lines = append(lines, quizLine{q.Title(), quizQuestionsAddress(c, q)})
		}
	}
	return lines, nil
}

// managed returns the course of the address if this person may run it, else courses.ErrNotFound.
func managed(e *core.RequestEvent) (*courses.Course, error) {
	c, err := courses.FindBySlug(e.App, e.Request.PathValue("slug"))
	if err != nil {
		return nil, err
	}
	if !accounts.MayManageCourse(e.Auth, c.Owner()) {
		return nil, courses.ErrNotFound
	}
	return c, nil
}

func managedAddress(c *courses.Course) string { return "/manage/courses/" + c.Slug() }

func (s *site) showManagedCourse(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	outline, _, err := s.shelf.Open(e.App, c.Slug(), "")
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := managedCourseView{
		manageFrame: s.newManageFrame(e, c.Title(), "/manage/courses", Crumb{l.T("manage.courses"), "/manage/courses"}, Crumb{Title: c.Title()}),
		Course:      c, State: l.T("state." + c.State()), Deadline: deadlineWords(l, c.Deadline()), Lessons: len(outline.Lessons), Quizzes: len(outline.Quizzes),
		Tests:  outline.Quizzes,
		Upload: uploadForm{Course: c.Slug(), Limit: uploadLimit >> 20},
	}
	for _, lesson := range outline.Lessons {
		view.Minutes += lesson.Minutes()
	}
	if view.Open, view.Finished, err = courses.CountLearners(e.App, c.Id); err != nil {
		return err
	}
	if _, view.Questions, err = courses.ListQuestions(e.App, courses.QuestionFilter{Course: c.Slug(), Page: 1}); err != nil {
		return err
	}
	if _, view.Editions, err = classes.List(e.App, classes.Filter{Course: c.Id, Coming: true}, time.Now()); err != nil {
		return err
	}
	if view.Ratings, err = courses.RatingsOf(e.App, c.Id); err != nil {
		return err
	}
	if view.Edited, err = quizLines(e.App, c); err != nil {
		return err
	}
	if owner, err := accounts.Find(e.App, c.Owner()); err == nil {
		view.Owner = owner.Name()
	}
	view.Deletable = c.State() != courses.Published && view.Open+view.Finished == 0
	return s.render(e, http.StatusOK, "manage_course_show", &view)
}

// placeOf is where a finding is: "01-uno.md:12".
func placeOf(f courses.Finding) string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d", f.Path, f.Line)
	}
	return f.Path
}
