package quizzes

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Form is a question as it stands in a form: everything as it was typed.
type Form struct {
	Key    string // empty for a question that has none yet
	Type   Type
	Format Format            // of all texts
	Fields map[string]string // by the names below, and by those that a heading's attributes have
	Rows   []FormRow
}

// The fields of a form beside the attributes of a heading. A row's are named by RowField.
const (
	FieldKey       = "key"
	FieldPrompt    = "prompt"
	FieldDetail    = "detail"
	FieldPreface   = "preface"
	FieldGroup     = "group"
	FieldFeedback  = "feedback"
	FieldOtherwise = "otherwise" // said to written answers that are not listed
	FieldNotes     = "notes"     // for those who mark an essay
	FieldTemplate  = "template"  // what an essay's field holds at first
	FieldTruth     = "truth"     // true or false
	FieldRows      = "rows"      // all rows as one
)

// FormRow is one option, accepted answer, pair, step or criterion.
type FormRow struct {
	Text     string
	Partner  string // of a pair; of a criterion its levels, a line each: "2: Si capisce"
	Right    bool
	Weight   string // percent; empty where the rest decides
	Feedback string
}

// The fields of a row.
const (
	RowText     = "text"
	RowPartner  = "partner"
	RowRight    = "right"
	RowWeight   = "weight"
	RowFeedback = "feedback"
)

// RowField names a field of the row at a place, from 0.
func RowField(row int, name string) string { return fmt.Sprintf("row-%d-%s", row, name) }

// MaxRows bounds what a form takes.
const MaxRows = maxOptions + 10

func (r FormRow) empty() bool { return r == FormRow{} || r == FormRow{Right: true} }

// formAttributes are the attributes that a form has for each type, in the order in which they are read.
var formAttributes = map[Type][]string{
	Single: {"penalty", "shuffle"}, Multiple: {"penalty", "partial", "shuffle"}, TrueFalse: {"penalty"},
	Short: {"case", "accents"}, Numeric: {"units", "unit", "unit_penalty"}, Matching: {"partial", "shuffle"}, Ordering: {"partial"},
	Gaps: {"partial", "case", "accents", "shuffle"}, Essay: {"lines", "min_words", "max_words", "files", "accept", "text"},
}

// commonAttributes are those of every question.
var commonAttributes = []string{"points", "title", "category", "objective", "skill"}

// Attributes are the attributes that the form has.
func (f Form) Attributes() []string {
	return append(slices.Clone(commonAttributes), formAttributes[f.Type]...)
}

// NewForm is the form of a question that is about to be written.
func NewForm(t Type, format Format) Form {
	f := Form{Type: t, Format: format, Fields: map[string]string{"points": "1", "shuffle": "true", "partial": "true"}}
	switch t {
	case Short, Numeric:
		f.Rows = make([]FormRow, 2)
	case Single, Multiple, Matching, Ordering:
		f.Rows = make([]FormRow, 4)
	case Essay:
		f.Fields["text"] = "true"
	}
	return f
}

// FormOf is the form of a question. Texts in several formats become Markdown, of which what is asked is one line.
func FormOf(q Question) Form {
	f := Form{Key: q.Key, Type: q.Type, Format: q.format(), Fields: map[string]string{}}
	if f.Format == "" || f.Format == Markdown && strings.Contains(q.Body.Prompt.Source, "\n") {
		q, _ = q.tidied()
		f.Format = Markdown
	}
	b, s := q.Body, q.Solution
	for name, value := range map[string]string{
		FieldPrompt: b.Prompt.Source, FieldDetail: b.Detail.Source, FieldPreface: b.Preface.Source, FieldGroup: b.Group,
		FieldFeedback: s.Feedback.Source, FieldOtherwise: s.Otherwise.Source, FieldNotes: s.Notes.Source,
		"points": decimalText(q.Points), "title": b.Title, "category": b.Category,
		"objective": strings.Join(b.Objectives, ", "), "skill": strings.Join(b.Skills, ", "),
		"shuffle": yesNo(!b.KeepOrder), "partial": yesNo(!s.AllOrNone), "case": yesNo(s.Case), "accents": yesNo(s.Accents),
	} {
		f.Fields[name] = value
	}
	f.fillType(q)
	return f
}

func yesNo(yes bool) string { return strconv.FormatBool(yes) }

// format is that of all texts, empty where they differ.
func (q *Question) format() Format {
	found := Format("")
	for _, t := range q.texts() {
		switch {
		case t.Source == "" || t.Format == found:
		case found != "":
			return ""
		default:
			found = t.Format
		}
	}
	return cmp.Or(found, Markdown)
}

