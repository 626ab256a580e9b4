package quizzes

import (
	"encoding/json"
	"math"
	"slices"
)

// numeric is a question answered by a number.
type numeric struct{}

// Range is what counts as one number, both ends included.
type Range struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Around says that the middle was asked for and the rest is tolerance.
	Around bool `json:"around,omitempty"`
}

// Around is the range of a number with its tolerance.
func Around(number, tolerance float64) Range {
	tolerance = math.Abs(tolerance)
	return Range{Low: number - tolerance, High: number + tolerance, Around: tolerance > 0}
}

// Middle is the number to show as right.
func (r Range) Middle() float64 { return round((r.Low + r.High) / 2) }

// Percent is the part of the points that the answer is worth, in percent.
func (a Accepted) Percent() float64 { return round(a.Weight * 100) }

// has forgives what binary fractions lose: 0,1 + 0,2 is 0,3.
func (r Range) has(x float64) bool {
	shy := 1e-9 * max(math.Abs(r.Low), math.Abs(r.High), 1e-3)
	return x >= r.Low-shy && x <= r.High+shy
}

// read takes a text, as the contract says, and a bare number, as people expect.
func (numeric) read(q *Question, raw json.RawMessage) (Answer, error) {
	var number json.Number
	if err := json.Unmarshal(raw, &number); err == nil && len(raw) > 0 && raw[0] != '"' {
		return readText(q, json.RawMessage(`"`+number.String()+`"`))
	}
	return readText(q, raw)
}

func (numeric) write(a Answer) any { return a.Text }

// mark counts every reading of an ambiguous number: 1.000 is a thousand to some and one to others.
func (numeric) mark(q *Question, a Answer) (float64, []Text) {
	s := &q.Solution
	part, feedback := s.written(counts(a.Text, s.Units))
	if _, named := measure(a.Text, s.Units); part > 0 && !named && q.Body.Unit == UnitRequired {
		part = max(0, part-s.UnitPenalty)
	}
	return part, feedback
}

// counts tells which accepted numbers a written one is.
func counts(text string, units []Unit) func(Accepted) bool {
	readings, _ := measure(text, units)
	return func(accepted Accepted) bool {
		return accepted.Number != nil && slices.ContainsFunc(readings, accepted.Number.has)
	}
}

func (numeric) solved(q *Question) Solved {
	s := q.Solution.best()
	if len(q.Solution.Units) > 0 {
		s.Unit = q.Solution.Units[0].Names[0]
	}
	return s
}

func (numeric) check(q *Question) []problem {
	for i, u := range q.Solution.Units {
		if i == 0 && u.factor() != 1 || len(u.Names) == 0 || u.factor() < 0 || slices.ContainsFunc(u.Names, readAsNumber) {
			return []problem{{line: q.Line, code: "quiz.bad_unit"}}
		}
	}
	if q.Body.Unit == UnitRequired && len(q.Solution.Units) == 0 {
		return []problem{{line: q.Line, code: "quiz.no_units"}} // nobody could have all points
	}
	return checkAccepted(q)
}
