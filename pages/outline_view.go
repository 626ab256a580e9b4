package pages

import "aula/courses"

// moduleView is a stretch of the outline under one title; the title may be empty.
type moduleView struct {
	Title string
	Parts []partView
}

// partView is a lesson or a quiz in the outline.
type partView struct {
	Title   string
	Address string
	Minutes int
	Quiz    bool
	Done    bool
	Current bool
}

// outlineOf lays out lessons by module, then the quizzes. current is the slug of the lesson that is open.
func outlineOf(o *opened, current string) []moduleView {
	var modules []moduleView
	for _, l := range o.Lessons {
		if len(modules) == 0 || modules[len(modules)-1].Title != l.Module() {
			modules = append(modules, moduleView{Title: l.Module()})
		}
		m := &modules[len(modules)-1]
		m.Parts = append(m.Parts, partView{
			Title: l.Title(), Address: o.address() + "/" + l.Slug(), Minutes: l.Minutes(),
			Done: o.Reading.Done(l), Current: l.Slug() == current,
		})
	}
	if len(o.Quizzes) > 0 && len(modules) == 0 {
		modules = append(modules, moduleView{})
	}
	for _, q := range o.Quizzes {
		m := &modules[len(modules)-1]
		m.Parts = append(m.Parts, partView{Title: q.Title, Address: quizAddress(o, q), Quiz: true, Done: o.Reading.Passed(q)})
	}
	return modules
}

func quizAddress(o *opened, q courses.QuizRef) string { return o.address() + "/quizzes/" + q.Slug }
