package courses

import (
	"fmt"
	"sync"

	"github.com/pocketbase/pocketbase/core"
)

// Outline is a course in one revision as its readers see it: everything but who reads. It is shared
// between requests and must not be changed.
type Outline struct {
	Course   *Course
	Lessons  []*Lesson
	Quizzes  []QuizRef
	Parts    []Part // lessons and quizzes in the order in which they are met
	Required []Requirement
	Titles   TitleTable
	bySlug   map[string]int // slugs, and ids
}

// Part is a lesson or a quiz of an outline; the other is nil.
type Part struct {
	Lesson *Lesson
	Quiz   *QuizRef
}

// join puts lessons and quizzes, each in order already, into one order.
func join(lessons []*Lesson, quizzes []QuizRef) []Part {
	parts := make([]Part, 0, len(lessons)+len(quizzes))
	for _, l := range lessons {
		for len(quizzes) > 0 && quizzes[0].Position < l.GetInt("position") {
			parts = append(parts, Part{Quiz: &quizzes[0]})
			quizzes = quizzes[1:]
		}
		parts = append(parts, Part{Lesson: l})
	}
	for i := range quizzes {
		parts = append(parts, Part{Quiz: &quizzes[i]})
	}
	return parts
}

// Lesson returns the lesson that an address names, by its slug, its id or its file's stem, and its place among the others, or
// ErrNotFound.
func (o *Outline) Lesson(name string) (*Lesson, int, error) {
	i, ok := o.bySlug[name]
	if !ok {
		i, ok = o.bySlug[slugify(withoutNumber(name))]
	}
	if !ok {
		return nil, 0, fmt.Errorf("lesson %q of course %s: %w", name, o.Course.Id, ErrNotFound)
	}
	return o.Lessons[i], i, nil
}

// Shelf keeps outlines in memory. Open costs one small query, which sees a new revision at once, also one that
// another process imported.
type Shelf struct {
	mu       sync.RWMutex
	outlines map[string]*Outline // by slug
}

// shelfRoom bounds the shelf; when it is full it is emptied and fills again.
const shelfRoom = 200

// NewShelf returns an empty shelf.
func NewShelf() *Shelf { return &Shelf{outlines: map[string]*Outline{}} }

func (s *Shelf) keep(slug string, o *Outline) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.outlines) >= shelfRoom {
		clear(s.outlines)
	}
	s.outlines[slug] = o
}

func readOutline(app core.App, slug string) (*Outline, error) {
	c, err := FindBySlug(app, slug)
	if err != nil {
		return nil, err
	}
	o := &Outline{Course: c, bySlug: map[string]int{}}
	if o.Lessons, err = Lessons(app, c.Id); err != nil {
		return nil, err
	}
	if o.Quizzes, err = Quizzes(app, c.Id); err != nil {
		return nil, err
	}
	o.Parts = join(o.Lessons, o.Quizzes)
	if o.Titles, err = Titles(app, c.Id); err != nil {
		return nil, err
	}
	rule, err := c.Rule()
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(o.Lessons))
	for i, l := range o.Lessons {
		keys[i] = l.Key()
		o.bySlug[l.Slug()] = i
	}
	for i, l := range o.Lessons { // an id serves where it is no other lesson's slug
		if _, taken := o.bySlug[l.Key()]; !taken {
			o.bySlug[l.Key()] = i
		}
	}
	o.Required = rule.Requirements(keys)
	return o, nil
}
