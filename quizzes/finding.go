package quizzes

import (
	"math"
	"strconv"
	"strings"

	"aula/internal/markup"
)

// problem is something wrong with a question, before it is known in which file.
type problem struct {
	line   int
	code   string
	values map[string]any
	mild   bool // the question can be asked all the same
}

func (p problem) finding(path string) markup.Finding {
	severity := markup.Error
	if p.mild {
		severity = markup.Warning
	}
	return markup.Finding{Path: path, Line: p.line, Severity: severity, Code: p.code, Values: p.values}
}

// reporter gathers findings about one file.
type reporter struct {
	path  string
	found []markup.Finding
}

func (r *reporter) report(p problem) { r.found = append(r.found, p.finding(r.path)) }

// add takes findings that do not name their file.
func (r *reporter) add(found []markup.Finding) {
	for _, f := range found {
		f.Path = r.path
		r.found = append(r.found, f)
	}
}

// warn and fail take what the finding's text names: names and values in turn.
func (r *reporter) warn(line int, code string, values ...any) {
	r.report(problem{line: line, code: code, values: pairs(values), mild: true})
}

func (r *reporter) fail(line int, code string, values ...any) {
	r.report(problem{line: line, code: code, values: pairs(values)})
}

func isError(f markup.Finding) bool { return f.Severity == markup.Error }

func pairs(values []any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(values); i += 2 {
		m[values[i].(string)] = values[i+1]
	}
	return m
}

// truth reads yes or no in an author's word; what is neither is reported and stays as it was.
func (r *reporter) truth(line int, name, value string, otherwise bool) bool {
	switch strings.ToLower(value) {
	case "true", "yes", "on", "1", "sì", "si":
		return true
	case "false", "no", "off", "0":
		return false
	}
	r.warn(line, "quiz.bad_value", "name", name, "value", value)
	return otherwise
}

// number reads a number within bounds; what is none is reported.
func (r *reporter) number(line int, name, value string, low, high float64) (float64, bool) {
	x, ok := authorNumber(value)
	if !ok || x < low || x > high {
		r.fail(line, "quiz.bad_number", "name", name, "value", value, "low", low, "high", high)
		return 0, false
	}
	return x, true
}

// decimalText writes a number as authorNumber reads it.
func decimalText(x float64) string {
	form := byte('f')
	if size := math.Abs(x); size >= 1e15 || size > 0 && size < 1e-15 {
		form = 'g'
	}
	text := strings.Replace(strconv.FormatFloat(x, form, -1, 64), ".", ",", 1)
	if ambiguous(text) {
		text += "0"
	}
	return text
}

// authorNumber reads a number in an author's file, where one that may be read in two ways is refused.
func authorNumber(value string) (float64, bool) {
	readings := ReadNumber(value)
	if len(readings) != 1 {
		return 0, false
	}
	return readings[0], true
}
