package courses

import (
	"path"
	"slices"
	"strings"

	"aula/internal/markup"
	"aula/quizzes"
	"aula/quizzes/gift"
)

func isGIFT(p *part) bool { return strings.EqualFold(path.Ext(p.file.Path), ".gift") }

// parse reads one quiz under the name that it has so far.
func (c *composer) parse(p *part, resolve func(markup.Reference) (string, bool)) (quizzes.Quiz, []Finding) {
	o := quizzes.Options{Path: p.file.Path, Key: p.key, Resolve: resolve}
	if isGIFT(p) {
		return gift.Parse(p.source, o)
	}
	return quizzes.ParseMarkdown(p.source, o)
}

// nameGIFT learns the names that a GIFT file gives itself in its comments.
func (c *composer) nameGIFT() {
	for _, p := range c.quizzes {
		if !isGIFT(p) {
			continue
		}
		const unnamed = "\x00"
		p.key = unnamed
		quiz, _ := c.parse(p, func(markup.Reference) (string, bool) { return "", true })
		p.key = ""
		if quiz.Key != unnamed {
			p.key, p.ownKey = quiz.Key, true
		}
		if quiz.Slug != quiz.Key && quiz.Slug != unnamed && slugify(quiz.Slug) == quiz.Slug {
			p.slug, p.ownSlug = quiz.Slug, true
		}
	}
}

// readQuizzes reads every quiz in order.
func (c *composer) readQuizzes() {
	for _, p := range c.quizzes {
		quiz, found := c.parse(p, c.resolver(p.file.Path))
		for _, f := range found {
			f.Path = p.file.Path
			c.report(f)
		}
		quiz.Key, quiz.Slug = p.key, p.slug
		if quiz.Title == "" || quiz.Title == p.key {
			quiz.Title = cut(humanise(p.stem), maxField)
		}
		if c.m.Plain && len(quiz.Questions) == 0 {
			continue
		}
		c.m.Quizzes = append(c.m.Quizzes, quiz)
		c.checkObjectives(p, quiz)
	}
}

// placeQuizzes gives lessons and quizzes one order: a quiz whose name has a number stands where the number puts it,
// behind the lesson with the same one; another quiz at the end of its folder.
func (c *composer) placeQuizzes() {
	paths := map[string]string{}
	for _, p := range c.quizzes {
		paths[p.key] = p.file.Path
	}
	behind := make([][]int, len(c.m.Lessons)+1) // quizzes by the number of lessons before them
	for i, q := range c.m.Quizzes {
		n := lessonsBefore(c.m.Lessons, paths[q.Key])
		behind[n] = append(behind[n], i)
	}
	position := 0
	for n, list := range behind {
		for _, i := range list {
			position++
			c.m.Quizzes[i].Position = position
		}
		if n < len(c.m.Lessons) {
			position++
			c.m.Lessons[n].Position = position
		}
	}
}

// lessonsBefore counts the lessons that are read before the quiz at an address.
func lessonsBefore(lessons []Page, quiz string) int {
	folder := strings.TrimPrefix(path.Dir(quiz)+"/", "./")
	last := 0
	for i, l := range lessons {
		inside := strings.HasPrefix(l.Path, folder)
		if number := numberOf(path.Base(quiz)); number >= 0 {
			twin := path.Dir(l.Path) == path.Dir(quiz) && numberOf(path.Base(l.Path)) == number
			inside = twin || comparePaths(l.Path, quiz) < 0
		}
		if inside {
			last = i + 1
		}
	}
	return last
}

// checkObjectives reports questions that test an objective which the course does not have.
func (c *composer) checkObjectives(p *part, quiz quizzes.Quiz) {
	for _, q := range quiz.Questions {
		for _, id := range q.Body.Objectives {
			known := slices.ContainsFunc(c.m.Objectives, func(o Objective) bool { return o.ID == id })
			if !known {
				c.warn("course.no_objective", p.file.Path, q.Line, "id", printable(id))
			}
		}
	}
}
