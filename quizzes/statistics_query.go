package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Which attempts of each person statistics look at.
type Which string

const (
	FirstAttempts Which = "first" // the default: later ones know the answers
	BestAttempts  Which = "best"
	AllAttempts   Which = "all"
)

// commonest bounds the written answers that a question's statistics name.
const commonest = 12

// StatisticsOf computes how the quiz's submitted attempts went. The answers that people have still to mark leave their attempts out.
func StatisticsOf(app core.App, quiz string, which Which) (Statistics, error) {
	var sample []observed
	people := map[string]int{} // enrolment to its place in the sample
	waiting := 0
	err := eachSubmitted(app, quiz, func(row submitted) error {
		if row.Waiting > 0 {
			waiting++
			return nil
		}
		at, again := people[row.Enrolment]
		if again && which == FirstAttempts {
			return nil
		}
		o, err := row.observe(app)
		if err != nil {
			return err
		}
		switch {
		case !again || which == AllAttempts:
			people[row.Enrolment] = len(sample)
			sample = append(sample, o)
		case o.percent > sample[at].percent:
			sample[at] = o
		}
		return nil
	})
	if err != nil {
		return Statistics{}, fmt.Errorf("statistics of quiz %s: %w", quiz, err)
	}
	s := statisticsOf(sample)
	s.Waiting = waiting
	for i := range s.Items {
		if err := s.Items[i].complete(app); err != nil {
			return s, err
		}
	}
	return s, nil
}

// submitted is a submitted attempt as it is read in bulk.
type submitted struct {
	ID        string  `db:"id"`
	Enrolment string  `db:"enrolment"`
	Number    int     `db:"number"`
	Score     float64 `db:"score"`
	Max       float64 `db:"max"`
	Passed    bool    `db:"passed"`
	Waiting   int     `db:"waiting"`
	Result    string  `db:"result"`
	Answers   string  `db:"answers"`
	Certainty string  `db:"certainty"` // empty where the attempt was not marked by it
}

// eachSubmitted reads a quiz's submitted attempts one by one, those of an enrolment in their order.
func eachSubmitted(app core.App, quiz string, do func(submitted) error) error {
	rows, err := app.DB().Select("id", "enrolment", "number", "score", "max", "passed", "waiting",
		"coalesce(nullif(result, ''), 'null') AS result", "coalesce(nullif(answers, ''), 'null') AS answers",
		"CASE WHEN json_extract(drawn, '$.certainty') THEN coalesce(nullif(certainty, ''), 'null') ELSE '' END AS certainty").From("attempts").
		Where(dbx.HashExp{"quiz": quiz, "state": stateSubmitted}).OrderBy("number ASC", "id ASC").Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var row submitted
		if err := rows.ScanStruct(&row); err != nil {
			return err
		}
		if err := do(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// observe makes of a row what statistics see. Of questions marked by certainty they see what the answers were worth by themselves: how sure
// people felt says nothing of how hard a question is.
func (s submitted) observe(app core.App) (observed, error) {
	o := observed{percent: Percent(s.Score, s.Max), passed: s.Passed}
	var marks []mark
	if err := json.Unmarshal([]byte(s.Result), &marks); err != nil {
		return o, fmt.Errorf("result of attempt %s: %w", s.ID, err)
	}
	answers := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(s.Answers), &answers); err != nil {
		return o, fmt.Errorf("answers of attempt %s: %w", s.ID, err)
	}
	certainty := map[string]int{}
	if s.Certainty != "" {
		if err := json.Unmarshal([]byte(s.Certainty), &certainty); err != nil {
			return o, fmt.Errorf("certainty of attempt %s: %w", s.ID, err)
		}
	}
	for _, m := range marks {
		item := seen{version: m.ID, score: m.Score, max: m.Max, answered: m.Grade != Unanswered}
		if raw, given := answers[m.ID]; given {
			switch q, err := meaningOf(app, m.ID); {
			case err == nil:
				item.chosen = chosenOf(q, raw)
				if s.Certainty != "" && q.Type != Essay && item.answered {
					item.score = withoutCertainty(m.Score, m.Max, certainty[m.ID])
				}
			case !errors.Is(err, ErrNotFound):
				return o, err
			}
		}
		o.items = append(o.items, item)
	}
	return o, nil
}

// chosenOf is what an answer chose: options, or its text brought to one form. Essays and texts in parts have none.
func chosenOf(q Question, raw json.RawMessage) []string {
	a, err := ReadAnswer(q, raw)
	if err != nil {
		return nil
	}
	switch q.Type {
	case Single, Multiple, TrueFalse:
		return a.Options
	case Short, Numeric:
		return []string{normalise(a.Text, q.Solution.Case, q.Solution.Accents)}
	}
	return nil
}

// complete adds the options that nobody chose, and says what each answer is worth.
func (i *Item) complete(app core.App) error {
	q, err := meaningOf(app, i.Version)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(q.Solution.Choices) == 0 {
		i.Choices = i.Choices[:min(commonest, len(i.Choices))]
		for n, c := range i.Choices {
			i.Choices[n].Part = Mark(q, Answer{Text: c.Answer}).Score / q.Points
		}
		return nil
	}
	all := make([]Chosen, len(q.Solution.Choices))
	for n, c := range q.Solution.Choices {
		all[n] = Chosen{Answer: c.Option, Part: c.Weight}
		if at := slices.IndexFunc(i.Choices, func(x Chosen) bool { return x.Answer == c.Option }); at >= 0 {
			all[n].Thirds = i.Choices[at].Thirds
		}
	}
	i.Choices = all
	return nil
}
