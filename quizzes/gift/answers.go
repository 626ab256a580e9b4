package gift

import (
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"

	"aula/quizzes"
)

// answer is one answer of a section, in the author's order.
type answer struct {
	mark     rune // '=', '~', or 0 for one without a mark
	weight   *float64
	text     text
	feedback text
	line     int
}

// answers reads a section and says by it what the question is. A format unknown to the reader is a warning.
func (r *reader) answers(q *quizzes.Question, section text, format quizzes.Format) bool {
	if len(section) == 0 {
		q.Type = quizzes.Essay
		return true
	}
	if section[0].is('#') {
		return r.numeric(q, trim(section[1:]), format)
	}
	if truth, ok := truthOf(section); ok {
		trueFalse(q, truth, section, format)
		return true
	}
	all, ok := r.divide(section)
	if !ok {
		return false
	}
	if section.index('~') >= 0 {
		return r.choice(q, all, format)
	}
	if matching(all) {
		return r.pairs(q, all, format)
	}
	return r.short(q, all, format)
}

var weight = regexp.MustCompile(`^%(-?[0-9]{1,3}(?:[.,][0-9]+)?)%`)

// divide takes a section apart at its marks.
func (r *reader) divide(section text) ([]answer, bool) {
	var all []answer
	for _, s := range section {
		switch {
		case s.is('=') || s.is('~'):
			all = append(all, answer{mark: s.r, line: s.line})
		case len(all) == 0:
			all = append(all, answer{line: s.line, text: text{s}})
		default:
			last := &all[len(all)-1]
			last.text = append(last.text, s)
		}
	}
	for i := range all {
		a := &all[i]
		a.text, a.feedback = cutSign(a.text, '#')
		a.text, a.feedback = trim(a.text), trim(a.feedback)
		m := weight.FindStringSubmatch(plain(a.text))
		if m == nil {
			continue
		}
		x, _ := decimal(m[1])
		if x < -100 || x > 100 {
			r.fail(a.line, "quiz.bad_value", "name", "%", "value", m[1])
			return nil, false
		}
		x = share(x / 100)
		a.weight, a.text = &x, trim(a.text[len([]rune(m[0])):])
	}
	return all, true
}

// wholeShares are as many parts as a weight may be one of.
const wholeShares = 50

// share heals a share that was written with few decimals: 33.33333 % is a third.
func share(weight float64) float64 {
	for n := 1.0; n <= wholeShares; n++ {
		if math.Abs(math.Abs(weight)-1/n) < 1e-6 {
			return math.Copysign(1/n, weight)
		}
	}
	return weight
}

// plain is a text in which escaped signs cannot be taken for marks.
func plain(t text) string {
	var out strings.Builder
	for _, s := range t {
		if s.escaped {
			s.r = '\x00'
		}
		out.WriteRune(s.r)
	}
	return out.String()
}

// worth is the author's weight, or what the mark says.
func (a answer) worth() float64 {
	switch {
	case a.weight != nil:
		return *a.weight
	case a.mark == '~':
		return 0
	}
	return 1
}

func (r *reader) choice(q *quizzes.Question, all []answer, format quizzes.Format) bool {
	q.Type, q.Solution.Penalty = quizzes.Multiple, 0 // each option says what it is worth
	for _, a := range all {
		if a.mark == 0 {
			r.fail(a.line, "quiz.gift_before_answers")
			return false
		}
		if a.mark == '=' {
			q.Type = quizzes.Single
		}
		if len(a.text) == 0 {
			r.fail(a.line, "quiz.gift_empty_answer")
			return false
		}
		q.Body.Options = append(q.Body.Options, quizzes.Option{Text: textOf(a.text, format)})
		q.Solution.Choices = append(q.Solution.Choices, quizzes.Choice{Weight: a.worth(), Feedback: textOf(a.feedback, format)})
	}
	return true
}

func (r *reader) short(q *quizzes.Question, all []answer, format quizzes.Format) bool {
	q.Type = quizzes.Short
	for _, a := range all {
		t := textOf(a.text, quizzes.Plain)
		t.Source = html.UnescapeString(t.Source) // nobody types &egrave;
		if strings.TrimSpace(t.Source) == "" {
			r.fail(a.line, "quiz.gift_empty_answer")
			return false
		}
		q.Solution.Accepted = append(q.Solution.Accepted,
			quizzes.Accepted{Text: t.Source, Weight: a.worth(), Feedback: textOf(a.feedback, format)})
	}
	return true
}

// pairs reads a matching; one without a left side is a right side without a partner.
func (r *reader) pairs(q *quizzes.Question, all []answer, format quizzes.Format) bool {
	q.Type = quizzes.Matching
	for _, a := range all {
		at := a.text.find("->")
		left, right := textOf(a.text[:at], format), textOf(a.text[at+2:], format)
		switch {
		case right.Source == "":
			r.fail(a.line, "quiz.gift_empty_answer")
			return false
		case left.Source == "":
			q.Body.Options = append(q.Body.Options, quizzes.Option{Text: right})
		default:
			q.AddPair(left, right, textOf(a.feedback, format))
		}
	}
	return true
}

// matching tells whether every answer is a pair.
func matching(all []answer) bool {
	for _, a := range all {
		if a.mark != '=' || a.text.find("->") < 0 {
			return false
		}
	}
	return true
}

func truthOf(section text) (truth, ok bool) {
	word, _ := cutSign(section, '#')
	switch strings.TrimSpace(word.String()) {
	case "T", "TRUE":
		return true, true
	case "F", "FALSE":
		return false, true
	}
	return false, false
}

// trueFalse reads a statement: its first feedback is for who is wrong, the second for who is right.
func trueFalse(q *quizzes.Question, truth bool, section text, format quizzes.Format) {
	_, feedback := cutSign(section, '#')
	wrong, right := cutSign(feedback, '#')
	q.Type = quizzes.TrueFalse
	q.Solution.Choices = []quizzes.Choice{{Option: "true"}, {Option: "false"}}
	yes, no := &q.Solution.Choices[0], &q.Solution.Choices[1]
	if !truth {
		yes, no = no, yes
	}
	yes.Weight, yes.Feedback, no.Feedback = 1, textOf(right, format), textOf(wrong, format)
	if q.Solution.Penalty > 0 {
		no.Weight, q.Solution.Penalty = -q.Solution.Penalty, 0
	}
}

// decimal reads a number as GIFT writes it: a point divides decimals, never thousands. A comma is forgiven.
func decimal(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "xXpP_iInN") { // what ParseFloat takes beyond numbers of everyday
		return 0, false
	}
	x, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return x, err == nil
}
