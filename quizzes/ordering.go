package quizzes

import (
	"encoding/json"
	"slices"
)

// ordering is a question whose options are to be put in order.
type ordering struct{}

func (ordering) read(q *Question, raw json.RawMessage) (Answer, error) {
	a, err := multiple{}.read(q, raw)
	if err == nil && len(a.Options) > 0 && len(a.Options) < len(q.Body.Options) {
		return Answer{}, &AnswerError{Question: q.Key, Reason: WrongShape} // all of them have a place
	}
	return a, err
}

func (ordering) write(a Answer) any { return a.Options }

// mark counts the longest run of things that stand in the right order, whatever stands between them: one thing in a wrong place costs
// one step, also where it moves all the others by one. The first of them is worth nothing, so that the reverse order scores nought.
func (ordering) mark(q *Question, a Answer) (float64, []Text) {
	places := make([]int, len(a.Options))
	for i, id := range a.Options {
		places[i] = slices.Index(q.Solution.Order, id)
	}
	return q.Solution.share(longestRise(places)-1, len(q.Solution.Order)-1), nil
}

// longestRise is the length of the longest strictly rising subsequence.
func longestRise(places []int) int {
	var ends []int // the smallest end of a rise of each length
	for _, p := range places {
		at, _ := slices.BinarySearch(ends, p)
		if at == len(ends) {
			ends = append(ends, p)
		} else {
			ends[at] = p
		}
	}
	return len(ends)
}

func (ordering) solved(q *Question) Solved { return Solved{Options: q.Solution.Order} }

func (ordering) check(q *Question) []problem {
	switch n := len(q.Body.Options); {
	case n < 2:
		return []problem{{line: q.Line, code: "quiz.too_few_options"}}
	case n > maxOptions:
		return []problem{{line: q.Line, code: "quiz.too_many_options", values: map[string]any{"max": maxOptions}}}
	}
	return nil
}
