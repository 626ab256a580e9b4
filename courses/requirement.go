package courses

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Kinds of requirement.
const (
	LessonKind   = "lesson"
	QuizKind     = "quiz"
	PresenceKind = "presence"
)

// Requirement is one thing that a course asks of a learner.
type Requirement struct {
	Kind      string
	Key       string // of the lesson, the quiz or the webinar within its course
	Threshold int    // percent to reach; 0 where doing it is enough
}

// String is how a fulfilment names the requirement: "quiz:quiz-finale".
func (r Requirement) String() string { return r.Kind + ":" + r.Key }

// Made tells whether it is a lesson that the academy made: ids from a folder have no colon.
func (r Requirement) Made() bool { return r.Kind == LessonKind && strings.Contains(r.Key, ":") }

// ParseRequirement reads what String wrote.
func ParseRequirement(s string) (Requirement, error) {
	kind, key, ok := strings.Cut(s, ":")
	if !ok || key == "" || kind != LessonKind && kind != QuizKind && kind != PresenceKind {
		return Requirement{}, fmt.Errorf("requirement %q is none", s)
	}
	return Requirement{Kind: kind, Key: key}, nil
}

// Rule is what the front matter's "complete" says, as it is stored with the course:
//
//	{"lessons": "all" | ["id", …], "quizzes": [{"id": "…", "pass": 60}], "presence": [{"webinar": "…", "percent": 80}]}
type Rule struct {
	AllLessons bool
	Lessons    []string
	Quizzes    []RuleQuiz
	Presence   []RulePresence
}

// RuleQuiz asks for a passed quiz.
type RuleQuiz struct {
	ID   string `json:"id"`
	Pass int    `json:"pass"` // percent; 0 leaves it to the quiz
}

// RulePresence asks for presence at one of the webinars tied to the key.
type RulePresence struct {
	Webinar string `json:"webinar"`
	Percent int    `json:"percent"`
}

type ruleJSON struct {
	Lessons  json.RawMessage `json:"lessons,omitempty"`
	Quizzes  []RuleQuiz      `json:"quizzes,omitempty"`
	Presence []RulePresence  `json:"presence,omitempty"`
}

// MarshalJSON writes the stored form.
func (r Rule) MarshalJSON() ([]byte, error) {
	out := ruleJSON{Quizzes: r.Quizzes, Presence: r.Presence}
	switch {
	case r.AllLessons:
		out.Lessons = json.RawMessage(`"all"`)
	case r.Lessons != nil:
		list, err := json.Marshal(r.Lessons)
		if err != nil {
			return nil, err
		}
		out.Lessons = list
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads the stored form. A rule that asks for nothing asks for every lesson.
func (r *Rule) UnmarshalJSON(content []byte) error {
	var in ruleJSON
	if err := json.Unmarshal(content, &in); err != nil {
		return err
	}
	*r = Rule{Quizzes: in.Quizzes, Presence: in.Presence}
	switch {
	case string(in.Lessons) == `"all"`:
		r.AllLessons = true
	case len(in.Lessons) > 0 && string(in.Lessons) != "null":
		return json.Unmarshal(in.Lessons, &r.Lessons)
	default:
		r.AllLessons = len(r.Quizzes) == 0 && len(r.Presence) == 0
	}
	return nil
}

// Requirements spells the rule out for a course that has these lessons, in order.
func (r Rule) Requirements(lessonKeys []string) []Requirement {
	var list []Requirement
	keys := r.Lessons
	if r.AllLessons {
		keys = lessonKeys
	}
	for _, key := range keys {
		list = append(list, Requirement{Kind: LessonKind, Key: key})
	}
	for _, q := range r.Quizzes {
		list = append(list, Requirement{Kind: QuizKind, Key: q.ID, Threshold: q.Pass})
	}
	for _, p := range r.Presence {
		list = append(list, Requirement{Kind: PresenceKind, Key: p.Webinar, Threshold: p.Percent})
	}
	return list
}

// Rule returns what completes the course.
func (c *Course) Rule() (Rule, error) {
	rule, err := readRule(c.GetString("complete"))
	if err != nil {
		return rule, fmt.Errorf("completion rule of course %s: %w", c.Id, err)
	}
	return rule, nil
}

// readRule reads a rule as it is kept; one that says nothing wants all lessons.
func readRule(kept string) (Rule, error) {
	rule := Rule{AllLessons: true}
	if kept == "" || kept == "null" {
		return rule, nil
	}
	return rule, json.Unmarshal([]byte(kept), &rule)
}
