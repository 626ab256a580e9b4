package pages

import "aula/courses"

// moduleView is a stretch of the outline under one title; the title may be empty.
type moduleView struct {
	Title string
	Lang  string // of the title, where it is not the page's
	Parts []partView
}

// partView is a lesson or a quiz in the outline.
type partView struct {
	Title   string
	Lang    string // of the title, where it is not the page's
	Address string
	Minutes int
	Quiz    bool
	Done    bool
	Current bool
}

// outlineOf lays out lessons by module, each quiz in the module of the lesson before it. current is the slug of the
// lesson that is open, lang the page's language.
func outlineOf(o *opened, current, lang string) []moduleView {
	var modules []moduleView
	foreign := o.Course.Language()
	if foreign == lang {
		foreign = ""
	}
	for _, part := range o.Parts {
		if len(modules) == 0 || part.Lesson != nil && modules[len(modules)-1].Title != part.Lesson.Module() {
			modules = append(modules, moduleView{Lang: foreign})
		}
		m := &modules[len(modules)-1]
		if q := part.Quiz; q != nil {
			m.Parts = append(m.Parts, partView{Title: q.Title, Lang: foreign, Address: quizAddress(o, *q), Quiz: true, Done: o.Reading.Passed(*q)})
			continue
		}
		l := part.Lesson
		m.Title = l.Module()
		m.Parts = append(m.Parts, partView{
			Title: l.Title(), Lang: foreign, Address: o.address() + "/" + l.Slug(), Minutes: l.Minutes(),
			Done: o.Reading.Done(l), Current: l.Slug() == current,
		})
	}
	return modules
}

func quizAddress(o *opened, q courses.QuizRef) string { return o.address() + "/quizzes/" + q.Slug }
