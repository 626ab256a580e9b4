package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/locales"
)

type part struct {
	ID    string `json:"id"`
	Slug  string `json:"slug"`
	Title string `json:"title"`
}

type courseAnswer struct {
	Slug    string `json:"slug"`
	Title   string `json:"title"`
	Lessons []part `json:"lessons"`
	Quizzes []part `json:"quizzes"`
}

type certificateAnswer struct {
	Code string `json:"code"`
}

type progressAnswer struct {
	Percent     int                `json:"percent"`
	Complete    bool               `json:"complete"`
	Missing     []string           `json:"missing"`
	Certificate *certificateAnswer `json:"certificate"`
}

func bindCourses(api *router.RouterGroup[*core.RequestEvent]) {
	api.GET("/courses/{slug}", showCourse)
	api.POST("/courses/{slug}/enrolment", enrol)
	api.GET("/courses/{slug}/progress", showProgress)
	api.PUT("/courses/{slug}/lessons/{lesson}", markLesson)
}

// visibleCourse returns the course of the address if who asks may see it, else courses.ErrNotFound.
func visibleCourse(e *core.RequestEvent) (*courses.Course, error) {
	c, err := courses.FindBySlug(e.App, e.Request.PathValue("slug"))
	if err != nil {
		return nil, err
	}
	if c.State() == courses.Published || accounts.MayManageCourse(e.Auth, c.Owner()) {
		return c, nil
	}
	if c.State() == courses.Withdrawn && e.Auth != nil {
		if enrolled, err := courses.IsEnrolled(e.App, e.Auth.Id, c.Id); err != nil || enrolled {
			return c, err
		}
	}
	return nil, courses.ErrNotFound
}

// learnerAndCourse returns who asks and the course of the address, or why there is none of them.
func learnerAndCourse(e *core.RequestEvent) (*core.Record, *courses.Course, error) {
	user, err := learner(e)
	if err != nil {
		return nil, nil, err
	}
	c, err := visibleCourse(e)
	return user, c, err
}

func showCourse(e *core.RequestEvent) error {
	c, err := visibleCourse(e)
	if err != nil {
		return err
	}
	answer := courseAnswer{Slug: c.Slug(), Title: c.Title(), Lessons: []part{}, Quizzes: []part{}}
	lessons, err := courses.Lessons(e.App, c.Id)
	if err != nil {
		return err
	}
	for _, l := range lessons {
		answer.Lessons = append(answer.Lessons, part{l.Id, l.Slug(), l.Title()})
	}
	quizzes, err := courses.Quizzes(e.App, c.Id)
	if err != nil {
		return err
	}
	for _, q := range quizzes {
		answer.Quizzes = append(answer.Quizzes, part{q.ID, q.Slug, q.Title})
	}
	return e.JSON(http.StatusOK, answer)
}

func enrol(e *core.RequestEvent) error {
	user, c, err := learnerAndCourse(e)
	if err != nil {
		return err
	}
	_, before := courses.FindEnrolment(e.App, user.Id, c.Id)
	enrolment, err := courses.Enrol(e.App, user.Id, c.Id)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if errors.Is(before, courses.ErrNotEnrolled) {
		status = http.StatusCreated
	}
	return e.JSON(status, map[string]any{"id": enrolment.Id, "percent": enrolment.Percent()})
}

func showProgress(e *core.RequestEvent) error {
	user, c, err := learnerAndCourse(e)
	if err != nil {
		return err
	}
	return answerProgress(e, user.Id, c)
}

func markLesson(e *core.RequestEvent) error {
	user, c, err := learnerAndCourse(e)
	if err != nil {
		return err
	}
	var body struct {
		Done *bool `json:"done"`
	}
	if err := e.BindBody(&body); err != nil || body.Done == nil {
		return errInvalid
	}
	if _, err := courses.MarkLesson(e.App, user.Id, c.Id, e.Request.PathValue("lesson"), *body.Done); err != nil {
		return err
	}
	return answerProgress(e, user.Id, c)
}

func answerProgress(e *core.RequestEvent, user string, c *courses.Course) error {
	enrolment, standing, err := courses.Progress(e.App, user, c.Id)
	if err != nil {
		return err
	}
	answer := progressAnswer{Percent: standing.Percent, Complete: standing.Complete}
	answer.Missing, err = missingInWords(e.App, readerLocale(e), c.Id, standing.Missing)
	if err != nil {
		return err
	}
	if code, err := certificates.InForce(e.App, enrolment.Id); err != nil {
		return err
	} else if code != "" {
		answer.Certificate = &certificateAnswer{code}
	}
	return e.JSON(http.StatusOK, answer)
}

// missingInWords says each missing requirement as a sentence.
func missingInWords(app core.App, l *locales.Locale, course string, missing []courses.Requirement) ([]string, error) {
	sentences := []string{}
	titles, err := courses.Titles(app, course)
	if err != nil {
		return nil, err
	}
	for _, r := range missing {
		key := "missing." + r.Kind
		if r.Made() {
			key = "missing.recording"
		}
		sentences = append(sentences, l.T(key, "title", titles.Of(r), "percent", r.Threshold))
	}
	return sentences, nil
}
