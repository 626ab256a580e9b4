package quizzes

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What is wrong with a verdict.
const (
	MarkMissing = "missing" // a criterion without a level, no points, no reason
	MarkUnknown = "unknown" // a level that the criterion does not have
	MarkRange   = "range"   // points below nought or above the most
	MarkLong    = "long"    // a comment or a reason
)

// Fields of a verdict beside the criteria, which are named by their ids.
const (
	PointsField  = "points"
	CommentField = "comment"
	ReasonField  = "reason"
)

// VerdictProblem is one thing that is wrong with a verdict.
type VerdictProblem struct{ Field, Code string }

// VerdictError lists what is wrong with a verdict, in the order of the form.
type VerdictError struct{ Problems []VerdictProblem }

func (e *VerdictError) Error() string {
	var all []string
	for _, p := range e.Problems {
		all = append(all, p.Field+": "+p.Code)
	}
	return "verdict cannot be: " + strings.Join(all, ", ")
}

// check tells what is wrong with a verdict about a question worth so many points. A draft may lack things.
func (v Verdict) check(rubric []Criterion, most float64, draft bool) error {
	var found []VerdictProblem
	add := func(field, code string) { found = append(found, VerdictProblem{field, code}) }
	for _, c := range rubric {
		level, given := v.Levels[c.ID]
		switch {
		case given && (level < 0 || level >= len(c.Levels)):
			add(c.ID, MarkUnknown)
		case !given && !draft:
			add(c.ID, MarkMissing)
		}
	}
	switch {
	case len(rubric) > 0:
	case v.Points != nil && !(*v.Points >= 0 && *v.Points <= most):
		add(PointsField, MarkRange)
	case v.Points == nil && !draft:
		add(PointsField, MarkMissing)
	}
	if utf8.RuneCountInString(v.Comment) > CommentAtMost {
		add(CommentField, MarkLong)
	}
	if utf8.RuneCountInString(v.Reason) > ReasonAtMost {
		add(ReasonField, MarkLong)
	}
	if len(found) == 0 {
		return nil
	}
	return &VerdictError{found}
}

// Score is what was judged in points of the question: the levels' points together, scaled so that the best are worth most.
func (g Given) Score(rubric []Criterion, most float64) float64 {
	if len(rubric) == 0 {
		if g.Points == nil {
			return 0
		}
		return round(min(most, max(0, *g.Points)))
	}
	sum := 0.0
	for _, c := range rubric {
		if level, given := g.Levels[c.ID]; given && level >= 0 && level < len(c.Levels) {
			sum += c.Levels[level].Points
		}
	}
	best := (&Task{Rubric: rubric}).Best()
	return round(min(most, max(0, sum/best*most)))
}

// closeEnough is which part of the points two markers may be apart.
const closeEnough = 0.1

// Agreed is the score of an answer that two people marked, and whether they are near enough for one.
func Agreed(first, second, most float64) (float64, bool) {
	if math.Abs(first-second) > most*closeEnough+1e-9 {
		return 0, false
	}
	return round((first + second) / 2), true
}

// seat finds the round in which somebody may mark an answer that waits, and the row that is already there. It returns ErrHeld,
// with the row that holds it, or ErrOwnPart.
func seat(rows []*Marking, needed int, me string, now time.Time) (round int, row *Marking, err error) {
	places := map[int]*Marking{}
	finals := 0
	for _, m := range rows {
		places[m.Round()] = m
		if m.Round() >= firstRound && m.Round() <= needed && m.IsFinal() {
			finals++
			if m.Marker() == me {
				err = ErrOwnPart
			}
		}
	}
	free := []int{lastRound}
	if finals < needed {
		if err != nil {
			return 0, nil, err
		}
		free = []int{firstRound, secondRound}[:needed]
	}
	return bestPlace(places, free, me, now)
}

// bestPlace prefers the own place, then an empty one, then one whose holder has been away for too long.
func bestPlace(places map[int]*Marking, free []int, me string, now time.Time) (int, *Marking, error) {
	rank := func(round int) int {
		switch m := places[round]; {
		case m == nil:
			return 1
		case m.IsFinal():
			return 4
		case m.Marker() == me:
			return 0
		case m.holds(now):
			return 3
		}
		return 2
	}
	best := slices.MinFunc(free, func(a, b int) int { return rank(a) - rank(b) })
	if rank(best) > 2 {
		return 0, places[best], fmt.Errorf("round %d: %w", best, ErrHeld)
	}
	return best, places[best], nil
}
