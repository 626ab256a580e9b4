package courses

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"aula/internal/markup"
)

// Sentence is something to be said to people, as the key of a text and its names and values in turn.
type Sentence struct {
	Key    string
	Values []any
}

// Speaker says texts in one language.
type Speaker interface {
	T(key string, args ...any) string
	Number(f float64) string
}

// In is the sentence in the speaker's language. A value whose name ends with "_key" is itself a text's key.
func (s Sentence) In(l Speaker) string {
	args := make([]any, len(s.Values))
	for i := 0; i+1 < len(s.Values); i += 2 {
		name, value := s.Values[i].(string), s.Values[i+1]
		if short, isKey := strings.CutSuffix(name, "_key"); isKey {
			name, value = short, l.T(value.(string))
		}
		if number, ok := value.(float64); ok && name != "count" {
			value = l.Number(number)
		}
		args[i], args[i+1] = name, value
	}
	return l.T(s.Key, args...)
}

// Join says several sentences one after the other, parted by commas.
func Join(l Speaker, sentences []Sentence) string {
	parts := make([]string, len(sentences))
	for i, s := range sentences {
		parts[i] = s.In(l)
	}
	return strings.Join(parts, ", ")
}

func say(key string, values ...any) Sentence { return Sentence{key, values} }

// TextOf is what a finding says: what is wrong, and what to do.
func TextOf(f Finding) Sentence {
	s := Sentence{Key: "finding." + f.Code}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		s.Values = append(s.Values, name, f.Values[name])
	}
	return s
}

// SeverityOf is the word for how much a finding matters.
func SeverityOf(f Finding) Sentence {
	return say("severity." + [...]string{"note", "warning", "error"}[min(max(f.Severity, markup.Note), markup.Error)])
}

// Contents says what is in the course, to be joined by commas.
func (m *Manuscript) Contents() []Sentence {
	list := []Sentence{say("report.lessons", "count", len(m.Lessons)), say("report.minutes", "count", m.Minutes())}
	if len(m.Quizzes) > 0 {
		list = append(list, say("report.quizzes", "count", len(m.Quizzes)), say("report.questions", "count", m.Questions()))
	}
	return append(list, say("report.files", "count", len(m.Files)))
}

// Tally says how many findings there are of each severity, to be joined by commas.
func Tally(findings []Finding) []Sentence {
	var errs, warnings, notes int
	for _, f := range findings {
		switch f.Severity {
		case markup.Error:
			errs++
		case markup.Warning:
			warnings++
		default:
			notes++
		}
	}
	if errs+warnings == 0 {
		list := []Sentence{say("report.clean")}
		if notes > 0 {
			list = append(list, say("report.notes", "count", notes))
		}
		return list
	}
	return []Sentence{say("report.errors", "count", errs), say("report.warnings", "count", warnings), say("report.notes", "count", notes)}
}

// manyChanges is how many changes of one sort are named one by one.
const manyChanges = 40

// Heading says in one sentence what the import did, or would do.
func (c *Changes) Heading(dryRun bool) Sentence {
	key := "change.updated"
	switch {
	case c.Nothing():
		key = "change.nothing"
	case c.Same:
		key = "change.state"
	case c.New:
		key = "change.new"
	}
	if dryRun && !c.Nothing() {
		key += "_would"
	}
	return say(key, "title", c.Title, "slug", c.Slug, "revision", c.Revision, "state_key", "state."+c.State)
}

// Sentences say what differs from the revision before, the most important last: whom it touches.
func (c *Changes) Sentences() []Sentence {
	if c.Same || c.New {
		return nil
	}
	var list []Sentence
	if len(c.Head) > 0 {
		list = append(list, say("change.head", "fields", strings.Join(c.Head, ", ")))
	}
	for i, l := range c.Lessons {
		if i == manyChanges {
			list = append(list, say("change.more_lessons", "count", len(c.Lessons)-manyChanges))
			break
		}
		list = append(list, say("change.lesson_"+l.Kind, "title", l.Title, "id", l.Key))
	}
	for _, q := range c.Quizzes {
		list = append(list, say("change.quiz_"+q.Kind, "title", q.Title, "id", q.Key))
		if q.Added+q.Reworded+q.Withdrawn > 0 && q.Kind == Changed {
			list = append(list, say("change.questions", "title", q.Title, "added", q.Added, "changed", q.Reworded, "removed", q.Withdrawn))
		}
	}
	if f := c.Files; f.Added+f.Changed+f.Removed > 0 {
		list = append(list, say("change.files", "added", f.Added, "changed", f.Changed, "removed", f.Removed))
	}
	return append(list, c.touched()...)
}

// touched says what completion asks now, and of whom.
func (c *Changes) touched() []Sentence {
	var list []Sentence
	for _, side := range []struct {
		key  string
		list []RequirementChange
	}{{"change.asked_", c.Asked}, {"change.dropped_", c.Dropped}} {
		for i, r := range side.list {
			if i == manyChanges {
				list = append(list, say("change.more_requirements", "count", len(side.list)-manyChanges))
				break
			}
			list = append(list, say(side.key+r.Kind, "title", cmp.Or(r.Title, r.Key)))
		}
	}
	l := c.Learners
	for _, row := range []struct {
		key   string
		count int
	}{
		{"change.open", l.Open}, {"change.ahead", l.Ahead}, {"change.back", l.Back}, {"change.completed", l.Completed},
		{"change.finished", l.Finished},
	} {
		if row.count > 0 {
			list = append(list, say(row.key, "count", row.count))
		}
	}
	return list
}
