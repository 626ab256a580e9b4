package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
)

// addEditions finds the editions of the course to come, and whether one is joined by a code.
func (v *courseView) addEditions(s *site, e *core.RequestEvent, o *opened) error {
	now := time.Now()
	list, _, err := classes.List(e.App, classes.Filter{Course: o.Course.Id, Coming: true}, now)
	if err != nil {
		return err
	}
	for _, x := range list {
		i, err := s.newEditionItem(e, x, o.Course, now)
		if err != nil {
			return err
		}
		v.Codes = v.Codes || i.Joins == joinsCode || i.Joins == joinsNow && x.Takes(classes.ByCode)
		if i.Mine == string(classes.In) {
			v.Attends = true
		}
		v.Editions = append(v.Editions, i)
	}
	v.Codes = v.Codes && v.Open && !v.Attends
	return nil
}

// joinByCode brings the reader into the edition whose code they type at the course's page.
func (s *site) joinByCode(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	o, err := s.open(e)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "class_code")
	err = accounts.Take(e.App, accounts.TryClassCode, user.Id, e.RealIP())
	var x *classes.Edition
	var seat *classes.Seat
	if err == nil {
		x, seat, err = classes.JoinByCode(e.App, o.Course.Id, user.Id, f.Value("class_code"))
	}
	if err == nil {
		return back(e, withSaid(editionAddress(o.Course.Slug(), x.Id), "edition_"+string(seat.State())))
	}
	if key, wait := joiningProblem(err); key != "" {
		f.named = map[string]string{"class_code": "edition.code"}
		f.say(l, "class_code", l.T(key, "minutes", wait))
		return s.renderCourse(e, http.StatusUnprocessableEntity, o, ratingForm{}, f)
	}
	return err
}

// joiningProblem is the text of why somebody does not come in by what they typed, and how many minutes to wait; empty: it is ours.
func joiningProblem(err error) (key string, minutes int) {
	for _, p := range []struct {
		err error
		key string
	}{
		{classes.ErrCode, "error.edition_code"}, {classes.ErrClosed, "error.edition_closed"}, {classes.ErrFull, "error.edition_full"},
		{classes.ErrElsewhere, "error.edition_elsewhere"}, {classes.ErrRemoved, "error.edition_removed"}, {courses.ErrNotPublished, "error.course_not_published"},
		{accounts.ErrTooMany, "edition.code_often"},
	} {
		if errors.Is(err, p.err) {
			var many accounts.TooMany
			if errors.As(err, &many) {
				minutes = many.Minutes()
			}
			return p.key, minutes
		}
	}
	return "", 0
}
