package quizzes

import (
	"encoding/json"
	"math"
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
	readings := ReadNumber(a.Text)
	return q.Solution.written(func(accepted Accepted) bool {
		for _, x := range readings {
			if accepted.Number != nil && accepted.Number.has(x) {
				return true
			}
		}
		return false
	})
}

func (numeric) check(q *Question) []problem { return checkAccepted(q) }
