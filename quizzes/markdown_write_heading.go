package quizzes

import (
	"strconv"
	"strings"
)

// headingAttributes are what stands in the braces of a question's heading.
func headingAttributes(q Question, y style) []string {
	b, s := q.Body, q.Solution
	var list []string
	say := func(name, value string) {
		if value != "" {
			list = append(list, name+"="+quoteValue(value))
		}
	}
	no := func(name string, said bool) {
		if said {
			list = append(list, name+"=false")
		}
	}
	yes := func(name string, said bool) {
		if said {
			list = append(list, name+"=true")
		}
	}
	if q.Key != "" {
		list = append(list, "#"+q.Key)
	}
	if y.typed || q.Type == Essay || q.Type == Multiple && len(q.Right()) == 1 {
		say("type", string(q.Type))
	}
	if q.Points != 1 {
		say("points", decimalText(q.Points))
	}
	say("objective", strings.Join(b.Objectives, ","))
	say("category", b.Category)
	say("skill", strings.Join(b.Skills, ","))
	say("title", b.Title)
	if p, said := q.penalty(y); said {
		say("penalty", decimalText(p))
	}
	no("partial", s.AllOrNone)
	no("shuffle", b.KeepOrder)
	yes("case", s.Case)
	yes("accents", s.Accents)
	list = append(list, unitAttributes(q)...)
	return append(list, taskAttributes(b.Task)...)
}

func unitAttributes(q Question) []string {
	var list []string
	if len(q.Solution.Units) > 0 {
		list = append(list, "units="+quoteValue(writeUnits(q.Solution.Units)))
	}
	if q.Body.Unit == UnitRequired {
		list = append(list, "unit=required", "unit_penalty="+decimalText(q.Solution.UnitPenalty))
	} else if q.Solution.UnitPenalty != 0 {
		list = append(list, "unit_penalty="+decimalText(q.Solution.UnitPenalty))
	}
	return list
}

func taskAttributes(t *Task) []string {
	if t == nil {
		return nil
	}
	var list []string
	for _, number := range []struct {
		name  string
		value int
	}{{"lines", t.Lines}, {"min_words", t.MinWords}, {"max_words", t.MaxWords}, {"files", t.Files}} {
		if number.value != 0 {
			list = append(list, number.name+"="+strconv.Itoa(number.value))
		}
	}
	if len(t.Accept) > 0 {
		list = append(list, "accept="+quoteValue(strings.Join(t.Accept, ",")))
	}
	if t.NoText {
		list = append(list, "text=false")
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
