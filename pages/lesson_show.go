package pages

import (
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/courses"
	"aula/locales"
)

type lessonView struct {
	Frame
	Course    *courses.Course
	Lesson    *courses.Lesson
	Number    int // of the lesson among all
	Lessons   int
	Modules   []moduleView
	Reading   courses.Reading
	Done      bool
	Previous  *stepView
	Next      *stepView
	Open      bool // the course takes new learners
	Draft     bool
	Questions []courses.LessonQuestion
	Ask       askForm
	Rates     []rateView // speeds of reading aloud
	Film      *filmView  // of a lesson that is a recording; nil: it is none, or its film has gone
	Gone      bool       // its film has gone
}

// stepView is the lesson or quiz before or after.
type stepView struct {
	Title, Address string
	Quiz           bool
}

type rateView struct{ Value, Name string }

// askForm is a question to the teacher as it was typed, and what is wrong with it.
type askForm struct{ Text, Problem string }

func (s *site) bindLesson(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/courses/{slug}/{lesson}", s.showLesson)
	root.POST("/courses/{slug}/lessons/{lesson}/done", s.markLesson)
	root.POST("/courses/{slug}/lessons/{lesson}/questions", s.askTeacher)
}

func (s *site) showLesson(e *core.RequestEvent) error {
	o, err := s.open(e)
	if err != nil {
		return err
	}
	return s.renderLesson(e, http.StatusOK, o, askForm{})
}

func (s *site) renderLesson(e *core.RequestEvent, status int, o *opened, ask askForm) error {
	lesson, i, err := o.Lesson(e.Request.PathValue("lesson"))
	if err != nil {
		return err
	}
	l := s.locale(e)
	modules, err := s.outlineOf(o, lesson.Slug(), l)
	if err != nil {
		return err
	}
	view := lessonView{
		Frame: s.newFrame(e, lesson.Title()+" · "+o.Course.Title()), Course: o.Course, Lesson: lesson,
		Number: i + 1, Lessons: len(o.Lessons), Modules: modules,
		Reading: o.Reading, Done: o.Reading.Done(lesson),
		Previous: before(o, i), Next: after(o, i),
		Open: o.Course.State() == courses.Published, Draft: o.Course.State() == courses.Draft,
		Ask: ask, Rates: rates(l),
	}
	view.Section, view.NoIndex = "courses", !view.Open
	view.Crumbs = []Crumb{{l.T("courses.title"), "/courses"}, {o.Course.Title(), o.address()}, {Title: lesson.Title()}}
	if lesson.Origin() != "" {
		if view.Film, err = s.filmOf(e, o, lesson); err != nil {
			return err
		}
		view.Gone = view.Film == nil
	}
	if o.Reading.Asked > 0 && view.Looking == nil { // what they wrote to the teacher is theirs
		if view.Questions, err = courses.QuestionsOf(e.App, e.Auth.Id, lesson.Id); err != nil {
			return err
		}
	}
	return s.render(e, status, "lesson_show", &view)
}

func before(o *opened, i int) *stepView {
	if i == 0 {
		return nil
	}
	l := o.Lessons[i-1]
	return &stepView{Title: l.Title(), Address: o.address() + "/" + l.Slug()}
}

// after is what comes after the i-th lesson: the next lesson, or a quiz on the way that is not passed yet.
func after(o *opened, i int) *stepView {
	place := slices.IndexFunc(o.Parts, func(p courses.Part) bool { return p.Lesson == o.Lessons[i] })
	for _, part := range o.Parts[place+1:] {
		switch {
		case part.Lesson != nil:
			return &stepView{Title: part.Lesson.Title(), Address: o.address() + "/" + part.Lesson.Slug()}
		case !o.Reading.Passed(*part.Quiz):
			return &stepView{Title: part.Quiz.Title, Address: quizAddress(o, *part.Quiz), Quiz: true}
		}
	}
	return nil
}

func rates(l *locales.Locale) []rateView {
	list := []rateView{}
	for _, rate := range []float64{0.75, 1, 1.25, 1.5} {
		list = append(list, rateView{locales.For("en").Number(rate), l.Number(rate) + "×"})
	}
	return list
}
