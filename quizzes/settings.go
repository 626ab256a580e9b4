package quizzes

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"aula/internal/markup"
)

const (
	usualGrace = 30   // seconds after its limit in which an attempt takes answers on their way, where the author says nothing
	maxGrace   = 3600 // seconds
	maxWait    = 366 * 24 * 60
	maxBands   = 20
	maxDraws   = 50
)

// Set applies one setting under its name in the front matter; lists and mappings are written as YAML writes them on one line. known is
// false for a name that is none. A value that cannot be is reported, without the file's path, and leaves the quiz as it was.
func (q *Quiz) Set(line int, name, value string) (found []markup.Finding, known bool) {
	s := said{line: line, text: strings.TrimSpace(value)}
	if (name == "draw" || name == "bands") && strings.ContainsAny(s.text[:min(1, len(s.text))], "[{") {
		tree, err := readYAML([]byte(s.text), line)
		if err != nil {
			tree = said{line: line, other: true}
		}
		s = tree
	}
	return q.set(line, name, s)
}

func (q *Quiz) set(line int, name string, value said) (found []markup.Finding, known bool) {
	r := &reporter{}
	apply := settings[name]
	switch {
	case name == "draw":
		r.draw(line, value, &q.Settings)
	case name == "bands":
		r.bands(line, value, &q.Settings)
	case apply == nil:
		return nil, false
	case !value.isText():
		r.fail(line, "quiz.bad_value", "name", name, "value", "")
	default:
		apply(r, q, line, value.text)
	}
	return r.found, true
}

// settings are those that are one text.
var settings = map[string]func(r *reporter, q *Quiz, line int, value string){
	"title": func(_ *reporter, q *Quiz, _ int, value string) { q.Title = value },
	"id":    func(r *reporter, q *Quiz, line int, value string) { r.named(line, "id", value, &q.Key) },
	"slug":  func(r *reporter, q *Quiz, line int, value string) { r.named(line, "slug", value, &q.Slug) },
	"pass": func(r *reporter, q *Quiz, line int, value string) {
		r.into(&q.Settings.Pass, line, "pass", percentText(value), 0, 100)
	},
	"attempts": func(r *reporter, q *Quiz, line int, value string) {
		r.whole(line, "attempts", value, maxAttempts, &q.Settings.Attempts)
	},
	"wait": func(r *reporter, q *Quiz, line int, value string) { r.wait(line, value, &q.Settings) },
	"bank": func(r *reporter, q *Quiz, line int, value string) {
		q.Settings.Bank = r.truth(line, "bank", value, false)
	},
	"time_limit": func(r *reporter, q *Quiz, line int, value string) {
		r.whole(line, "time_limit", value, maxTimeLimit, &q.Settings.TimeLimit)
		if q.Settings.TimeLimit > 0 && !q.ownGrace {
			q.Settings.Grace = usualGrace
		}
	},
	"grace": func(r *reporter, q *Quiz, line int, value string) {
		q.ownGrace = true
		r.whole(line, "grace", value, maxGrace, &q.Settings.Grace)
	},
	"shuffle":  func(r *reporter, q *Quiz, line int, value string) { r.shuffle(line, value, &q.Settings) },
	"feedback": func(r *reporter, q *Quiz, line int, value string) { r.moment(line, value, &q.Settings) },
	"certainty": func(r *reporter, q *Quiz, line int, value string) {
		q.Settings.Certainty = r.truth(line, "certainty", value, false)
	},
	"second_marker": func(r *reporter, q *Quiz, line int, value string) {
		q.Settings.SecondMarker = r.truth(line, "second_marker", value, false)
	},
}

func percentText(value string) string { return strings.TrimSpace(strings.TrimSuffix(value, "%")) }

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
	case AfterSubmission, WhenPassed, AtOnce, Never:
		s.Feedback, s.FeedbackDate = m, ""
		return
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		r.fail(line, "quiz.bad_moment", "value", value)
		return
	}
	s.Feedback, s.FeedbackDate = OnDate, value
}

var duration = regexp.MustCompile(`^(?:(\d{1,3}) ?d)? ?(?:(\d{1,4}) ?h)? ?(?:(\d{1,6}) ?(?:m|min)?)?$`)

// wait reads "24h", "30m", "2d", "1h30m", and minutes alone.
func (r *reporter) wait(line int, value string, s *Settings) {
	m := duration.FindStringSubmatch(strings.ToLower(value))
	if m == nil || m[0] == "" {
		r.fail(line, "quiz.bad_wait", "value", value)
		return
	}
	minutes := 0
	for i, each := range []int{24 * 60, 60, 1} {
		n, _ := strconv.Atoi(m[i+1]) // digits, few enough, or nothing
		minutes += n * each
	}
	if minutes > maxWait {
		r.fail(line, "quiz.bad_wait", "value", value)
		return
	}
	s.Wait = minutes
}

// waitText is what wait reads, in the hours and minutes that every language writes alike.
func waitText(minutes int) string {
	text := ""
	for _, unit := range []struct {
		sign  string
		worth int
	}{{"h", 60}, {"m", 1}} {
		if n := minutes / unit.worth; n > 0 {
			text += strconv.Itoa(n) + unit.sign
			minutes -= n * unit.worth
		}
	}
	return text
}
