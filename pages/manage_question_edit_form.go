package pages

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aula/courses"
	"aula/internal/markup"
	"aula/locales"
	"aula/quizzes"
)

// editedFields are the fields of a question's form beside its rows.
var editedFields = []string{
	quizzes.FieldPrompt, quizzes.FieldDetail, quizzes.FieldPreface, quizzes.FieldGroup, quizzes.FieldFeedback, quizzes.FieldOtherwise,
	quizzes.FieldNotes, quizzes.FieldTemplate, quizzes.FieldTruth,
}

// ticked are the attributes that a box says: what is not sent is false.
var ticked = []string{"shuffle", "partial", "case", "accents", "text"}

// formats are those in which a question's texts may be written.
var formats = []quizzes.Format{quizzes.Markdown, quizzes.HTML, quizzes.Moodle, quizzes.Plain}

// sentForm reads the form of a question as it was sent.
func sentForm(sent url.Values) quizzes.Form {
	f := quizzes.Form{
		Key: strings.TrimSpace(sent.Get(quizzes.FieldKey)), Type: quizzes.Type(sent.Get("type")), Format: quizzes.Markdown, Fields: map[string]string{},
	}
	if format := quizzes.Format(sent.Get("format")); slices.Contains(formats, format) {
		f.Format = format
	}
	for _, name := range slices.Concat(editedFields, f.Attributes()) {
		f.Fields[name] = sent.Get(name)
	}
	for _, name := range ticked {
		if slices.Contains(f.Attributes(), name) {
			f.Fields[name] = strconv.FormatBool(sent.Get(name) != "")
		}
	}
	f.Fields["accept"] = strings.Join(sent["accept"], ",")
	f.Rows = make([]quizzes.FormRow, quizzes.Rows(sent.Get("rows")))
	for i := range f.Rows {
		field := func(name string) string { return sent.Get(quizzes.RowField(i, name)) }
		f.Rows[i] = quizzes.FormRow{
			Text: field(quizzes.RowText), Partner: field(quizzes.RowPartner), Weight: field(quizzes.RowWeight), Feedback: field(quizzes.RowFeedback),
			Right: slices.Contains(sent["right"], strconv.Itoa(i)),
		}
	}
	return f
}

// formValues are the values of a form by the names of its fields.
func formValues(f quizzes.Form) map[string]string {
	values := map[string]string{quizzes.FieldKey: f.Key}
	for name, value := range f.Fields {
		values[name] = value
	}
	for i, r := range f.Rows {
		for name, value := range map[string]string{
			quizzes.RowText: r.Text, quizzes.RowPartner: r.Partner, quizzes.RowWeight: r.Weight, quizzes.RowFeedback: r.Feedback,
		} {
			values[quizzes.RowField(i, name)] = value
		}
	}
	return values
}

// Accepts tells whether an essay takes a kind of files.
func (v *questionEditView) Accepts(kind string) bool {
	return slices.Contains(strings.Split(v.Draft.Fields["accept"], ","), kind)
}

// FileKinds are the kinds of files that an essay may take.
func (v *questionEditView) FileKinds() []string { return (*quizzes.Task)(nil).Accepts() }

// remark sorts what was found into problems at their fields and remarks that may stay.
func (v *questionEditView) remark(found []markup.Finding) {
	l := v.Form.locale
	for _, f := range found {
		text := findingText(l, f)
		switch {
		case v.Mode != asMarkdown && f.Code == "quiz.no_answers":
			text = l.T("editor.no_answers") // a form has rows, not signs
		case v.Mode == asMarkdown:
			text = l.T("editor.at_line", "line", f.Line, "text", text)
			f.Path = "source"
		}
		if f.Severity == markup.Error {
			v.Form.say(l, f.Path, v.named(l, f, text))
		} else {
			v.Remarks = append(v.Remarks, v.named(l, f, text))
		}
	}
}

// valueNames are the texts that name a value to people whose name in a file is another one than that of its text.
var valueNames = map[string]string{"rubric": "editor.levels", "count": "editor.draw_count", "from": "editor.draw_from"}

// findingText says what was found about a form: values by the names that stand above their fields, not by those of a file.
func findingText(l *locales.Locale, f markup.Finding) string {
	if name, ok := f.Values["name"].(string); ok {
		key := valueNames[name]
		if key == "" {
			key = "editor." + name
		}
		if l.Has(key) {
			f.Values = maps.Clone(f.Values)
			f.Values["name"] = l.T(key)
		}
	}
	return courses.TextOf(f).In(l)
}

// named says which field a text is about, where a list of texts would not tell.
func (v *questionEditView) named(l *locales.Locale, f markup.Finding, text string) string {
	var row int
	var part string
	if _, err := fmt.Sscanf(f.Path, "row-%d-%s", &row, &part); err == nil {
		return l.T("editor.in_row", "row", row+1, "text", text)
	}
	return text
}

// blame shows what is wrong with the course after the change.
func (v *questionEditView) blame(found []courses.Finding) {
	l := v.Form.locale
	for _, f := range found {
		text := courses.TextOf(f).In(l)
		if place := placeOf(f); place != "" {
			text = place + ": " + text
		}
		v.Form.say(l, "", text)
	}
}
