package quizzes

import (
	"regexp"
	"strings"
)

var (
	optionStart  = regexp.MustCompile(`^ {0,3}[-*+][ \t]+\[([ xX]?)\](?:[ \t]+|$)(.*)$`)
	writtenStart = regexp.MustCompile(`^ {0,3}=[ \t]+(\S.*)$`)
	otherStart   = regexp.MustCompile(`^ {0,3}~$`)
)

// parts are what stands under one heading, sorted out.
type parts struct {
	body    []line // shown with the question
	answers []given
	after   []line // the question's feedback
}

// given is one answer as it stands in the file: an option, an accepted answer, a pair, a step of an order.
type given struct {
	written  bool
	other    bool // stands for all answers that are not listed
	right    bool // its box is ticked
	weight   *float64
	line     int
	lines    []line // its text
	feedback []line
}

// layout says how answers of one kind are written.
type layout struct {
	starts func(text string) bool
	// take reads the answer that begins at line i and tells where it ends.
	take func(r *markdownReader, lines []line, i int) (g given, end int, ok bool)
}

func (y layout) begins(l line) bool { return !l.code && y.starts(l.text) }

// ticked are options and written answers.
var ticked = layout{starts: func(text string) bool {
	return optionStart.MatchString(text) || writtenStart.MatchString(text) || otherStart.MatchString(text)
}}

func init() {
	ticked.take = func(r *markdownReader, lines []line, i int) (given, int, bool) {
		if m := optionStart.FindStringSubmatch(lines[i].text); m != nil {
			end := ticked.itemEnd(lines, i+1)
			g, ok := r.option(m, lines[i:end])
			return g, end, ok
		}
		end := ticked.feedbackEnd(lines, i+1)
		g, ok := r.accepted(lines[i:end])
		return g, end, ok
	}
}

// question reads one section.
func (r *markdownReader) question(s section) (Question, bool) {
	q, a := r.heading(s.heading)
	s.part.give(&q)
	kept := r.apply(&q, a)
	q.Usual(a.has)
	p, ok := r.sort(s.body, ticked)
	switch {
	case !kept || !ok:
		return q, false
	case len(p.answers) == 0 || q.Type == Essay:
		return q, r.unticked(&q, s.body)
	}
	q.Body.Detail = textOf(p.body)
	q.Solution.Feedback = textOf(p.after)
	for _, g := range p.answers {
		if g.written != p.answers[0].written {
			r.fail(g.line, "quiz.mixed_answers")
			return q, false
		}
	}
	if p.answers[0].written {
		return q, r.written(&q, p.answers)
	}
	return q, r.offered(&q, p.answers, a.has("penalty"))
}

// unticked reads the questions that have neither options nor written answers.
func (r *markdownReader) unticked(q *Question, body []line) bool {
	switch {
	case q.Type == Essay:
		return r.essay(q, body)
	case q.Type == Gaps || q.Type == "" && hasGaps(q.Body.Prompt.Source, body):
		return r.gaps(q, body)
	case q.Type == Matching || q.Type == "" && anyBegins(paired, body):
		return r.matching(q, body)
	case q.Type == Ordering || q.Type == "" && anyBegins(numbered, body):
		return r.ordering(q, body)
	}
	r.fail(q.Line, "quiz.no_answers")
	return false
}

func anyBegins(y layout, lines []line) bool {
	for _, l := range lines {
		if y.begins(l) {
			return true
		}
	}
	return false
}

// sort divides a section's lines into body, answers and what comes after them.
func (r *markdownReader) sort(lines []line, y layout) (parts, bool) {
	var p parts
	ok := true
	for i := 0; i < len(lines); {
		l := lines[i]
		switch {
		case y.begins(l):
			g, end, good := y.take(r, lines, i)
			p.answers, ok = append(p.answers, g), ok && good
			i = end
		case len(p.answers) == 0:
			p.body = append(p.body, l)
			i++
		default:
			i = r.trailing(&p, lines, i, y)
		}
	}
	return p, ok
}

