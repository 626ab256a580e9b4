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
