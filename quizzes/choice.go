package quizzes

import (
	"encoding/json"
	"slices"
)

// single is a question with one option to choose.
type single struct{}

func (single) read(q *Question, raw json.RawMessage) (Answer, error) {
	var id string
	if err := json.Unmarshal(raw, &id); err != nil {
		return Answer{}, &AnswerError{Question: q.Key, Reason: WrongShape}
	}
	if id == "" {
		return Answer{}, nil
	}
	if !q.Body.has(id) {
		return Answer{}, &AnswerError{Question: q.Key, Reason: UnknownOption}
	}
	return Answer{Options: []string{id}}, nil
}

func (single) write(a Answer) any { return a.Options[0] }

func (single) mark(q *Question, a Answer) (float64, []Text) { return q.Solution.chosen(a.Options) }

func (single) solved(q *Question) Solved { return Solved{Options: q.Right()} }

func (single) check(q *Question) []problem {
	return checkOptions(q)
}

// multiple is a question with any number of options to choose.
type multiple struct{}

func (multiple) read(q *Question, raw json.RawMessage) (Answer, error) {
	var ids []string
	if err := json.Unmarshal(raw, &ids); err != nil {
		return Answer{}, &AnswerError{Question: q.Key, Reason: WrongShape}
	}
	var chosen []string
	for _, id := range ids {
		if !q.Body.has(id) {
			return Answer{}, &AnswerError{Question: q.Key, Reason: UnknownOption}
		}
		if !slices.Contains(chosen, id) {
			chosen = append(chosen, id)
		}
	}
	return Answer{Options: chosen}, nil
}

func (multiple) write(a Answer) any { return a.Options }

func (multiple) mark(q *Question, a Answer) (float64, []Text) {
	part, feedback := q.Solution.chosen(a.Options)
	if q.Solution.AllOrNone {
		part = 0
		if sameSet(a.Options, q.Right()) {
			part = 1
		}
	}
	return min(1, max(0, part)), feedback
}

func (multiple) solved(q *Question) Solved { return Solved{Options: q.Right()} }

func (multiple) check(q *Question) []problem {
	found := checkOptions(q)
	all, full := 0.0, 0.0
	for _, c := range q.Solution.Choices {
		all += c.Weight
		full += max(0, c.Weight)
	}
	switch wrong := len(q.Solution.Choices) - len(q.Right()); {
	case full == 0 || q.Solution.AllOrNone: // reported, or harmless
	case settle(full) < 1:
		found = append(found, problem{line: q.Line, code: "quiz.no_full_score"})
	case wrong > 0 && settle(all) >= 1:
		found = append(found, problem{line: q.Line, code: "quiz.all_options_win", mild: true})
	}
	return found
}

// trueFalse is a statement to agree with or not.
type trueFalse struct{}

func (trueFalse) read(q *Question, raw json.RawMessage) (Answer, error) {
	var yes bool
	if err := json.Unmarshal(raw, &yes); err == nil {
		if yes {
			return Answer{Options: []string{optionTrue}}, nil
		}
		return Answer{Options: []string{optionFalse}}, nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err == nil && text == "" {
		return Answer{}, nil
	}
	return Answer{}, &AnswerError{Question: q.Key, Reason: WrongShape}
}

func (trueFalse) write(a Answer) any { return a.Options[0] == optionTrue }

func (trueFalse) mark(q *Question, a Answer) (float64, []Text) { return q.Solution.chosen(a.Options) }

func (trueFalse) solved(q *Question) Solved { return Solved{Options: q.Right()} }

func (trueFalse) check(q *Question) []problem {
	if len(q.Right()) != 1 {
		return []problem{{line: q.Line, code: "quiz.true_or_false"}}
	}
	return nil
}

// has tells whether the body offers an option.
func (b *Body) has(id string) bool { return offers(b.Options, id) }

func offers(options []Option, id string) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.ID == id })
}

// Right are the ids of the options that a full answer chooses. Where one is enough, half right ones are not among them.
func (q *Question) Right() []string {
	enough := 0.0
	if q.Type != Multiple {
		enough = 1
	}
	var ids []string
	for _, c := range q.Solution.Choices {
		if w := settle(c.Weight); w > 0 && w >= enough {
			ids = append(ids, c.Option)
		}
	}
	return ids
}

// chosen adds up what the chosen options are worth, and collects their feedback in the order of the question.
func (s *Solution) chosen(ids []string) (part float64, feedback []Text) {
	for _, c := range s.Choices {
		if !slices.Contains(ids, c.Option) {
			continue
		}
		part += c.Weight
		if !c.Feedback.IsZero() {
			feedback = append(feedback, c.Feedback)
		}
	}
	return part, feedback
}

func sameSet(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(id string) bool { return !slices.Contains(b, id) })
}

// checkOptions is what every question with options must have.
func checkOptions(q *Question) []problem {
	switch n := len(q.Body.Options); {
	case n < 2:
		return []problem{{line: q.Line, code: "quiz.too_few_options"}}
	case n > maxOptions:
		return []problem{{line: q.Line, code: "quiz.too_many_options", values: map[string]any{"max": maxOptions}}}
	}
	if len(q.Right()) == 0 {
		return []problem{{line: q.Line, code: "quiz.no_right_option"}}
	}
	return nil
}
