package quizzes

import (
	"encoding/json"
	"slices"
	"strings"
)

// gaps is a text with blanks to fill. In the text each stands as its Mark.
type gaps struct{}

// Gap is one blank of a text.
type Gap struct {
	ID      string   `json:"id"`                // g1, g2, … in the order of the text
	Options []Option `json:"options,omitempty"` // of a chosen one; a typed one has none
}

// Mark is how the text names the gap, in source, plain text and HTML: [[g1]].
func (g Gap) Mark() string { return "[[" + g.ID + "]]" }

// Filled is what a gap should hold: Choices where it is chosen, Accepted where it is typed.
type Filled struct {
	Gap      string     `json:"gap"`
	Worth    float64    `json:"worth,omitempty"` // its share beside the others'; 0 is 1
	Choices  []Choice   `json:"choices,omitempty"`
	Accepted []Accepted `json:"accepted,omitempty"` // with Number where only a number counts
}

func (f Filled) worth() float64 {
	if f.Worth == 0 {
		return 1
	}
	return f.Worth
}

// gap finds a blank by its id, nil where the question has none such.
func (b *Body) gap(id string) *Gap {
	if i := slices.IndexFunc(b.Gaps, func(g Gap) bool { return g.ID == id }); i >= 0 {
		return &b.Gaps[i]
	}
	return nil
}

// read takes for a chosen gap the option's id or its text.
func (gaps) read(q *Question, raw json.RawMessage) (Answer, error) {
	given, err := readParts(q, raw)
	if err != nil {
		return Answer{}, err
	}
	for id, text := range given {
		g := q.Body.gap(id)
		if g == nil {
			return Answer{}, &AnswerError{Question: q.Key, Reason: UnknownOption}
		}
		if err := q.fits(text, maxAnswer); err != nil {
			return Answer{}, err
		}
		if len(g.Options) == 0 {
			continue
		}
		option := slices.IndexFunc(g.Options, func(o Option) bool { return o.ID == text || o.Text.Plain == strings.TrimSpace(text) })
		if option < 0 {
			return Answer{}, &AnswerError{Question: q.Key, Reason: UnknownOption}
		}
		given[id] = g.Options[option].ID
	}
	return Answer{Parts: given}, nil
}

func (gaps) write(a Answer) any { return a.Parts }

func (gaps) mark(q *Question, a Answer) (float64, []Text) {
	won, all, feedback := 0.0, 0.0, []Text(nil)
	for _, f := range q.Solution.Gaps {
		all += f.worth()
		given := a.Parts[f.Gap]
		if given == "" {
			continue
		}
		part, said := f.mark(&q.Solution, given)
		won += part * f.worth()
		feedback = append(feedback, said...)
	}
	if all == 0 || q.Solution.AllOrNone && settle(won/all) < 1 {
		return 0, feedback
	}
	return min(1, max(0, won/all)), feedback
}

// mark marks one gap by the question's rules on capitals and accents.
func (f Filled) mark(s *Solution, given string) (float64, []Text) {
	own := Solution{Choices: f.Choices, Accepted: f.Accepted, Case: s.Case, Accents: s.Accents}
	if len(f.Choices) > 0 {
		return own.chosen([]string{given})
	}
	text, number := own.reads(given), counts(given, nil)
	return own.written(func(a Accepted) bool {
		if a.Number != nil {
			return number(a)
		}
		return text(a)
	})
}

func (gaps) solved(q *Question) Solved {
	parts := make(map[string]string, len(q.Solution.Gaps))
	for _, f := range q.Solution.Gaps {
		best := (&Solution{Accepted: f.Accepted}).best()
		parts[f.Gap] = best.Text
		if best.Number != nil {
			parts[f.Gap] = plainNumber(best.Number.Middle())
		}
		for _, c := range f.Choices {
			if settle(c.Weight) >= 1 {
				parts[f.Gap] = c.Option
				break
			}
		}
	}
	return Solved{Parts: parts}
}

// check makes sure that each gap can be filled rightly and stands in the text once.
func (gaps) check(q *Question) []problem {
	switch n := len(q.Body.Gaps); {
	case n == 0:
		return []problem{{line: q.Line, code: "quiz.no_gaps"}}
	case n > maxOptions:
		return []problem{{line: q.Line, code: "quiz.too_many_options", values: map[string]any{"max": maxOptions}}}
	}
	for i, g := range q.Body.Gaps {
		if n := strings.Count(q.Body.Prompt.Source, g.Mark()) + strings.Count(q.Body.Detail.Source, g.Mark()); n != 1 {
			return []problem{{line: q.Line, code: "quiz.gap_place", values: map[string]any{"number": i + 1}}}
		}
		if !q.Solution.Gaps[i].fillable() {
			return []problem{{line: q.Line, code: "quiz.gap_unsolved", values: map[string]any{"number": i + 1}}}
		}
	}
	return nil
}

func (f Filled) fillable() bool {
	return slices.ContainsFunc(f.Choices, func(c Choice) bool { return settle(c.Weight) >= 1 }) ||
		slices.ContainsFunc(f.Accepted, func(a Accepted) bool { return settle(a.Weight) >= 1 })
}
