// Package gift reads quizzes in GIFT, the text format of Moodle, into the same Quiz value as Markdown. It renders and
// stores nothing itself: it takes a file apart and leaves the rest to quizzes.Prepare.
//
// Read are single and multiple choices with weights, true/false, short and numeric answers with weights, tolerances and ranges,
// matching, essays, missing words, titles, general and single feedback, text formats ([html], [moodle], [plain], [markdown]),
// categories, comments, escapes (\~ \= \# \{ \} \: \\ \n) and descriptions, which become part of the question that follows.
//
// Questions are separated by empty lines; an empty line within braces is forgiven. An error leaves one question out and names its line.
//
// Comments may carry what GIFT has no word for; Moodle ignores it:
//
//	// title: Metti alla prova          before the first question: every key of the front matter of a Markdown quiz
//	// pass: 70
//	// [id:livello-2] [tag:digcomp-2.2:2.3]     before a question, as Moodle has them; a tag that names a skill is one
//	// [points:2] [objective:a,b]       every attribute of a Markdown heading
//
// A question that GIFT cannot say at all (an ordering, a text with gaps) or not wholly (a rubric, units) stands in Markdown in such
// comments. What follows it in GIFT, up to the next empty line, is for others and not read:
//
//	//| ## In che ordine? {#ordine}
//	//|
//	//| 1. Prima
//	//| 2. Poi
//
// Write makes a file of all that which Parse reads as the same quiz.
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
	if len(c.markdown) > 0 {
		r.inMarkdown(c.markdown)
		return
	}
	body := trim(signs(c.lines))
	if len(body) == 0 {
		return
	}
	if rest, ok := cutWord(body, "$CATEGORY:"); ok {
		name, after := cutSign(rest, '\n')
		r.category = categoryOf(name.String())
		body = trim(after)
	}
	if len(body) == 0 {
		return
	}
	r.begun = true
	if q, ok := r.question(body, notes); ok {
		if q.Body.Category == "" {
			q.Body.Category = r.category
		}
		q.Body.Preface = r.preface(q)
		r.quiz.Questions = append(r.quiz.Questions, q)
	}
}

// preface is what the descriptions before a question tell; a group tells it once.
func (r *reader) preface(q quizzes.Question) quizzes.Text {
	waiting := r.waiting
	r.waiting = nil
	if n := len(r.quiz.Questions); len(waiting) == 0 && q.Body.Group != "" && n > 0 && r.quiz.Questions[n-1].Body.Group == q.Body.Group {
		return r.quiz.Questions[n-1].Body.Preface
	}
	return joined(waiting)
}

// inMarkdown reads what GIFT has no words for. Where the same block goes on in GIFT, that is for others.
func (r *reader) inMarkdown(lines []numbered) {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
	}
	intro, questions, found := quizzes.ReadFragment(strings.Join(texts, "\n"), lines[0].number)
	if !r.begun && !intro.IsZero() {
		r.quiz.Intro = intro
	}
	for _, f := range found {
		f.Path = r.path
		r.found = append(r.found, f)
	}
	r.waiting = nil
	r.begun = r.begun || len(questions) > 0
	r.quiz.Questions = append(r.quiz.Questions, questions...)
}

// categoryOf is a category without the roots that Moodle names.
func categoryOf(name string) string {
	steps := strings.Split(name, "/")
	for len(steps) > 0 {
		switch step := strings.TrimSpace(steps[0]); {
		case step == "", step == "top", len(step) > 1 && strings.HasPrefix(step, "$") && strings.HasSuffix(step, "$"):
			steps = steps[1:]
			continue
		}
		break
	}
	var q quizzes.Question
	q.Set(0, "category", strings.Join(steps, "/"))
	return q.Body.Category
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
	if len(r.waiting) > 0 {
		all := r.waiting
		if !r.quiz.Intro.IsZero() {
			all = append([]quizzes.Text{r.quiz.Intro}, all...)
		}
		r.quiz.Intro = joined(all)
		r.warn(r.quiz.Intro.Line, "quiz.gift_text_alone")
	}
}
