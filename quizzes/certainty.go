package quizzes

import "math"

// How sure somebody may be of an answer. Who says nothing is hardly sure.
const (
	Hardly = 1
	Fairly = 2
	Very   = 3
)

// stakes are what an answer earns by its certainty, in parts of its points: the 1, 2, 3 of a right one and 0, -2, -6 of a wrong one in
// Gardner-Medwin's certainty-based marking, over 3. Whoever says truly how sure they are does best: 2 pays from 67 % on, 3 from 80 %.
var stakes = [...]struct{ right, wrong float64 }{
	Hardly: {1.0 / 3, 0},
	Fairly: {2.0 / 3, -2.0 / 3},
	Very:   {1, -2},
}

// Stake is what a right and a wrong answer earn at a certainty, in parts of the question's points.
func Stake(certainty int) (right, wrong float64) {
	s := stakes[min(Very, max(Hardly, certainty))]
	return s.right, s.wrong
}

// sure marks an outcome by how sure its answer was. What is partly right earns in between; no answer risks nothing, and what people
// mark is not a matter of certainty.
func (o Outcome) sure(certainty int) Outcome {
	if o.Grade == Unanswered || o.Grade == Waiting || o.Max <= 0 {
		return o
	}
	right, wrong := Stake(certainty)
	part := min(1, max(0, o.Score/o.Max))
	o.Score = round(o.Max * (wrong + part*(right-wrong)))
	return o
}

// withoutCertainty is what an answer had earned before it was marked by how sure it was.
func withoutCertainty(score, most float64, certainty int) float64 {
	if most <= 0 {
		return score
	}
	right, wrong := Stake(certainty)
	part := (score/most - wrong) / (right - wrong)
	return most * min(1, max(0, math.Round(part*1e4)/1e4)) // what was kept is a rounded third
}
