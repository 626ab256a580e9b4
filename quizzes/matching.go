package quizzes

import "encoding/json"

// matching is a question that gives each thing at the left its partner from the options.
type matching struct{}

// Pair is the right partner of one thing at the left.
type Pair struct {
	Left     string `json:"left"`
	Right    string `json:"right"` // an option; several may share one
	Feedback Text   `json:"feedback,omitzero"`
}

func (matching) read(q *Question, raw json.RawMessage) (Answer, error) {
	given, err := readParts(q, raw)
	if err != nil {
		return Answer{}, err
	}
	for left, right := range given {
		if !offers(q.Body.Left, left) || !q.Body.has(right) {
			return Answer{}, &AnswerError{Question: q.Key, Reason: UnknownOption}
		}
	}
	return Answer{Parts: given}, nil
}

func (matching) write(a Answer) any { return a.Parts }

// mark gives each right pair its share; a wrong one takes nothing away.
func (matching) mark(q *Question, a Answer) (float64, []Text) {
	right, feedback := 0, []Text(nil)
	for _, p := range q.Solution.Pairs {
		switch given := a.Parts[p.Left]; {
		case given == p.Right:
			right++
		case given != "" && !p.Feedback.IsZero():
			feedback = append(feedback, p.Feedback)
		}
	}
	return q.Solution.share(right, len(q.Solution.Pairs)), feedback
}

func (matching) solved(q *Question) Solved {
	parts := make(map[string]string, len(q.Solution.Pairs))
	for _, p := range q.Solution.Pairs {
		parts[p.Left] = p.Right
	}
	return Solved{Parts: parts}
}

func (matching) check(q *Question) []problem {
	switch n := len(q.Body.Left); {
	case n < 2 || len(q.Body.Options) < 2:
		return []problem{{line: q.Line, code: "quiz.too_few_pairs"}}
	case n > maxOptions || len(q.Body.Options) > maxOptions:
		return []problem{{line: q.Line, code: "quiz.too_many_options", values: map[string]any{"max": maxOptions}}}
	}
	return nil
}

// share is the part of the points for so many right ones of all.
func (s *Solution) share(right, all int) float64 {
	if all == 0 || s.AllOrNone && right < all {
		return 0
	}
	return float64(right) / float64(all)
}