// trailing takes one line after the answers: feedback if it is quoted, else it belongs before them.
func (r *markdownReader) trailing(p *parts, lines []line, i int, y layout) int {
	l := lines[i]
	if l.text == "" {
		p.after, p.body = appendGap(p.after, l), appendGap(p.body, l)
		return i + 1
	}
	if text, quoted := unquote(l.text); quoted {
		p.after = append(p.after, line{number: l.number, text: text, code: l.code})
		for i++; i < len(lines) && y.lazy(lines, i); i++ {
			p.after = append(p.after, lines[i])
		}
		return i
	}
	if !l.code || fenceOf(l.text) != "" {
		r.warn(l.number, "quiz.text_after_answers")
	}
	for ; i < len(lines) && lines[i].text != "" && !y.begins(lines[i]); i++ {
		p.body = append(p.body, lines[i])
	}
	return i
}

func appendGap(lines []line, gap line) []line {
	if len(lines) == 0 {
		return lines
	}
	return append(lines, gap)
}

// lazy tells whether a line goes on with the paragraph before it.
func (y layout) lazy(lines []line, i int) bool {
	l := lines[i]
	if l.text == "" || l.code || y.begins(l) || lines[i-1].text == "" {
		return false
	}
	_, quoted := unquote(l.text)
	return !quoted
}

// itemEnd is where an item's lines end: they are indented, empty, or go on with its paragraph.
func (y layout) itemEnd(lines []line, i int) int {
	end := i
	for ; i < len(lines); i++ {
		l := lines[i]
		switch {
		case l.text == "":
			continue
		case indent(l.text) >= 2 && !y.begins(l), y.lazy(lines, i) && end == i:
			end = i + 1
		default:
			return end
		}
	}
	return end
}

// feedbackEnd is where the quote under an accepted answer ends.
func (y layout) feedbackEnd(lines []line, i int) int {
	start := i
	for i < len(lines) {
		_, quoted := unquote(strings.TrimLeft(lines[i].text, " \t"))
		if !quoted && (i == start || !y.lazy(lines, i)) {
			break
		}
		i++
	}
	return i
}

// option reads one option; m is its first line's parts.
func (r *markdownReader) option(m []string, lines []line) (given, bool) {
	text, a := cutAttributes(m[2])
	g := item(text, lines)
	g.right = m[1] == "x" || m[1] == "X"
	return g, r.weigh(&g, a)
}

// item reads an item of a list, of whose first line only text is its own.
func item(text string, lines []line) given {
	g := given{line: lines[0].number}
	g.lines = append(g.lines, line{number: g.line, text: text})
	depth := 8
	for _, l := range lines[1:] {
		if n := indent(l.text); l.text != "" && n >= 2 {
			depth = min(depth, n)
		}
	}
	g.take(lines[1:], depth)
	return g
}

// accepted reads one accepted answer and its feedback, or what is said to all others.
func (r *markdownReader) accepted(lines []line) (given, bool) {
	g := given{written: true, line: lines[0].number}
	m := writtenStart.FindStringSubmatch(lines[0].text)
	if m == nil {
		g.other = true
		g.take(lines[1:], 8)
		return g, true
	}
	text, a := cutAttributes(m[1])
	g.right = true
	g.lines = append(g.lines, line{number: g.line, text: text})
	g.take(lines[1:], 8)
	return g, r.weigh(&g, a)
}

// take sorts the lines under an answer into its text and its feedback.
func (g *given) take(lines []line, depth int) {
	quoting := false
	for _, l := range lines {
		text := dedent(l.text, depth)
		inner, quoted := unquote(text)
		switch {
		case quoted:
			g.feedback = append(g.feedback, line{number: l.number, text: inner})
		case quoting && l.text != "":
			g.feedback = append(g.feedback, line{number: l.number, text: text})
			quoted = true
		default:
			g.lines = append(g.lines, line{number: l.number, text: text})
		}
		quoting = quoted
	}
}

func (r *markdownReader) weigh(g *given, a attributes) bool {
	for _, name := range a.order {
		if name != "weight" {
			r.warn(g.line, "quiz.unknown_attribute", "name", name)
			continue
		}
		x, ok := r.number(g.line, name, percentText(a.values[name]), -100, 100)
		if !ok {
			return false
		}
		x /= 100
		g.weight = &x
	}
	return true
}
