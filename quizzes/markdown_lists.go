package quizzes

import (
	"regexp"
	"strings"
)

var (
	bulletStart   = regexp.MustCompile(`^ {0,3}[-*+][ \t]+(\S.*)$`)
	numberedStart = regexp.MustCompile(`^ {0,3}\d{1,9}[.)][ \t]+(\S.*)$`)
	arrow         = regexp.MustCompile(`(?:^|[ \t])(?:->|→)(?:[ \t]|$)`)
)

// paired are the pairs of a matching: a list whose items have an arrow.
var paired = layout{starts: func(text string) bool {
	m := bulletStart.FindStringSubmatch(text)
	return m != nil && findArrow(m[1]) != nil
}}

// numbered are the steps of an ordering: a numbered list.
var numbered = layout{starts: numberedStart.MatchString}

func init() {
	paired.take = takeItem(&paired, bulletStart)
	numbered.take = takeItem(&numbered, numberedStart)
}

func takeItem(y *layout, start *regexp.Regexp) func(*markdownReader, []line, int) (given, int, bool) {
	return func(_ *markdownReader, lines []line, i int) (given, int, bool) {
		end := y.itemEnd(lines, i+1)
		return item(start.FindStringSubmatch(lines[i].text)[1], lines[i:end]), end, true
	}
}

// findArrow is where the arrow of a pair stands, outside code; nil where there is none.
func findArrow(text string) []int { return arrow.FindStringIndex(withoutCode(text)) }

// withoutCode blanks code spans, so that nothing in them is taken for a mark.
func withoutCode(text string) string {
	out := []byte(text)
	for i := 0; i < len(out); {
		if out[i] != '`' {
			i++
			continue
		}
		ticks := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		mark := text[i : i+ticks]
		end := strings.Index(text[i+ticks:], mark)
		if end < 0 {
			i += ticks
			continue
		}
		end += i + 2*ticks
		for k := i; k < end; k++ {
			out[k] = '`'
		}
		i = end
	}
	return string(out)
}

// matching makes a question of pairs. An arrow with nothing before it is a right side without a partner.
func (r *markdownReader) matching(q *Question, body []line) bool {
	q.Type = Matching
	p, _ := r.sort(body, paired)
	q.Body.Detail, q.Solution.Feedback = textOf(p.body), textOf(p.after)
	for _, g := range p.answers {
		at := findArrow(g.lines[0].text)
		left := strings.TrimSpace(g.lines[0].text[:at[0]])
		g.lines[0].text = strings.TrimSpace(g.lines[0].text[at[1]:])
		right := textOf(g.lines)
		switch {
		case right.IsZero():
			r.fail(g.line, "quiz.pair_incomplete")
			return false
		case left != "":
			q.AddPair(Text{Source: left, Format: Markdown, Line: g.line}, right, textOf(g.feedback))
			continue
		case len(g.feedback) > 0:
			r.warn(g.line, "quiz.feedback_unseen")
		}
		q.Body.Options = append(q.Body.Options, Option{Text: right})
	}
	return true
}

// AddPair adds a thing at the left with its partner, which several may share. Prepare gives both their ids.
func (q *Question) AddPair(left, right, feedback Text) {
	b := &q.Body
	place := len(b.Options)
	for i, o := range b.Options {
		if o.Text.Source == right.Source && o.Text.Format == right.Format {
			place = i
			break
		}
	}
	if place == len(b.Options) {
		b.Options = append(b.Options, Option{Text: right})
	}
	b.Left = append(b.Left, Option{Text: left})
	q.Solution.Pairs = append(q.Solution.Pairs, Pair{Right: Place(place), Feedback: feedback})
}

// ordering makes a question of steps, which the author writes in the right order.
func (r *markdownReader) ordering(q *Question, body []line) bool {
	q.Type = Ordering
	p, _ := r.sort(body, numbered)
	q.Body.Detail, q.Solution.Feedback = textOf(p.body), textOf(p.after)
	for _, g := range p.answers {
		if len(g.feedback) > 0 {
			r.warn(g.line, "quiz.feedback_unseen")
		}
		q.Body.Options = append(q.Body.Options, Option{Text: textOf(g.lines)})
	}
	return true
}
