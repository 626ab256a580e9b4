package courses

import (
	"slices"
	"strings"

	"aula/quizzes"
)

// applyRule reads what completes the course, once its parts have their names.
func (c *composer) applyRule() {
	c.m.Rule = Rule{AllLessons: true}
	if c.intro == nil || !c.intro.front.has("complete") {
		c.offerQuizzes()
		return
	}
	front := c.intro.front.mapping("complete")
	if front == nil {
		return
	}
	rule := Rule{}
	c.ruleLessons(front, &rule)
	for _, entry := range front.list("quizzes") {
		c.ruleQuiz(entry, &rule)
	}
	for _, entry := range front.list("presence") {
		c.rulePresence(entry, &rule)
	}
	c.unknown(front)
	if len(rule.Quizzes) == 0 && len(rule.Presence) == 0 && len(rule.Lessons) == 0 {
		rule.AllLessons = true
	}
	c.m.Rule = rule
}

// offerQuizzes says that without a word quizzes complete nothing.
func (c *composer) offerQuizzes() {
	asked := slices.DeleteFunc(slices.Clone(c.m.Quizzes), func(q quizzes.Quiz) bool { return q.Settings.Bank })
	if !c.m.Plain && len(asked) > 0 {
		c.note("course.quizzes_not_asked", c.m.headPath, 1, "count", len(asked))
	}
}

func (c *composer) ruleLessons(front *fields, rule *Rule) {
	entries := front.list("lessons")
	if len(entries) == 1 && strings.EqualFold(entries[0].text, "all") {
		rule.AllLessons = true
		return
	}
	for _, entry := range entries {
		p := findPart(c.lessons, entry.text)
		switch {
		case p == nil:
			c.fail("complete.no_lesson", c.m.headPath, entry.line, "id", printable(entry.text))
		case slices.Contains(rule.Lessons, p.key):
			c.warn("complete.twice", c.m.headPath, entry.line, "id", p.key)
		default:
			rule.Lessons = append(rule.Lessons, p.key)
		}
	}
}

// ruleQuiz takes a quiz's id, alone or with the percent to reach. That percent is then the quiz's own.
func (c *composer) ruleQuiz(entry item, rule *Rule) {
	id, pass, given := entry.text, 0, false
	if entry.fields != nil {
		id, given = entry.fields.text("id", maxField), entry.fields.has("pass")
		pass = entry.fields.whole("pass", 0, 100)
		c.unknown(entry.fields)
	}
	p := findPart(c.quizzes, id)
	if p == nil {
		c.fail("complete.no_quiz", c.m.headPath, entry.line, "id", printable(id))
		return
	}
	i := slices.IndexFunc(c.m.Quizzes, func(q quizzes.Quiz) bool { return q.Key == p.key })
	if i < 0 {
		c.fail("complete.no_quiz", c.m.headPath, entry.line, "id", printable(id))
		return
	}
	if c.m.Quizzes[i].Settings.Bank {
		c.fail("complete.bank", c.m.headPath, entry.line, "id", printable(id))
		return
	}
	if slices.ContainsFunc(rule.Quizzes, func(q RuleQuiz) bool { return q.ID == p.key }) {
		c.warn("complete.twice", c.m.headPath, entry.line, "id", p.key)
		return
	}
	if settings := &c.m.Quizzes[i].Settings; given {
		if p.front.has("pass") && settings.Pass != float64(pass) {
			c.warn("complete.two_passes", c.m.headPath, entry.line, "id", p.key, "course", pass, "quiz", settings.Pass)
		}
		settings.Pass = float64(pass)
	} else {
		pass = int(settings.Pass)
	}
	rule.Quizzes = append(rule.Quizzes, RuleQuiz{ID: p.key, Pass: pass})
}

func (c *composer) rulePresence(entry item, rule *Rule) {
	presence := RulePresence{Webinar: entry.text}
	if entry.fields != nil {
		presence.Webinar = entry.fields.text("webinar", maxName)
		presence.Percent = entry.fields.whole("percent", 0, 100)
		c.unknown(entry.fields)
	}
	switch {
	case !validName(presence.Webinar):
		c.fail("complete.bad_webinar", c.m.headPath, entry.line, "id", printable(presence.Webinar))
	case slices.ContainsFunc(rule.Presence, func(r RulePresence) bool { return r.Webinar == presence.Webinar }):
		c.warn("complete.twice", c.m.headPath, entry.line, "id", presence.Webinar)
	default:
		rule.Presence = append(rule.Presence, presence)
	}
}
