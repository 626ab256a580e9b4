package quizzes

import (
	"math"
	"strings"

	"aula/internal/markup"
)

// Set applies one setting under its name in the front matter. known is false for a name that is none. A value that cannot be is
// reported, without the file's path, and leaves the quiz as it was.
func (q *Quiz) Set(line int, name, value string) (found []markup.Finding, known bool) {
	r := &reporter{}
	s := &q.Settings
	switch name {
	case "title":
		q.Title = value
	case "id":
		r.named(line, name, value, &q.Key)
	case "slug":
		r.named(line, name, value, &q.Slug)
	case "pass":
		if x, ok := r.number(line, name, strings.TrimSpace(strings.TrimSuffix(value, "%")), 0, 100); ok {
			s.Pass = x
		}
	case "attempts":
		r.whole(line, name, value, maxAttempts, &s.Attempts)
	case "draw":
		r.whole(line, name, value, maxQuestions, &s.Draw)
	case "time_limit":
		r.whole(line, name, value, maxTimeLimit, &s.TimeLimit)
	case "shuffle":
		r.shuffle(line, value, s)
	case "feedback":
		r.moment(line, value, s)
	default:
		return nil, false
	}
	return r.found, true
}

func (r *reporter) named(line int, name, value string, into *string) {
	if !ValidKey(value) {
		r.fail(line, "quiz.bad_value", "name", name, "value", value)
		return
	}
	*into = value
}

func (r *reporter) whole(line int, name, value string, high int, into *int) {
	x, ok := r.number(line, name, value, 0, float64(high))
	if ok && x != math.Trunc(x) {
		r.fail(line, "quiz.bad_number", "name", name, "value", value, "low", 0, "high", high)
		return
	}
	if ok {
		*into = int(x)
	}
}

func (r *reporter) shuffle(line int, value string, s *Settings) {
	switch strings.ToLower(value) {
	case "questions":
		s.ShuffleQuestions = true
	case "options":
		s.ShuffleOptions = true
	default:
		both := r.truth(line, "shuffle", value, false)
		s.ShuffleQuestions, s.ShuffleOptions = both, both
	}
}

func (r *reporter) moment(line int, value string, s *Settings) {
	switch m := Moment(strings.ToLower(value)); m {
	case AfterSubmission, WhenPassed, Never:
		s.Feedback = m
	default:
		r.fail(line, "quiz.bad_value", "name", "feedback", "value", value)
	}
}
