package quizzes

import (
	"strconv"
	"strings"

	"aula/internal/markup"
)

// fieldLines parts the fields of a form while it is read: each has so many lines of an imagined file, so that what is found about it
// leads back to it.
const fieldLines = 1 << 16

// formReader makes a question of a form, by the same rules as of a file.
type formReader struct {
	markdownReader
	form   Form
	fields []string // in the order in which they were read
}

// Question reads the form. The Path of a finding is the name of the field that it is about, its Line that within the field; with an
// error among them the question cannot be asked. o.Path is not used.
func (f Form) Question(o Options) (Question, []markup.Finding) {
	r := &formReader{form: f}
	q := Question{Key: f.Key, Type: f.Type, Line: r.at(FieldPrompt), Points: 1}
	b := &q.Body
	b.Prompt = r.text(FieldPrompt)
	if f.Format == Markdown && f.Type != Gaps {
		b.Prompt.Source = oneLine(strings.Join(strings.Fields(b.Prompt.Source), " "))
	}
	b.Detail, b.Preface, b.Group = r.text(FieldDetail), r.text(FieldPreface), strings.TrimSpace(f.Fields[FieldGroup])
	q.Solution.Feedback = r.text(FieldFeedback)
	if f.Key != "" && !ValidKey(f.Key) {
		r.fail(r.at(FieldKey), "quiz.bad_id", "id", f.Key)
	}
	if b.Group != "" && !ValidKey(b.Group) {
		r.fail(r.at(FieldGroup), "quiz.bad_value", "name", FieldGroup, "value", b.Group)
	}
	r.attributes(&q)
	kept := !r.failed(0) && r.answers(&q)
	for _, t := range q.texts() {
		if t.Source != "" {
			t.Format = f.Format
		}
	}
	found := r.found
	if kept {
		var more []markup.Finding
		q, more = prepareOne(q, o)
		found = append(found, more...)
	}
	for i := range found {
		r.lead(&found[i])
	}
	return q, found
}

// at is the first line of a field.
func (r *formReader) at(field string) int {
	for i, known := range r.fields {
		if known == field {
			return (i + 1) * fieldLines
		}
	}
	r.fields = append(r.fields, field)
	return len(r.fields) * fieldLines
}

// lead says the field that a finding is about in its Path.
func (r *formReader) lead(f *markup.Finding) {
	f.Path = ""
	if i := f.Line/fieldLines - 1; i >= 0 && i < len(r.fields) {
		f.Path, f.Line = r.fields[i], f.Line%fieldLines+1
	}
	if f.Path == FieldPrompt && aboutRows[f.Code] {
		f.Path = FieldRows
	}
}

// aboutRows are the findings about a question that its answers are to blame for.
var aboutRows = map[string]bool{
	"quiz.no_right_option": true, "quiz.too_few_options": true, "quiz.too_many_options": true, "quiz.two_right_options": true,
	"quiz.no_full_score": true, "quiz.all_options_win": true, "quiz.no_right_answer": true, "quiz.no_answers": true, "quiz.too_few_pairs": true,
	"quiz.ambiguous_number": true, "quiz.not_numbers": true, "quiz.true_or_false": true, "quiz.rubric_levels": true,
}

// clean is what was typed in a field, without the marks that browsers add.
func clean(typed string) string {
	typed = strings.ToValidUTF8(strings.ReplaceAll(typed, "\x00", ""), "\uFFFD")
	return strings.ReplaceAll(typed, "\r\n", "\n")
}

// lines are those of a field.
func (r *formReader) lines(field, typed string) []line {
	if strings.TrimSpace(typed) == "" {
		return nil
	}
	return splitLines(clean(typed), r.at(field), r.report)
}

func (r *formReader) text(field string) Text { return textOf(r.lines(field, r.form.Fields[field])) }

// attributes reads what a file says in a heading's braces.
func (r *formReader) attributes(q *Question) {
	said := func(name string) bool { return strings.TrimSpace(r.form.Fields[name]) != "" }
	for _, name := range r.form.Attributes() {
		if !said(name) {
			continue
		}
		found, _ := q.Set(r.at(name), name, strings.TrimSpace(clean(r.form.Fields[name])))
		r.found = append(r.found, found...)
	}
	q.Usual(said)
}

// answers reads what answers the question.
func (r *formReader) answers(q *Question) bool {
	before := len(r.found)
	switch q.Type {
	case Single, Multiple:
		given := r.given(false)
		if len(given) == 0 {
			r.fail(r.at(FieldRows), "quiz.too_few_options")
			return false
		}
		return r.offered(q, given, r.form.Fields["penalty"] != "") && !r.failed(before)
	case TrueFalse:
		return r.statement(q) && !r.failed(before)
	case Short, Numeric:
		given := r.given(true)
		if said := r.text(FieldOtherwise); !said.IsZero() {
			given = append(given, r.other(said))
		}
		return r.written(q, given) && !r.failed(before)
	case Matching:
		r.pairs(q)
	case Ordering:
		for i, row := range r.form.Rows {
			if !row.empty() {
				q.Body.Options = append(q.Body.Options, Option{Text: textOf(r.rowLines(i, RowText, row.Text))})
			}
		}
	case Gaps:
		r.blanks(q)
	case Essay:
		r.task(q)
	}
	return !r.failed(before)
}

