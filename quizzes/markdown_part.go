package quizzes

import (
	"fmt"
	"regexp"
	"strings"
)

// part is a level-one heading within a quiz and the questions below it: its attributes are theirs, and so is its text.
type part struct {
	line
	attributes
	title string
	text  []line
}

// section is one heading of level two and what stands under it.
type section struct {
	heading line
	body    []line
	part    *part
}

// splitSections divides a quiz. A first level-one heading without attributes is the quiz's title and stays in the introduction.
func splitSections(lines []line) (intro []line, parts []*part, sections []section) {
	fresh := true // nothing but empty lines so far
	var current *part
	for _, l := range lines {
		level := 0
		if !l.code {
			level = headingLevel(l.text)
		}
		switch {
		case level == 2:
			sections = append(sections, section{heading: l, part: current})
		case level == 1 && (!fresh || l.text == "#" || newPart(l).order != nil):
			current = newPart(l)
			parts = append(parts, current)
		case len(sections) > 0 && sections[len(sections)-1].part == current:
			s := &sections[len(sections)-1]
			s.body = append(s.body, l)
		case current != nil:
			current.text = append(current.text, l)
		default:
			intro = append(intro, l)
		}
		fresh = fresh && l.text == ""
	}
	return intro, parts, sections
}

// headingLevel is 1 or 2 for a heading that divides a quiz.
func headingLevel(text string) int {
	for level, mark := range []string{"#", "##"} {
		if text == mark || strings.HasPrefix(text, mark+" ") {
			return level + 1
		}
	}
	return 0
}

func newPart(l line) *part {
	title, a := cutAttributes(strings.TrimPrefix(l.text, "#"))
	return &part{line: l, attributes: a, title: unclosed(title)}
}

// check reports once what is wrong with a part's attributes.
func (r *markdownReader) check(p *part) {
	r.apply(&Question{Line: p.number}, p.attributes)
}

// give hands a part's attributes and text to one of its questions.
func (p *part) give(q *Question) {
	if p == nil {
		return
	}
	for _, name := range p.order {
		q.Set(p.number, name, p.values[name])
	}
	q.Body.Preface = textOf(p.text)
	if p.title == "" || q.Body.Group == "" {
		return
	}
	source := fmt.Sprintf("**%s**", p.title)
	if text := q.Body.Preface.Source; text != "" {
		source += "\n\n" + text
	}
	q.Body.Preface = Text{Source: source, Format: Markdown, Line: p.number}
}

// titled is a preface that begins with the title of its part.
var titled = regexp.MustCompile(`(?s)^\*\*([^*\n]+)\*\*(?:\n\n(.+))?$`)
