package quizzes

import "slices"

// gradesOf tells how good each part of an answer in parts is: of a matching by the things at the left, of gaps by their ids, of an
// ordering by the options, where those that stand as they should beside each other are right. Nil for the other types.
func gradesOf(q Question, a Answer) map[string]Grade {
	if !a.Given() {
		return nil
	}
	grades := map[string]Grade{}
	switch q.Type {
	case Matching:
		for _, p := range q.Solution.Pairs {
			grades[p.Left] = gradeOf(a.Parts[p.Left], func(given string) float64 { return worthOf(given == p.Right) })
		}
	case Gaps:
		for _, f := range q.Solution.Gaps {
			grades[f.Gap] = gradeOf(a.Parts[f.Gap], func(given string) float64 {
				part, _ := f.mark(&q.Solution, given)
				return settle(part)
			})
		}
	case Ordering:
		places := make([]int, len(a.Options))
		for i, id := range a.Options {
			places[i] = slices.Index(q.Solution.Order, id)
		}
		for i, stands := range rising(places) {
			grades[a.Options[i]] = grade(worthOf(stands))
		}
	default:
		return nil
	}
	return grades
}

func gradeOf(given string, worth func(string) float64) Grade {
	if given == "" {
		return Unanswered
	}
	return grade(worth(given))
}

func worthOf(right bool) float64 {
	if right {
		return 1
	}
	return 0
}

// rising tells which places belong to one longest strictly rising subsequence.
func rising(places []int) []bool {
	longest, before, last := make([]int, len(places)), make([]int, len(places)), -1
	for i := range places {
		longest[i], before[i] = 1, -1
		for k := range i {
			if places[k] < places[i] && longest[k] >= longest[i] {
				longest[i], before[i] = longest[k]+1, k
			}
		}
		if last < 0 || longest[i] > longest[last] {
			last = i
		}
	}
	in := make([]bool, len(places))
	for ; last >= 0; last = before[last] {
		in[last] = true
	}
	return in
}
