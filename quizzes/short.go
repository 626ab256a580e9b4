package quizzes

import "encoding/json"

// short is a question answered in a few words.
type short struct{}

func (short) read(q *Question, raw json.RawMessage) (Answer, error) { return readText(q, raw) }

func (short) write(a Answer) any { return a.Text }

func (short) mark(q *Question, a Answer) (float64, []Text) {
	return q.Solution.written(q.Solution.reads(a.Text))
}

func (short) solved(q *Question) Solved { return q.Solution.best() }

// reads tells which accepted texts a written one is.
func (s *Solution) reads(text string) func(Accepted) bool {
	given := normalise(text, s.Case, s.Accents)
	return func(accepted Accepted) bool {
		return matches(normalisePattern(accepted.Text, s.Case, s.Accents), given)
	}
}

func (short) check(q *Question) []problem { return checkAccepted(q) }

// written finds the foreseen answer that is worth most among those that match, and what it earns.
func (s *Solution) written(match func(Accepted) bool) (float64, []Text) {
	var best *Accepted
	for i := range s.Accepted {
		if a := &s.Accepted[i]; (best == nil || a.Weight > best.Weight) && match(*a) {
			best = a
		}
	}
	part, feedback := -s.Penalty, s.Otherwise
	if best != nil {
		part, feedback = best.Weight, best.Feedback
	}
	if feedback.IsZero() {
		return part, nil
	}
	return part, []Text{feedback}
}

// checkAccepted is what every question with written answers must have.
func checkAccepted(q *Question) []problem {
	if len(q.Solution.Accepted) > maxOptions {
		return []problem{{line: q.Line, code: "quiz.too_many_options", values: map[string]any{"max": maxOptions}}}
	}
	for _, a := range q.Solution.Accepted {
		if settle(a.Weight) >= 1 {
			return nil
		}
	}
	return []problem{{line: q.Line, code: "quiz.no_right_answer"}}
}