func (r *formReader) other(said Text) given {
	return given{written: true, other: true, line: said.Line, feedback: splitLines(said.Source, said.Line, r.report)}
}

func (r *formReader) rowLines(row int, name, typed string) []line {
	return r.lines(RowField(row, name), typed)
}

// given reads the rows as a file's answers.
func (r *formReader) given(written bool) []given {
	var all []given
	for i, row := range r.form.Rows {
		if row.empty() {
			continue
		}
		g := given{written: written, right: row.Right || written, line: r.at(RowField(i, RowText))}
		g.lines = r.rowLines(i, RowText, row.Text)
		g.feedback = r.rowLines(i, RowFeedback, row.Feedback)
		if len(g.lines) == 0 {
			r.fail(g.line, "quiz.empty_row")
			g.lines = []line{{number: g.line}}
		}
		if written {
			g.lines = []line{{number: g.line, text: strings.Join(strings.Fields(row.Text), " ")}}
		}
		if weight := percentText(strings.TrimSpace(row.Weight)); weight != "" {
			if x, ok := r.number(r.at(RowField(i, RowWeight)), RowWeight, weight, -100, 100); ok {
				x /= 100
				g.weight = &x
			}
		}
		all = append(all, g)
	}
	return all
}

// statement reads what is true or false; the first row is for true, the second for false.
func (r *formReader) statement(q *Question) bool {
	answers := make([]given, 2)
	for i, word := range []string{optionTrue, optionFalse} {
		g := given{line: r.at(FieldTruth), right: r.form.Fields[FieldTruth] == word}
		g.lines = []line{{number: g.line, text: word}}
		if i < len(r.form.Rows) {
			g.feedback = r.rowLines(i, RowFeedback, r.form.Rows[i].Feedback)
		}
		answers[i] = g
	}
	return r.offered(q, answers, r.form.Fields["penalty"] != "")
}

func (r *formReader) pairs(q *Question) {
	for i, row := range r.form.Rows {
		if row.empty() {
			continue
		}
		left, right := textOf(r.rowLines(i, RowText, row.Text)), textOf(r.rowLines(i, RowPartner, row.Partner))
		switch said := textOf(r.rowLines(i, RowFeedback, row.Feedback)); {
		case right.IsZero():
			r.fail(r.at(RowField(i, RowPartner)), "quiz.pair_incomplete")
		case !left.IsZero():
			q.AddPair(left, right, said)
		default:
			if !said.IsZero() {
				r.warn(said.Line, "quiz.feedback_unseen")
			}
			q.Body.Options = append(q.Body.Options, Option{Text: right})
		}
	}
}

// blanks takes the gaps from the prompt and from what stands below it.
func (r *formReader) blanks(q *Question) {
	for _, t := range []*Text{&q.Body.Prompt, &q.Body.Detail} {
		lines := splitLines(t.Source, t.Line, r.report)
		for i := range lines {
			if !lines[i].code {
				lines[i].text = r.blank(q, lines[i].number, lines[i].text)
			}
		}
		*t = textOf(lines)
	}
	q.Body.Prompt.Source = strings.Join(strings.Fields(q.Body.Prompt.Source), " ")
}

// task reads the rubric and the other texts of an essay.
func (r *formReader) task(q *Question) {
	t := Task{}
	if q.Body.Task != nil {
		t = *q.Body.Task
	}
	t.Template, q.Solution.Notes = r.text(FieldTemplate), r.text(FieldNotes)
	for i, row := range r.form.Rows {
		if row.empty() {
			continue
		}
		c := Criterion{Text: textOf(r.rowLines(i, RowText, row.Text))}
		if c.Text.IsZero() {
			r.fail(r.at(RowField(i, RowText)), "quiz.empty_row")
		}
		for _, l := range r.rowLines(i, RowPartner, row.Partner) {
			if text := strings.TrimSpace(l.text); text != "" && !r.level(&c, l.number, "- "+text, true) {
				break
			}
		}
		t.Rubric = append(t.Rubric, c)
	}
	if q.Body.Task = &t; t.isZero() {
		q.Body.Task = nil
	}
}

// Rows is how many rows a form was sent with, bounded.
func Rows(sent string) int {
	n, err := strconv.Atoi(sent)
	if err != nil {
		return 0
	}
	return max(0, min(n, MaxRows))
}
