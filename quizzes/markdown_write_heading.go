package quizzes

import (
	"strconv"
	"strings"
)

// headingAttributes are what stands in the braces of a question's heading.
func headingAttributes(q Question, y style) []string {
	var list []string
	for _, a := range attributesOf(q, y) {
		if a.Name == "id" {
			list = append(list, "#"+a.Value)
		} else {
			list = append(list, a.Name+"="+quoteValue(a.Value))
		}
	}
	return list
}

// Attributes are what a question says beside its texts and answers, as Question.Set takes it; its id is among them.
func Attributes(q Question) []Said { return attributesOf(q, style{}) }

func attributesOf(q Question, y style) []Said {
	var list []Said
	say := func(name, value string, said bool) {
		if said {
			list = append(list, Said{name, value})
		}
	}
	b, s := q.Body, q.Solution
	say("id", q.Key, q.Key != "")
	say("type", string(q.Type), y.typed || q.Type == Essay || q.Type == Multiple && len(q.Right()) == 1)
	say("points", decimalText(q.Points), q.Points != 1)
	say("objective", strings.Join(b.Objectives, ","), len(b.Objectives) > 0)
	say("category", b.Category, b.Category != "")
	say("skill", strings.Join(b.Skills, ","), len(b.Skills) > 0)
	say("title", b.Title, b.Title != "")
	penalty, said := q.penalty(y)
	say("penalty", decimalText(penalty), said)
	say("partial", "false", s.AllOrNone)
	say("shuffle", "false", b.KeepOrder)
	say("case", "true", s.Case)
	say("accents", "true", s.Accents)
	say("units", writeUnits(s.Units), len(s.Units) > 0)
	say("unit", "required", b.Unit == UnitRequired)
	say("unit_penalty", decimalText(s.UnitPenalty), b.Unit == UnitRequired || s.UnitPenalty != 0)
	if t := b.Task; t != nil {
		say("lines", strconv.Itoa(t.Lines), t.Lines != 0)
		say("min_words", strconv.Itoa(t.MinWords), t.MinWords != 0)
		say("max_words", strconv.Itoa(t.MaxWords), t.MaxWords != 0)
		say("files", strconv.Itoa(t.Files), t.Files != 0)
		say("accept", strings.Join(t.Accept, ","), len(t.Accept) > 0)
		say("text", "false", t.NoText)
	}
	return list
}

// penalty is what a heading says about wrong choices; said tells whether it must.
func (q *Question) penalty(y style) (penalty float64, said bool) {
	switch q.Type {
	case Single, Multiple, TrueFalse:
	default:
		return q.Solution.Penalty, q.Solution.Penalty != 0
	}
	if y.weighed {
		return 0, false
	}
	plain, best := q.unlike(0, false), 0.0
	for _, c := range q.Solution.Choices {
		if p := -c.Weight; p >= 0 && p <= 1 && (p > 0 || q.Type == Multiple) {
			if n := q.unlike(p, true); n < plain {
				plain, best, said = n, p, true
			}
		}
	}
	return best, said
}

// unlike counts the choices that a penalty alone does not explain.
func (q *Question) unlike(penalty float64, said bool) int {
	n := 0
	for _, c := range q.Solution.Choices {
		if c.Weight != q.usualWeight(c, penalty, said) {
			n++
		}
	}
	return n
}

// usualWeight is what a choice is worth by its box and the penalty.
func (q *Question) usualWeight(c Choice, penalty float64, said bool) float64 {
	right := 0
	for _, other := range q.Solution.Choices {
		if other.Weight > 0 {
			right++
		}
	}
	win, lose := q.shares(right, len(q.Solution.Choices), penalty, said)
	if c.Weight > 0 {
		return win
	}
	return lose
}
