package quizzes

import "math"

// Grade is how good an answer is, in a word.
type Grade string

const (
	Right      Grade = "right"
	Partly     Grade = "partly"
	Wrong      Grade = "wrong"
	Unanswered Grade = "unanswered"
	Waiting    Grade = "waiting" // for somebody to mark it
)

// Outcome is what marking one answer gives.
type Outcome struct {
	Score    float64 // points; below nought where a wrong choice is penalised
	Max      float64
	Grade    Grade
	Feedback []Text // to what was answered, then to everybody
}

// Mark marks an answer. No answer scores nought and gets the feedback for everybody.
func Mark(q Question, a Answer) Outcome { return q.mark(a) }

func (q *Question) mark(a Answer) Outcome {
	out := Outcome{Max: q.Points, Grade: Unanswered}
	if q.Type == Essay && a.Given() {
		out.Grade = Waiting
	} else if k := kinds[q.Type]; k != nil && a.Given() {
		part, feedback := k.mark(q, a)
		part = settle(part)
		out.Score = round(part * q.Points)
		out.Grade = grade(part)
		out.Feedback = feedback
	}
	if !q.Solution.Feedback.IsZero() {
		out.Feedback = append(out.Feedback, q.Solution.Feedback)
	}
	return out
}

func grade(part float64) Grade {
	switch {
	case part >= 1:
		return Right
	case part > 0:
		return Partly
	}
	return Wrong
}

// settle heals sums of shares: three thirds are one, also when the author wrote 33.33333 %.
func settle(part float64) float64 {
	const shy = 1e-4
	if part > 1-shy {
		return 1
	}
	if math.Abs(part) < shy {
		return 0
	}
	return part
}

// round keeps five decimals, so that the same marks always add up to the same score.
func round(points float64) float64 { return math.Round(points*1e5) / 1e5 }

// Total adds outcomes up. A total is never below nought.
func Total(outcomes []Outcome) (score, maximum float64) {
	for _, o := range outcomes {
		score += o.Score
		maximum += o.Max
	}
	return max(0, round(score)), round(maximum)
}

// Percent is a score in percent of its maximum, nought where there is nothing to score.
func Percent(score, maximum float64) float64 {
	if maximum <= 0 {
		return 0
	}
	return round(score / maximum * 100)
}

// Passed tells whether a score reaches the pass mark, in percent.
func Passed(score, maximum, pass float64) bool {
	return maximum > 0 && Percent(score, maximum) >= round(pass)
}
