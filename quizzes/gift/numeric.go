package gift

import (
	"strings"

	"aula/quizzes"
)

// numeric reads the answers that follow "#": one number, or several with their weights, and "~" with feedback for all others.
func (r *reader) numeric(q *quizzes.Question, section text, format quizzes.Format) bool {
	q.Type = quizzes.Numeric
	section, otherwise := cutSign(section, '~')
	_, feedback := cutSign(otherwise, '#')
	q.Solution.Otherwise = textOf(feedback, format)
	all, ok := r.divide(trim(section))
	if !ok {
		return false
	}
	for _, a := range all {
		if strings.TrimSpace(a.text.String()) == "*" && a.worth() == 0 {
			q.Solution.Otherwise = textOf(a.feedback, format)
			continue
		}
		number, ok := rangeOf(a.text)
		if !ok {
			r.fail(a.line, "quiz.gift_not_a_number", "value", a.text.String())
			return false
		}
		q.Solution.Accepted = append(q.Solution.Accepted,
			quizzes.Accepted{Number: &number, Weight: a.worth(), Feedback: textOf(a.feedback, format)})
	}
	return true
}

// rangeOf reads "1..5", "3:2" and "3".
func rangeOf(t text) (quizzes.Range, bool) {
	if i := t.find(".."); i > 0 {
		low, a := decimal(t[:i].String())
		high, b := decimal(t[i+2:].String())
		return quizzes.Range{Low: low, High: high}, a && b && low <= high
	}
	middle, tolerance := cutSign(t, ':')
	x, ok := decimal(middle.String())
	if tolerance == nil {
		return quizzes.Around(x, 0), ok
	}
	y, good := decimal(tolerance.String())
	return quizzes.Around(x, y), ok && good
}
