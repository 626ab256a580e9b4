package quizzes

import (
	"slices"
	"strconv"
	"strings"

	"aula/internal/markup"
)

// SettingsForm is how a quiz is asked as it stands in a form: everything as it was typed.
type SettingsForm struct {
	Fields map[string]string // by the names of the front matter, and by those below
	Bands  []BandRow
	Draws  []DrawRow
}

// The fields of the form that the front matter does not have.
const (
	FieldIntro        = "intro"
	FieldFeedbackDate = "feedback_date"
	FieldBands        = "bands"
	FieldDraws        = "draws"
)

// FeedbackOnDate is what the field feedback holds where a day is named beside it.
const FeedbackOnDate = string(OnDate)

// BandRow is what is said from a percentage on.
type BandRow struct{ From, Text string }

// DrawRow is where questions come from.
type DrawRow struct{ Bank, Category, Skill, Count string }

// settingFields are the settings of one text, in the order in which they are read: the grace follows from the limit.
var settingFields = []string{
	"title", "pass", "attempts", "wait", "draw", "shuffle", "time_limit", "grace", "feedback", "certainty", "second_marker",
}

// SettingFields are the fields of one text, in their order.
func SettingFields() []string {
	return append(slices.Clone(settingFields), FieldIntro, FieldFeedbackDate)
}

// SettingsFormOf is the form of a quiz.
func SettingsFormOf(q Quiz) SettingsForm {
	s := q.Settings
	f := SettingsForm{Fields: map[string]string{
		"title": q.Title, FieldIntro: IntroMarkdown(q), "pass": decimalText(s.Pass), "wait": waitText(s.Wait),
		"feedback": string(s.Feedback), FieldFeedbackDate: s.FeedbackDate, "certainty": yesNo(s.Certainty), "second_marker": yesNo(s.SecondMarker),
		"shuffle": yesNo(s.ShuffleQuestions && s.ShuffleOptions),
	}}
	if s.ShuffleQuestions != s.ShuffleOptions {
		f.Fields["shuffle"] = map[bool]string{true: "questions", false: "options"}[s.ShuffleQuestions]
	}
	for name, n := range map[string]int{"attempts": s.Attempts, "draw": s.Draw, "time_limit": s.TimeLimit} {
		if n != 0 {
			f.Fields[name] = strconv.Itoa(n)
		}
	}
	if s.TimeLimit > 0 {
		f.Fields["grace"] = strconv.Itoa(s.Grace)
	}
	for _, b := range s.Bands {
		f.Bands = append(f.Bands, BandRow{decimalText(b.From), b.source()})
	}
	for _, d := range s.Draws {
		row := DrawRow{Bank: d.Bank, Category: d.Category, Skill: d.Skill}
		if d.Count > 0 || row == (DrawRow{}) { // all of the quiz's own questions: a row with nothing in it is none
			row.Count = strconv.Itoa(d.Count)
		}
		f.Draws = append(f.Draws, row)
	}
	return f
}

// Apply gives a quiz what was typed. The Path of a finding is the name of the field that it is about; with an error among them the quiz
// must not be kept.
func (f SettingsForm) Apply(q *Quiz, o Options) []markup.Finding {
	r := &formReader{}
	bank := q.Settings.Bank
	q.Settings = DefaultSettings()
	q.Settings.Bank, q.ownGrace = bank, false
	for _, name := range settingFields {
		value := strings.TrimSpace(clean(f.Fields[name]))
		if name == "feedback" && value == FeedbackOnDate {
			name, value = FieldFeedbackDate, strings.TrimSpace(f.Fields[FieldFeedbackDate])
			r.moment(r.at(name), value, &q.Settings)
			continue
		}
		if value == "" {
			continue
		}
		found, _ := q.Set(r.at(name), name, value)
		r.found = append(r.found, found...)
	}
	if title := []rune(q.Title); len(title) > maxTitle {
		q.Title = string(title[:maxTitle])
	}
	q.Intro = textOf(r.lines(FieldIntro, f.Fields[FieldIntro]))
	f.applyBands(r, &q.Settings)
	f.applyDraws(r, &q.Settings)
	found := append(r.found, renderAll(o, func(p problem) { r.report(p) }, &q.Intro)...)
	for i := range q.Settings.Bands {
		found = append(found, renderAll(o, func(p problem) { r.report(p) }, &q.Settings.Bands[i].Text)...)
	}
	for i := range found {
		r.lead(&found[i])
	}
	return found
}

func (f SettingsForm) applyBands(r *formReader, s *Settings) {
	all := said{line: r.at(FieldBands)}
	for i, row := range f.Bands {
		from, text := strings.TrimSpace(row.From), strings.TrimSpace(clean(row.Text))
		if from == "" && text == "" {
			continue
		}
		line := r.at(BandField(i, "from"))
		all.pairs = append(all.pairs, namedValue{from, said{line: line, text: text}})
	}
	if all.pairs != nil {
		r.bands(all.line, all, s)
	}
}

func (f SettingsForm) applyDraws(r *formReader, s *Settings) {
	for i, row := range f.Draws {
		entry := said{line: r.at(DrawField(i, "from"))}
		for _, part := range []Said{{"from", row.Bank}, {"category", row.Category}, {"skill", row.Skill}, {"count", row.Count}} {
			if value := strings.TrimSpace(clean(part.Value)); value != "" {
				entry.pairs = append(entry.pairs, namedValue{part.Name, said{line: r.at(DrawField(i, part.Name)), text: value}})
			}
		}
		if entry.pairs == nil {
			continue
		}
		if d, ok := r.drawOf(entry); ok {
			s.Draw, s.Draws = 0, append(s.Draws, d)
		}
	}
}

// BandField and DrawField name a field of a row, from 0.
func BandField(row int, name string) string { return "band-" + strconv.Itoa(row) + "-" + name }
func DrawField(row int, name string) string { return "draw-" + strconv.Itoa(row) + "-" + name }

// Turn adds a row ("add.bands", "add.draws") or removes one ("remove.bands.N", "remove.draws.N", from 0).
func (f *SettingsForm) Turn(act string) bool {
	name, rest, _ := strings.Cut(act, ".")
	list, place, _ := strings.Cut(rest, ".")
	at, err := strconv.Atoi(place)
	switch {
	case name == "add" && list == FieldBands && len(f.Bands) < maxBands:
		f.Bands = append(f.Bands, BandRow{})
	case name == "add" && list == FieldDraws && len(f.Draws) < maxDraws:
		f.Draws = append(f.Draws, DrawRow{})
	case name == "remove" && list == FieldBands && err == nil && at >= 0 && at < len(f.Bands):
		f.Bands = slices.Delete(f.Bands, at, at+1)
	case name == "remove" && list == FieldDraws && err == nil && at >= 0 && at < len(f.Draws):
		f.Draws = slices.Delete(f.Draws, at, at+1)
	default:
		return false
	}
	return true
}

// SettingsEdition names everything that the form of a quiz's settings can change.
func SettingsEdition(q Quiz) string { return fingerprint(SettingsMarkdown(q)) }

// SettingsMarkdown is how a quiz is asked as its file says it: the front matter and the introduction.
func SettingsMarkdown(q Quiz) string {
	return frontMatter(q) + "\n" + q.Intro.asMarkdown(func(text string) bool { return headingLevel(text) > 0 }).Source
}
