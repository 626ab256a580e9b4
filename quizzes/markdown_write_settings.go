package quizzes

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// frontMatter writes a quiz's settings, those that are not as usual.
func frontMatter(q Quiz) string {
	var out strings.Builder
	out.WriteString("---\n")
	for _, said := range SettingsText(q) {
		switch said.Name {
		case "id", "slug", "title":
			said.Value = yamlText(said.Value)
		}
		out.WriteString(said.Name + ": " + said.Value + "\n")
	}
	if s := q.Settings; len(s.Draws) > 0 {
		out.WriteString("draw:\n")
		for _, d := range s.Draws {
			for i, field := range drawFields(d) {
				out.WriteString([]string{"  - ", "    "}[min(i, 1)] + field + "\n")
			}
		}
	}
	if bands := q.Settings.Bands; len(bands) > 0 {
		out.WriteString("bands:\n")
		for _, b := range bands {
			fmt.Fprintf(&out, "  %s: %s\n", percentKey(b.From), yamlBlock(b.source(), "    "))
		}
	}
	out.WriteString("---\n")
	return out.String()
}

// Said is one setting as Quiz.Set takes it.
type Said struct{ Name, Value string }

// SettingsText are the settings of a quiz that are one text each, those that are not as usual; draws and bands are apart.
func SettingsText(q Quiz) []Said {
	s, usual := q.Settings, DefaultSettings()
	list := []Said{{"id", q.Key}}
	say := func(name, value string, said bool) {
		if said {
			list = append(list, Said{name, value})
		}
	}
	say("slug", q.Slug, q.Slug != "" && q.Slug != q.Key)
	say("title", q.Title, q.Title != "")
	say("bank", "true", s.Bank)
	say("pass", decimalText(s.Pass), s.Pass != usual.Pass || !s.Bank)
	say("attempts", strconv.Itoa(s.Attempts), s.Attempts > 0)
	say("wait", waitText(s.Wait), s.Wait > 0)
	say("draw", strconv.Itoa(s.Draw), s.Draw > 0)
	switch {
	case s.ShuffleQuestions && s.ShuffleOptions:
		say("shuffle", "true", true)
	case s.ShuffleQuestions:
		say("shuffle", "questions", true)
	default:
		say("shuffle", "options", s.ShuffleOptions)
	}
	say("time_limit", strconv.Itoa(s.TimeLimit), s.TimeLimit > 0)
	usualNow := 0
	if s.TimeLimit > 0 {
		usualNow = usualGrace
	}
	say("grace", strconv.Itoa(s.Grace), s.Grace != usualNow)
	feedback := string(s.Feedback)
	if s.Feedback == OnDate {
		feedback = s.FeedbackDate
	}
	say("feedback", feedback, s.Feedback != usual.Feedback && feedback != "")
	say("certainty", "true", s.Certainty)
	say("second_marker", "true", s.SecondMarker)
	return list
}

func drawFields(d Draw) []string {
	var fields []string
	for _, f := range []Said{{"from", d.Bank}, {"category", d.Category}, {"skill", d.Skill}} {
		if f.Value != "" {
			fields = append(fields, f.Name+": "+yamlText(f.Value))
		}
	}
	if d.Count > 0 || len(fields) == 0 {
		fields = append(fields, "count: "+strconv.Itoa(d.Count))
	}
	return fields
}

// DrawsText writes draws on one line, as Quiz.Set takes them.
func DrawsText(draws []Draw) string {
	entries := make([]string, len(draws))
	for i, d := range draws {
		entries[i] = "{" + strings.Join(drawFields(d), ", ") + "}"
	}
	return "[" + strings.Join(entries, ", ") + "]"
}

// BandsText writes bands on one line, as Quiz.Set takes them.
func BandsText(bands []Band) string {
	entries := make([]string, len(bands))
	for i, b := range bands {
		entries[i] = percentKey(b.From) + ": " + yamlQuoted(b.source())
	}
	return "{" + strings.Join(entries, ", ") + "}"
}

func (b Band) source() string { return b.Text.asMarkdown(func(string) bool { return false }).Source }

func percentKey(x float64) string {
	text := decimalText(x)
	if strings.Contains(text, ",") {
		return `"` + text + `"`
	}
	return text
}

var (
	plainYAML = regexp.MustCompile(`^\p{L}[\p{L}\p{N} ’()«»!?./-]*$`)
	wordsYAML = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|y|n|null|inf|nan)$`)
)

// yamlText writes a text, in quotes where YAML would take it for something else.
func yamlText(text string) string {
	if plainYAML.MatchString(text) && !wordsYAML.MatchString(text) && !strings.HasSuffix(text, " ") {
		return text
	}
	return yamlQuoted(text)
}

var yamlSigns = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`)

func yamlQuoted(text string) string { return `"` + yamlSigns.Replace(text) + `"` }

// yamlBlock writes a text of several lines as it stands, one of a single line as yamlText does.
func yamlBlock(text, indent string) string {
	if !strings.Contains(text, "\n") {
		return yamlText(text)
	}
	return "|\n" + indent + strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n"+indent), "\n"+indent+"\n", "\n\n")
}
