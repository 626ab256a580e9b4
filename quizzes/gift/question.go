package gift

import (
	"slices"
	"strings"

	"aula/internal/markup"
	"aula/quizzes"
)

// question reads one question; a description is kept for the next one.
func (r *reader) question(body text, n notes) (quizzes.Question, bool) {
	q := quizzes.Question{Points: 1, Line: body.line()}
	if rest, ok := cutWord(body, "::"); ok {
		if end := rest.find("::"); end >= 0 {
			q.Body.Title = oneLine(rest[:end].String())
			body = trim(rest[end+2:])
		}
	}
	asked, answers, ok := r.braces(body)
	if !ok {
		return q, false
	}
	prompt := textOf(asked, quizzes.Moodle)
	if answers == nil {
		r.waiting = append(r.waiting, prompt)
		return q, false
	}
	divide(&q, prompt)
	if !r.heed(&q, n) {
		return q, false
	}
	section := trim(*answers)
	if i := lastFind(section, "####"); i >= 0 {
		q.Solution.Feedback = textOf(section[i+4:], prompt.Format)
		section = trim(section[:i])
	}
	return q, r.answers(&q, section, prompt.Format)
}

// braces divides a question into what is asked and its answers, nil where it has none.
func (r *reader) braces(body text) (asked text, answers *text, ok bool) {
	open, shut := body.index('{'), body.index('}')
	switch {
	case open < 0 && shut < 0:
		return body, nil, true
	case open < 0 || shut >= 0 && shut < open:
		r.fail(body[shut].line, "quiz.gift_not_opened")
		return nil, nil, false
	case shut < 0:
		r.fail(body[open].line, "quiz.gift_not_closed")
		return nil, nil, false
	}
	inside, tail := body[open+1:shut], trim(body[shut+1:])
	if again := inside.index('{'); again >= 0 {
		r.fail(inside[again].line, "quiz.gift_not_closed")
		return nil, nil, false
	}
	for _, s := range tail {
		if s.is('{') || s.is('}') {
			r.fail(s.line, "quiz.gift_two_answers")
			return nil, nil, false
		}
	}
	asked = append(text{}, trim(body[:open])...)
	if len(tail) > 0 {
		asked = append(asked, gap(body[open].line, body, open, tail)...)
		asked = append(asked, tail...)
	}
	return asked, &inside, true
}

// gap is the blank that stands for a missing word.
func gap(line int, body text, open int, tail text) text {
	words := "_____"
	if open > 0 {
		words = " " + words
	}
	if !strings.ContainsRune(".,;:!?)", tail[0].r) {
		words += " "
	}
	var t text
	for _, c := range words {
		t = append(t, sign{r: c, escaped: true, line: line})
	}
	return t
}

// divide puts the first paragraph of a Markdown text on the question's line and the rest below it.
func divide(q *quizzes.Question, prompt quizzes.Text) {
	q.Body.Prompt = prompt
	first, rest, more := strings.Cut(prompt.Source, "\n\n")
	if prompt.Format == quizzes.Markdown && more {
		q.Body.Prompt.Source = first
		q.Body.Detail = quizzes.Text{Source: rest, Format: prompt.Format, Line: prompt.Line + strings.Count(first, "\n") + 2}
	}
}

// heed applies what the comments say, and tells whether the question can be kept. What is no attribute is a comment like any other.
func (r *reader) heed(q *quizzes.Question, n notes) bool {
	kept, said := true, map[string]bool{}
	for _, note := range n {
		switch note.name {
		case "id":
			if quizzes.ValidKey(note.value) {
				q.Key = note.value
			} else {
				r.warn(q.Line, "quiz.bad_id", "id", note.value)
			}
		case "tag":
			r.tag(q, note.value)
		case "type": // GIFT has its own ways
		default:
			found, _ := q.Set(q.Line, note.name, note.value)
			for _, f := range found {
				f.Path = r.path
				r.found = append(r.found, f)
				kept = kept && f.Severity != markup.Error
			}
		}
		said[note.name] = true
	}
	q.Usual(func(name string) bool { return said[name] })
	return kept
}

// tag takes the tags that name a skill; others have no place.
func (r *reader) tag(q *quizzes.Question, tag string) {
	if !quizzes.ValidSkill(tag) {
		r.add(markup.Note, q.Line, "quiz.gift_tag", []any{"tag", tag})
	} else if !slices.Contains(q.Body.Skills, tag) {
		q.Body.Skills = append(q.Body.Skills, tag)
	}
}

var formats = map[string]quizzes.Format{
	"html": quizzes.HTML, "moodle": quizzes.Moodle, "plain": quizzes.Plain, "markdown": quizzes.Markdown,
}

// textOf reads a text with the format that it may name first. Line ends of the file are spaces, except where the format says otherwise;
// "\n" is a line end everywhere.
func textOf(t text, format quizzes.Format) quizzes.Text {
	t = trim(t)
	if len(t) > 0 && t[0].is('[') {
		if end := t.index(']'); end > 0 {
			if named, ok := formats[t[1:end].String()]; ok {
				format, t = named, trim(t[end+1:])
			}
		}
	}
	at := t.line()
	if format == quizzes.Moodle || format == quizzes.Plain {
		t = append(text{}, t...)
		for i := range t {
			if t[i].is('\n') {
				t[i].r = ' '
			}
		}
	}
	source := strings.TrimSpace(t.String())
	if source == "" {
		return quizzes.Text{}
	}
	return quizzes.Text{Source: source, Format: format, Line: at}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func lastFind(t text, word string) int {
	for i := len(t) - len(word); i >= 0; i-- {
		if t.at(i, word) {
			return i
		}
	}
	return -1
}
