package quizzes

import (
	"regexp"
	"strings"
)

var (
	optionStart  = regexp.MustCompile(`^ {0,3}[-*+][ \t]+\[([ xX]?)\](?:[ \t]+|$)(.*)$`)
	writtenStart = regexp.MustCompile(`^ {0,3}=[ \t]+(\S.*)$`)
)

// parts are what stands under one heading, sorted out.
type parts struct {
	body    []line // shown with the question
	answers []given
	after   []line // the question's feedback
}

// given is one option or one accepted answer as it stands in the file.
type given struct {
	written  bool
	right    bool // its box is ticked
	weight   *float64
	line     int
	lines    []line // its text
	feedback []line
}

// question reads one section.
func (r *markdownReader) question(s section) (Question, bool) {
	q, a := r.heading(s.heading)
	if !r.apply(&q, a) {
		return q, false
	}
	p, ok := r.sort(s.body)
	if !ok {
		return q, false
	}
	q.Body.Detail = textOf(p.body)
	q.Solution.Feedback = textOf(p.after)
	if len(p.answers) == 0 {
		r.fail(q.Line, "quiz.no_answers")
		return q, false
	}
	for _, g := range p.answers {
		if g.written != p.answers[0].written {
			r.fail(g.line, "quiz.mixed_answers")
			return q, false
		}
	}
	if p.answers[0].written {
		return q, r.written(&q, p.answers)
	}
	_, penalised := a.values["penalty"]
	return q, r.offered(&q, p.answers, penalised)
}

// sort divides a section's lines into body, answers and what comes after them.
func (r *markdownReader) sort(lines []line) (parts, bool) {
	var p parts
	ok := true
	for i := 0; i < len(lines); {
		l := lines[i]
		switch {
		case !l.code && optionStart.MatchString(l.text):
			m := optionStart.FindStringSubmatch(l.text)
			end := optionEnd(lines, i+1)
			g, good := r.option(m, lines[i:end])
			p.answers, ok = append(p.answers, g), ok && good
			i = end
		case !l.code && writtenStart.MatchString(l.text):
			end := feedbackEnd(lines, i+1)
			g, good := r.accepted(lines[i:end])
			p.answers, ok = append(p.answers, g), ok && good
			i = end
		case len(p.answers) == 0:
			p.body = append(p.body, l)
			i++
		default:
			i = r.trailing(&p, lines, i)
		}
	}
	return p, ok
}

// trailing takes one line after the answers: feedback if it is quoted, else it belongs before them.
func (r *markdownReader) trailing(p *parts, lines []line, i int) int {
	l := lines[i]
	if l.text == "" {
		p.after, p.body = appendGap(p.after, l), appendGap(p.body, l)
		return i + 1
	}
	if text, quoted := unquote(l.text); quoted {
		p.after = append(p.after, line{number: l.number, text: text, code: l.code})
		for i++; i < len(lines) && lazy(lines, i); i++ {
			p.after = append(p.after, lines[i])
		}
		return i
	}
	if !l.code || fenceOf(l.text) != "" {
		r.warn(l.number, "quiz.text_after_answers")
	}
	for ; i < len(lines) && lines[i].text != "" && !startsAnswer(lines[i]); i++ {
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

func startsAnswer(l line) bool {
	return !l.code && (optionStart.MatchString(l.text) || writtenStart.MatchString(l.text))
}

// lazy tells whether a line goes on with the paragraph before it.
func lazy(lines []line, i int) bool {
	l := lines[i]
	if l.text == "" || l.code || startsAnswer(l) || lines[i-1].text == "" {
		return false
	}
	_, quoted := unquote(l.text)
	return !quoted
}

// optionEnd is where an option's lines end: they are indented, empty, or go on with its paragraph.
func optionEnd(lines []line, i int) int {
	end := i
	for ; i < len(lines); i++ {
		l := lines[i]
		switch {
		case l.text == "":
			continue
		case indent(l.text) >= 2 && !startsAnswer(l), lazy(lines, i) && end == i:
			end = i + 1
		default:
			return end
		}
	}
	return end
}

// feedbackEnd is where the quote under an accepted answer ends.
func feedbackEnd(lines []line, i int) int {
	start := i
	for i < len(lines) {
		_, quoted := unquote(strings.TrimLeft(lines[i].text, " \t"))
		if !quoted && (i == start || !lazy(lines, i)) {
			break
		}
		i++
	}
	return i
}

// option reads one option; m is its first line's parts.
func (r *markdownReader) option(m []string, lines []line) (given, bool) {
	text, a := cutAttributes(m[2])
	g := given{right: m[1] == "x" || m[1] == "X", line: lines[0].number}
	g.lines = append(g.lines, line{number: g.line, text: text})
	depth := 8
	for _, l := range lines[1:] {
		if n := indent(l.text); l.text != "" && n >= 2 {
			depth = min(depth, n)
		}
	}
	g.take(lines[1:], depth)
	return g, r.weigh(&g, a)
}

// accepted reads one accepted answer and its feedback.
func (r *markdownReader) accepted(lines []line) (given, bool) {
	text, a := cutAttributes(writtenStart.FindStringSubmatch(lines[0].text)[1])
	g := given{written: true, right: true, line: lines[0].number}
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
		x, ok := r.number(g.line, name, strings.TrimSuffix(a.values[name], "%"), -100, 100)
		if !ok {
			return false
		}
		x /= 100
		g.weight = &x
	}
	return true
}
