package quizzes

import (
	"slices"
	"strings"

	"aula/internal/markup"
)

// offered is how many of the quiz's questions each of the draws may take, of which a group counts as one.
func (q *Quiz) offered(draws ...Draw) int {
	n := 0
	for _, unit := range inUnits(q.drawables()) {
		fitting := !slices.ContainsFunc(draws, func(d Draw) bool {
			d.Bank = ""
			return !d.fits(unit[0])
		})
		if fitting {
			n++
		}
	}
	return n
}

func (q *Quiz) drawables() []drawable {
	all := make([]drawable, len(q.Questions))
	for i, question := range q.Questions {
		b := question.Body
		all[i] = drawable{group: b.Group, category: b.Category, skills: b.Skills}
	}
	return all
}

// Asks is about how many questions one attempt asks; banks are the other quizzes of the course by their keys.
func (q *Quiz) Asks(banks map[string]*Quiz) int {
	s := q.Settings
	switch {
	case s.Bank:
		return 0
	case len(s.Draws) == 0 && s.Draw == 0:
		return len(q.Questions)
	case len(s.Draws) == 0:
		return min(s.Draw, len(q.Questions))
	}
	n := 0
	for _, d := range s.Draws {
		from := q
		if d.Bank != "" {
			from = banks[d.Bank]
		}
		if from == nil {
			continue
		}
		there := from.offered(d)
		if d.Count > 0 {
			there = min(there, d.Count)
		}
		n += there
	}
	return n
}

// Check tells what is wrong with a draw from the given quiz; the finding does not name its file.
func (d Draw) Check(from *Quiz) (finding markup.Finding, wrong bool) {
	p, wrong := d.problem(from)
	return p.finding(""), wrong
}

// CheckTogether tells which of a quiz's draws can come short because those before them may take the same questions: each by itself has
// enough. lender is the quiz that a draw takes from. The findings do not name their file.
func CheckTogether(draws []Draw, lender func(Draw) *Quiz) []markup.Finding {
	var found []markup.Finding
	for i, d := range draws {
		from := lender(d)
		if d.Count == 0 || from == nil || d.Count > from.offered(d) {
			continue // all that is left will do, or it is said already
		}
		left := from.offered(d)
		for _, earlier := range draws[:i] {
			if earlier.Bank != d.Bank {
				continue
			}
			shared := from.offered(earlier, d)
			if earlier.Count > 0 {
				shared = min(shared, earlier.Count)
			}
			left -= shared
		}
		if left < d.Count {
			p := problem{line: d.Line, code: "quiz.draw_overlap", values: map[string]any{"draw": d.Count, "there": max(0, left)}, mild: true}
			found = append(found, p.finding(""))
		}
	}
	return found
}

func (d Draw) problem(from *Quiz) (problem, bool) {
	has := func(fits func(Body) bool) bool {
		return slices.ContainsFunc(from.Questions, func(q Question) bool { return fits(q.Body) })
	}
	there := from.offered(d)
	switch {
	case d.Category != "" && !has(func(b Body) bool { return b.Category == d.Category || strings.HasPrefix(b.Category, d.Category+"/") }):
		return problem{line: d.Line, code: "quiz.draw_category", values: map[string]any{"category": d.Category}}, true
	case d.Skill != "" && !has(func(b Body) bool { return slices.Contains(b.Skills, d.Skill) }):
		return problem{line: d.Line, code: "quiz.draw_skill", values: map[string]any{"skill": d.Skill}}, true
	case there == 0 && len(from.Questions) > 0:
		return problem{line: d.Line, code: "quiz.draw_nothing", values: map[string]any{"category": d.Category, "skill": d.Skill}}, true
	case d.Count > there:
		return problem{line: d.Line, code: "quiz.draw", values: map[string]any{"draw": d.Count, "there": there}, mild: true}, true
	}
	return problem{}, false
}
