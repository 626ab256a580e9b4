package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// ratingForm is what a learner says of a finished course, as it was typed.
type ratingForm struct {
	Clarity, Usefulness, Recommend string
	Comment                        string
	Missing                        []string // names of the questions without an answer
}

// Lacks tells whether the question was left without an answer.
func (f ratingForm) Lacks(name string) bool {
	for _, m := range f.Missing {
		if m == name {
			return true
		}
	}
	return false
}

// Is tells whether the answer to the question was this.
func (f ratingForm) Is(name, value string) bool {
	return value == map[string]string{"clarity": f.Clarity, "usefulness": f.Usefulness, "recommend": f.Recommend}[name]
}

func (s *site) rateCourse(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	o, err := s.open(e)
	if err != nil {
		return err
	}
	value := e.Request.PostFormValue
	form := ratingForm{Clarity: value("clarity"), Usefulness: value("usefulness"), Recommend: value("recommend"), Comment: value("comment")}
	rating := courses.Rating{Comment: strings.TrimSpace(form.Comment)}
	for _, q := range []struct {
		name, typed string
		into        *int
	}{{"clarity", form.Clarity, &rating.Clarity}, {"usefulness", form.Usefulness, &rating.Usefulness}, {"recommend", form.Recommend, &rating.Recommend}} {
		if *q.into, err = strconv.Atoi(q.typed); err != nil || !courses.ValidStars(*q.into) {
			form.Missing = append(form.Missing, q.name)
		}
	}
	if len(form.Missing) > 0 {
		return s.renderCourse(e, http.StatusUnprocessableEntity, o, form, filled())
	}
	err = courses.Rate(e.App, user.Id, o.Course.Id, rating)
	if err != nil && !errors.Is(err, courses.ErrRated) {
		return err
	}
	return back(e, withSaid(o.address(), "rated"))
}
