package quizzes

import (
	"cmp"
	"slices"
)

// draw reads how many questions, or a list of where they come from.
func (r *reporter) draw(line int, value said, s *Settings) {
	switch {
	case value.isText():
		r.whole(line, "draw", value.text, maxQuestions, &s.Draw)
		return
	case value.pairs != nil:
		value.list = []said{value}
	case value.list == nil || len(value.list) > maxDraws:
		r.fail(line, "quiz.bad_draw")
		return
	}
	s.Draw, s.Draws = 0, nil
	for _, entry := range value.list {
		if d, ok := r.drawOf(entry); ok {
			s.Draws = append(s.Draws, d)
		}
	}
}

func (r *reporter) drawOf(entry said) (Draw, bool) {
	d, before := Draw{Line: entry.line}, len(r.found)
	if entry.pairs == nil {
		r.fail(entry.line, "quiz.bad_draw")
		return d, false
	}
	for _, p := range entry.pairs {
		switch {
		case !p.isText():
			r.fail(p.line, "quiz.bad_value", "name", p.name, "value", "")
		case p.name == "count":
			r.whole(p.line, p.name, p.text, maxQuestions, &d.Count)
		case p.name == "from":
			r.named(p.line, p.name, p.text, &d.Bank)
		case p.name == "category":
			d.Category = cleanCategory(p.text)
		case p.name == "skill" && !ValidSkill(p.text):
			r.fail(p.line, "quiz.bad_skill", "skill", p.text)
		case p.name == "skill":
			d.Skill = p.text
		default:
			r.warn(p.line, "quiz.unknown_setting", "name", p.name)
		}
	}
	return d, !r.failed(before)
}

// failed tells whether an error was reported after so many findings.
func (r *reporter) failed(before int) bool {
	return slices.ContainsFunc(r.found[before:], isError)
}

// bands reads a mapping from percent to text.
func (r *reporter) bands(line int, value said, s *Settings) {
	if value.pairs == nil || len(value.pairs) > maxBands {
		r.fail(line, "quiz.bad_bands")
		return
	}
	s.Bands = nil
	for _, p := range value.pairs {
		from, ok := r.number(p.line, "bands", percentText(p.name), 0, 100)
		switch {
		case !ok:
		case !p.isText() || p.text == "":
			r.fail(p.line, "quiz.bad_bands")
		case slices.ContainsFunc(s.Bands, func(b Band) bool { return b.From == from }):
			r.fail(p.line, "quiz.setting_twice", "name", p.name)
		default:
			s.Bands = append(s.Bands, Band{From: from, Text: Text{Source: p.text, Format: Markdown, Line: p.line}})
		}
	}
	slices.SortStableFunc(s.Bands, func(a, b Band) int { return cmp.Compare(b.From, a.From) })
}
