package quizzes

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"aula/internal/markup"
)

const (
	maxWords = 50_000 // that an essay may be asked to have
	maxLines = 100
)

// Set applies one attribute under its name in a heading of a Markdown quiz. known is false for a name that is none. What cannot be is
// reported, without the file's path; with an error the question should be left out.
func (q *Question) Set(line int, name, value string) (found []markup.Finding, known bool) {
	r := &reporter{}
	for _, apply := range []func(*reporter, *Question, int, string, string) bool{general, marking, placing, measured, assigned} {
		if apply(r, q, line, name, value) {
			return r.found, true
		}
	}
	return nil, false
}

// general are the attributes of every question.
func general(r *reporter, q *Question, line int, name, value string) bool {
	switch name {
	case "points":
		r.into(&q.Points, line, name, value, 0.01, maxPoints)
	case "type":
		q.Type = Type(value)
	case "title":
		q.Body.Title = strings.Join(strings.Fields(value), " ")
	case "shuffle":
		q.Body.KeepOrder = !r.truth(line, name, value, true)
	default:
		return false
	}
	return true
}

// marking are those by which answers are marked.
func marking(r *reporter, q *Question, line int, name, value string) bool {
	s := &q.Solution
	switch name {
	case "penalty":
		r.into(&s.Penalty, line, name, value, 0, 1)
	case "partial":
		s.AllOrNone = !r.truth(line, name, value, true)
	case "case":
		s.Case = r.truth(line, name, value, false)
	case "accents":
		s.Accents = r.truth(line, name, value, false)
	default:
		return false
	}
	return true
}

// placing are those by which a question is found and drawn.
func placing(r *reporter, q *Question, line int, name, value string) bool {
	b := &q.Body
	switch name {
	case "objective", "objectives":
		b.Objectives = splitList(value)
	case "category":
		b.Category = cleanCategory(value)
	case "skill", "skills":
		b.Skills = nil
		for _, skill := range splitList(value) {
			if !ValidSkill(skill) {
				r.warn(line, "quiz.bad_skill", "skill", skill)
			} else if !slices.Contains(b.Skills, skill) {
				b.Skills = append(b.Skills, skill)
			}
		}
	case "group":
		r.named(line, name, value, &b.Group)
	default:
		return false
	}
	return true
}

// measured are those of a number with its unit.
func measured(r *reporter, q *Question, line int, name, value string) bool {
	switch name {
	case "units":
		units, ok := readUnits(value)
		if !ok {
			r.fail(line, "quiz.bad_unit")
		}
		q.Solution.Units = units
	case "unit":
		switch strings.ToLower(value) {
		case "required":
			q.Body.Unit = UnitRequired
		case "optional":
			q.Body.Unit = UnitOptional
		default:
			r.fail(line, "quiz.bad_value", "name", name, "value", value)
		}
	case "unit_penalty":
		r.into(&q.Solution.UnitPenalty, line, name, value, 0, 1)
	default:
		return false
	}
	return true
}

// assigned are those of an essay.
func assigned(r *reporter, q *Question, line int, name, value string) bool {
	t := Task{}
	if q.Body.Task != nil {
		t = *q.Body.Task
	}
	switch name {
	case "lines":
		r.whole(line, name, value, maxLines, &t.Lines)
	case "min_words":
		r.whole(line, name, value, maxWords, &t.MinWords)
	case "max_words":
		r.whole(line, name, value, maxWords, &t.MaxWords)
	case "files":
		r.whole(line, name, value, maxFiles, &t.Files)
	case "accept":
		t.Accept = splitList(strings.ToLower(value))
		for _, kind := range t.Accept {
			if len(FileTypes[kind]) == 0 {
				r.fail(line, "quiz.bad_file_type", "value", kind, "known", strings.Join(slices.Sorted(maps.Keys(FileTypes)), ", "))
			}
		}
	case "text":
		t.NoText = !r.truth(line, name, value, true)
	default:
		return false
	}
	q.Body.Task = &t
	return true
}

func (r *reporter) into(x *float64, line int, name, value string, low, high float64) {
	if read, ok := r.number(line, name, value, low, high); ok {
		*x = read
	}
}

// cleanCategory writes a category as its steps from the general to the special: "Reti/Wi-Fi".
func cleanCategory(value string) string {
	var steps []string
	for step := range strings.SplitSeq(value, "/") {
		if step = strings.Join(strings.Fields(step), " "); step != "" {
			steps = append(steps, step)
		}
	}
	return strings.Join(steps, "/")
}

var skillCode = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*:[A-Za-z0-9][A-Za-z0-9.-]*$`)

// ValidSkill tells whether a text names a skill of a framework: digcomp-2.2:2.3.
func ValidSkill(text string) bool { return skillCode.MatchString(text) }

// readUnits reads "km|chilometri; m|metri=0,001": units divided by ";", the names of one by "|", and how many of the first it is.
func readUnits(value string) ([]Unit, bool) {
	var units []Unit
	for part := range strings.SplitSeq(value, ";") {
		names, factor, scaled := strings.Cut(part, "=")
		var u Unit
		for name := range strings.SplitSeq(names, "|") {
			if name = strings.Join(strings.Fields(name), " "); name != "" {
				u.Names = append(u.Names, name)
			}
		}
		if scaled {
			x, ok := authorNumber(factor)
			if !ok || x <= 0 {
				return nil, false
			}
			u.Factor = x
		}
		if len(u.Names) == 0 || len(units) == maxOptions {
			return nil, false
		}
		units = append(units, u)
	}
	return units, true
}

// writeUnits is what readUnits reads.
func writeUnits(units []Unit) string {
	var parts []string
	for _, u := range units {
		part := strings.Join(u.Names, "|")
		if u.Factor != 0 {
			part += "=" + decimalText(u.Factor)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

// usualUnitPenalty is what a missing unit takes away where it is required and nothing else is said.
const usualUnitPenalty = 0.1

// Usual fills what an author leaves unsaid about units; said tells which attributes were given.
func (q *Question) Usual(said func(name string) bool) {
	if len(q.Solution.Units) > 0 && q.Body.Unit == NoUnit {
		q.Body.Unit = UnitOptional
	}
	if q.Body.Unit == UnitRequired && !said("unit_penalty") {
		q.Solution.UnitPenalty = usualUnitPenalty
	}
}
