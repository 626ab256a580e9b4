package quizzes

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Judgement is what people said about one answer, as its learner reads it. Who they are stays with the academy.
type Judgement struct {
	Criteria []Judged // in the rubric's order; empty where there is none
	Comments []string // plain text with its line ends; of two markers perhaps two
	Reason   string   // why the mark was changed, empty where it was not
	At       time.Time
}

// Judged is one criterion of a rubric and what it was given.
type Judged struct {
	Criterion Criterion
	Points    float64 // the rubric's own, of Criterion.Best()
	Level     Text    // what the level says; empty where two markers chose different ones
}

// MarkingOf returns what was said about the answers of an attempt that people have marked, by the ids of its questions. What still waits
// is not in it.
func MarkingOf(app core.App, a *Attempt) (map[string]Judgement, error) {
	judgements := map[string]Judgement{}
	rows, err := markings(app, dbx.And(dbx.HashExp{"attempt": a.Id}, dbx.NewExp("[[final]] != ''")))
	if err != nil || len(rows) == 0 {
		return judgements, err
	}
	marks, err := a.marks()
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, m := range rows {
		ids[i] = m.Question()
	}
	asked, err := versionsByID(app, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range marks {
		deciding := deciding(rows, m.ID)
		if m.Grade == Waiting || len(deciding) == 0 {
			continue
		}
		j, err := judge(asked[m.ID], deciding)
		if err != nil {
			return nil, err
		}
		judgements[m.ID] = j
	}
	return judgements, nil
}

// deciding are the final marks that a question's score comes from: the last change, the third, or the one or two first.
func deciding(rows []*Marking, question string) []*Marking {
	var found []*Marking
	for _, m := range rows {
		switch {
		case m.Question() != question:
		case m.Round() >= lastRound:
			found = []*Marking{m}
		default:
			found = append(found, m)
		}
	}
	return found
}

func judge(v *Version, rows []*Marking) (Judgement, error) {
	last := rows[len(rows)-1]
	j := Judgement{Reason: last.Reason(), At: last.Final()}
	all := make([]Given, len(rows))
	for i, m := range rows {
		if m.Comment() != "" {
			j.Comments = append(j.Comments, m.Comment())
		}
		var err error
		if all[i], err = m.Given(); err != nil {
			return j, err
		}
	}
	if v == nil {
		return j, nil
	}
	q, err := v.Question()
	if err != nil || q.Body.Task == nil {
		return j, err
	}
	for _, c := range q.Body.Task.Rubric {
		j.Criteria = append(j.Criteria, judged(c, all))
	}
	return j, nil
}

// judged is the mean of what a criterion was given.
func judged(c Criterion, all []Given) Judged {
	j := Judged{Criterion: c}
	for i, g := range all {
		level := g.Levels[c.ID]
		if level < 0 || level >= len(c.Levels) {
			continue
		}
		j.Points += c.Levels[level].Points / float64(len(all))
		switch {
		case i == 0:
			j.Level = c.Levels[level].Text
		case level != all[0].Levels[c.ID]:
			j.Level = Text{}
		}
	}
	j.Points = round(j.Points)
	return j
}