// fillType fills in what only some types have.
func (f *Form) fillType(q Question) {
	switch q.Type {
	case Single, Multiple, TrueFalse:
		f.fillChoices(q)
	case Short, Numeric:
		f.fillAccepted(q)
	case Matching:
		f.fillPairs(q)
	case Ordering:
		for _, id := range q.Solution.Order {
			f.Rows = append(f.Rows, FormRow{Text: q.Body.Options[q.Body.place(id)].Text.Source})
		}
	case Gaps:
		for i, g := range q.Body.Gaps {
			filled := writeGap(g, q.Solution.Gaps[i], style{})
			for _, name := range []string{FieldPrompt, FieldDetail} {
				f.Fields[name] = strings.Replace(f.Fields[name], g.Mark(), filled, 1)
			}
		}
	case Essay:
		f.fillTask(q)
	}
}

func (f *Form) fillChoices(q Question) {
	penalty, said := q.penalty(style{})
	if said {
		f.Fields["penalty"] = decimalText(penalty)
	}
	for i, c := range q.Solution.Choices {
		row := FormRow{Right: c.Weight > 0, Feedback: c.Feedback.Source}
		if c.Weight != q.usualWeight(c, penalty, said) {
			row.Weight = percentOf(c.Weight)
		}
		if q.Type != TrueFalse {
			row.Text = q.Body.Options[i].Text.Source
		} else if row.Right {
			f.Fields[FieldTruth] = c.Option
		}
		f.Rows = append(f.Rows, row)
	}
}

func (f *Form) fillAccepted(q Question) {
	for _, a := range q.Solution.Accepted {
		row := FormRow{Text: a.Text, Feedback: a.Feedback.Source}
		if a.Number != nil {
			row.Text = rangeText(*a.Number)
		}
		if a.Weight != 1 {
			row.Weight = percentOf(a.Weight)
		}
		f.Rows = append(f.Rows, row)
	}
	if q.Type != Numeric {
		return
	}
	f.Fields["units"], f.Fields["unit"] = writeUnits(q.Solution.Units), string(q.Body.Unit)
	if q.Solution.UnitPenalty != 0 {
		f.Fields["unit_penalty"] = decimalText(q.Solution.UnitPenalty)
	}
}

// fillPairs puts right sides without a partner behind the pairs.
func (f *Form) fillPairs(q Question) {
	told := make([]bool, len(q.Body.Options))
	for i, p := range q.Solution.Pairs {
		place := q.Body.place(p.Right)
		told[place] = true
		f.Rows = append(f.Rows, FormRow{
			Text: q.Body.Left[i].Text.Source, Partner: q.Body.Options[place].Text.Source, Feedback: p.Feedback.Source,
		})
	}
	for i, o := range q.Body.Options {
		if !told[i] {
			f.Rows = append(f.Rows, FormRow{Partner: o.Text.Source})
		}
	}
}

func (f *Form) fillTask(q Question) {
	f.Fields["text"] = "true"
	t := q.Body.Task
	if t == nil {
		return
	}
	f.Fields[FieldTemplate], f.Fields["text"], f.Fields["accept"] = t.Template.Source, yesNo(!t.NoText), strings.Join(t.Accept, ",")
	for name, n := range map[string]int{"lines": t.Lines, "min_words": t.MinWords, "max_words": t.MaxWords, "files": t.Files} {
		if n != 0 {
			f.Fields[name] = strconv.Itoa(n)
		}
	}
	for _, c := range t.Rubric {
		row := FormRow{Text: c.Text.Source}
		for _, l := range c.Levels {
			row.Partner += decimalText(l.Points) + ": " + strings.ReplaceAll(l.Text.Source, "\n", " ") + "\n"
		}
		f.Rows = append(f.Rows, row)
	}
}

// Turn does one thing to the rows and tells which one it is about: "add", or "up.N", "down.N", "remove.N" with the row's place from 0.
func (f *Form) Turn(act string) (row int, done bool) {
	if act == "add" {
		if len(f.Rows) >= MaxRows {
			return 0, false
		}
		f.Rows = append(f.Rows, FormRow{})
		return len(f.Rows) - 1, true
	}
	name, place, _ := strings.Cut(act, ".")
	at, err := strconv.Atoi(place)
	if err != nil || at < 0 || at >= len(f.Rows) {
		return 0, false
	}
	to := at
	switch name {
	case "remove":
		f.Rows = slices.Delete(f.Rows, at, at+1)
		return max(0, at-1), true
	case "up":
		to = max(0, at-1)
	case "down":
		to = min(len(f.Rows)-1, at+1)
	default:
		return 0, false
	}
	f.Rows[at], f.Rows[to] = f.Rows[to], f.Rows[at]
	return to, true
}
