package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/locales"
	"aula/recordings"
	"aula/recordings/captions"
)

// wordsView is what is said in a lesson that is a film, to read in place of watching it.
type wordsView struct {
	Frame
	Course  *courses.Course
	Lesson  *courses.Lesson
	Reading courses.Reading
	Film    string // address of the lesson
	Lead    string
	Parts   []wordsPart
	Whole   bool // reading counts
	Done    bool
	Problem string
}

// wordsPart is a chapter with what is said in it; Title is empty before the first one.
type wordsPart struct {
	Title string
	Words []placeView
}

// showLessonWords shows the words, and notes for who is enrolled that they are open.
func (s *site) showLessonWords(e *core.RequestEvent) error {
	return s.renderLessonWords(e, http.StatusOK, "")
}

func (s *site) renderLessonWords(e *core.RequestEvent, status int, problem string) error {
	o, lesson, p, r, err := s.lessonFilm(e)
	if err != nil {
		return err
	}
	words, err := recordings.WordsOf(e.App, p, r)
	if err != nil {
		return err
	}
	chapters, err := p.Chapters(e.App, r)
	if err != nil {
		return err
	}
	l := s.locale(e)
	if o.Reading.Enrolled() && words.Whole {
		if err := recordings.OpenWords(e.App, e.Auth.Id, o.Course.Id, lesson.Id, time.Now()); err != nil { // they can be read all the same
			e.App.Logger().Error("that somebody reads is not noted", "lesson", lesson.Id, "error", err)
		}
	}
	film := o.address() + "/" + lesson.Slug()
	minutes := int((recordings.ReadingTakes(3*words.Count) + time.Minute - 1) / time.Minute) // people, not the fastest
	view := wordsView{
		Frame: s.newFrame(e, l.T("film.words_title", "title", lesson.Title())), Course: o.Course, Lesson: lesson, Reading: o.Reading, Film: film,
		Lead: l.T("film.words_lead", "length", l.Length(minutes)), Parts: wordsIn(words.Cues, chapters), Whole: words.Whole, Done: o.Reading.Done(lesson),
		Problem: problem,
	}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = []Crumb{{l.T("courses.title"), "/courses"}, {o.Course.Title(), o.address()}, {lesson.Title(), film}, {Title: l.T("film.words_crumb")}}
	return s.render(e, status, "lesson_words", &view)
}

// lessonFilm is the lesson of the address and its film, or courses.ErrNotFound.
func (s *site) lessonFilm(e *core.RequestEvent) (*opened, *courses.Lesson, *recordings.Publication, *recordings.Recording, error) {
	o, err := s.open(e)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	lesson, _, err := o.Lesson(e.Request.PathValue("lesson"))
	if err != nil {
		return nil, nil, nil, nil, err
	}
	p, r, err := recordings.OfLesson(e.App, lesson.Id)
	if err != nil {
		return nil, nil, nil, nil, courses.ErrNotFound
	}
	return o, lesson, p, r, nil
}

// wordsIn puts what is said under the chapters in which it is said.
func wordsIn(cues []captions.Cue, chapters []recordings.Chapter) []wordsPart {
	if len(cues) == 0 {
		return nil
	}
	parts := []wordsPart{{}}
	add := func(until time.Duration) {
		n := 0
		for n < len(cues) && cues[n].Start < until {
			n++
		}
		for _, p := range captions.Paragraphs(cues[:n]) {
			last := &parts[len(parts)-1]
			last.Words = append(last.Words, newPlace(p.Start, p.Text))
		}
		cues = cues[n:]
	}
	for _, c := range chapters {
		add(c.Begins())
		parts = append(parts, wordsPart{Title: c.Title})
	}
	add(1<<63 - 1)
	if len(parts[0].Words) == 0 {
		parts = parts[1:]
	}
	return parts
}

// readLessonWords fulfils the lesson of who says that they have read it all.
func (s *site) readLessonWords(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	o, lesson, _, _, err := s.lessonFilm(e)
	if err != nil {
		return err
	}
	left, err := recordings.ReadWords(e.App, user.Id, o.Course.Id, lesson.Id, time.Now())
	l := s.locale(e)
	switch {
	case errors.Is(err, recordings.ErrTooSoon):
		return s.renderLessonWords(e, http.StatusConflict, tooSoonInWords(l, left))
	case errors.Is(err, recordings.ErrWordsLacking):
		return s.renderLessonWords(e, http.StatusConflict, l.T("film.words_lacking"))
	case err != nil:
		return err
	}
	return back(e, withSaid(o.address()+"/"+lesson.Slug(), "lesson_done"))
}

func tooSoonInWords(l *locales.Locale, left time.Duration) string {
	return l.T("film.words_soon", "length", l.Length(int((left+time.Minute-1)/time.Minute)))
}
