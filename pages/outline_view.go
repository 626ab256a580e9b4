package pages

import (
	"fmt"
	"html/template"
	"strings"
	"sync"

	"aula/courses"
	"aula/locales"
)

// moduleView is a stretch of the outline under one title; the title may be empty.
type moduleView struct {
	Title string
	Lang  string        // of the title, where it is not the page's
	Parts template.HTML // an item each
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

// outlineOf lays out lessons by module, each quiz in the module of the lesson before it. current is the slug of the lesson that is open.
func (s *site) outlineOf(o *opened, current string, l *locales.Locale) ([]moduleView, error) {
	t, err := bound.of(l.Tag(), "lesson_show")
	if err != nil {
		return nil, err
	}
	foreign := o.Course.Language()
	if foreign == l.Tag() {
		foreign = ""
	}
	var modules []moduleView
	var items strings.Builder
	for _, part := range o.Parts {
		if len(modules) == 0 || part.Lesson != nil && modules[len(modules)-1].Title != part.Lesson.Module() {
			modules = append(modules, moduleView{Lang: foreign})
			items.Reset()
		}
		m := &modules[len(modules)-1]
		if part.Lesson != nil {
			m.Title = part.Lesson.Module()
		}
		item, err := s.parts.of(t, l.Tag(), newPartView(o, part, current, foreign))
		if err != nil {
			return nil, err
		}
		items.WriteString(item)
		m.Parts = template.HTML(items.String()) // each executed
	}
	return modules, nil
}

func newPartView(o *opened, part courses.Part, current, foreign string) partView {
	if q := part.Quiz; q != nil {
		return partView{Title: q.Title, Lang: foreign, Address: quizAddress(o, *q), Quiz: true, Done: o.Reading.Passed(*q)}
	}
	l := part.Lesson
	return partView{
		Title: l.Title(), Lang: foreign, Address: o.address() + "/" + l.Slug(), Minutes: l.Minutes(),
		Done: o.Reading.Done(l), Current: l.Slug() == current,
	}
}

func quizAddress(o *opened, q courses.QuizRef) string { return o.address() + "/quizzes/" + q.Slug }

// partFaces keeps the items of outlines, each executed once: a course of thirty lessons shows them all beside each of them.
type partFaces struct {
	mu  sync.RWMutex
	all map[partKey]string
}

type partKey struct {
	part partView
	lang string
}

const partFacesAtMost = 20_000 // beyond it all are forgotten, and made again

func (f *partFaces) of(t *template.Template, lang string, part partView) (string, error) {
	key := partKey{part, lang}
	f.mu.RLock()
	known, ok := f.all[key]
	f.mu.RUnlock()
	if ok {
		return known, nil
	}
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, "outline-part", part); err != nil {
		return "", fmt.Errorf("outline's part %s: %w", part.Address, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == nil || len(f.all) >= partFacesAtMost {
		f.all = map[partKey]string{}
	}
	f.all[key] = b.String()
	return b.String(), nil
}
