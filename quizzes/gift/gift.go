// Package gift reads quizzes in GIFT, the text format of Moodle, into the same Quiz value as Markdown. It renders and
// stores nothing itself: it takes a file apart and leaves the rest to quizzes.Prepare.
//
// Read are single and multiple choices with weights, true/false, short and numeric answers with weights, tolerances and ranges,
// missing words, titles, general and single feedback, text formats ([html], [moodle], [plain], [markdown]), categories, comments,
// escapes (\~ \= \# \{ \} \: \\ \n) and descriptions, which become part of the question that follows. Matching and essay questions
// are left out with a warning.
//
// Questions are separated by empty lines; an empty line within braces is forgiven. An error leaves one question out and names its line.
//
// Comments may carry what GIFT has no word for; Moodle ignores it:
//
//	// title: Metti alla prova          before the first question: every key of the front matter of a Markdown quiz
//	// pass: 70
//	// [id:livello-2] [points:2] [objective:a,b]     before a question; [id:…] is Moodle's own
package gift

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"aula/internal/markup"
	"aula/quizzes"
)

// Parse reads a GIFT file. What it could not read is among the findings, and everything else is in the quiz.
func Parse(source []byte, o quizzes.Options) (quizzes.Quiz, []markup.Finding) {
	r := &reader{quiz: quizzes.Quiz{Key: o.Key, Settings: quizzes.DefaultSettings()}, path: o.Path}
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	for i, l := range bytes.Split(source, []byte("\n")) {
		if !utf8.Valid(l) || bytes.IndexByte(l, 0) >= 0 {
			r.fail(i+1, "quiz.not_utf8")
			return r.quiz, r.found
		}
	}
	for _, c := range split(string(source)) {
		r.chunk(c)
	}
	r.rest()
	r.found = append(r.found, quizzes.Prepare(&r.quiz, o)...)
	slices.SortStableFunc(r.found, func(a, b markup.Finding) int { return a.Line - b.Line })
	return r.quiz, r.found
}

// reader gathers one quiz and what is wrong with it.
type reader struct {
	path     string
	quiz     quizzes.Quiz
	found    []markup.Finding
	category string
	waiting  []quizzes.Text // descriptions that wait for their question
	begun    bool           // a question or description was read
}

func (r *reader) fail(line int, code string, values ...any) {
	r.add(markup.Error, line, code, values)
}

func (r *reader) warn(line int, code string, values ...any) {
	r.add(markup.Warning, line, code, values)
}

func (r *reader) add(severity markup.Severity, line int, code string, values []any) {
	f := markup.Finding{Path: r.path, Line: line, Severity: severity, Code: code, Values: map[string]any{}}
	for i := 0; i+1 < len(values); i += 2 {
		f.Values[values[i].(string)] = values[i+1]
	}
	r.found = append(r.found, f)
}

// chunk reads what stands between two empty lines.
func (r *reader) chunk(c chunk) {
	notes := r.comments(c)
	body := trim(signs(c.lines))
	if len(body) == 0 {
		return
	}
	if rest, ok := cutWord(body, "$CATEGORY:"); ok {
		name, after := cutSign(rest, '\n')
		r.category = strings.TrimSpace(name.String())
		body = trim(after)
	}
	if len(body) == 0 {
		return
	}
	r.begun = true
	if q, ok := r.question(body, notes); ok {
		q.Body.Category = r.category
		q.Body.Preface, r.waiting = joined(r.waiting), nil
		r.quiz.Questions = append(r.quiz.Questions, q)
	}
}

// joined puts descriptions together: HTML where their formats differ.
func joined(descriptions []quizzes.Text) quizzes.Text {
	if len(descriptions) == 0 {
		return quizzes.Text{}
	}
	all := descriptions[0]
	sources := make([]string, len(descriptions))
	for i, d := range descriptions {
		sources[i] = d.Source
		if d.Format != all.Format {
			all.Format = quizzes.HTML
		}
	}
	gap := "\n\n"
	if all.Format == quizzes.HTML {
		gap = "<br>\n"
	}
	all.Source = strings.Join(sources, gap)
	return all
}

// rest keeps descriptions that no question follows.
func (r *reader) rest() {
	if r.quiz.Intro = joined(r.waiting); len(r.waiting) > 0 {
		r.warn(r.quiz.Intro.Line, "quiz.gift_text_alone")
	}
}
