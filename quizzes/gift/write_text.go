package gift

import (
	"strings"

	"aula/quizzes"
)

var giftSigns = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, "::", `\:\:`, "\n", `\n`)

// escape writes a text so that none of its signs means anything.
func escape(text string) string { return giftSigns.Replace(text) }

// names of the formats.
func formatName(format quizzes.Format) string {
	for name, f := range formats {
		if f == format {
			return name
		}
	}
	return "moodle"
}

// written writes a text with its format, where that is not the one that is expected or the text looks like something else.
func written(t quizzes.Text, expected quizzes.Format) string {
	if t.Source == "" {
		return ""
	}
	text := escape(t.Source)
	for _, start := range []string{"[", "//", "$", "%", "->"} {
		if t.Format != expected || strings.HasPrefix(text, start) {
			return "[" + formatName(t.Format) + "]" + text
		}
	}
	return text
}

// remark is what follows an answer for those who gave it.
func remark(t quizzes.Text, expected quizzes.Format) string {
	if t.Source == "" {
		return ""
	}
	return "#" + written(t, expected)
}

// general is what is said to everybody, at the end of the answers.
func general(q quizzes.Question, expected quizzes.Format) string {
	if q.Solution.Feedback.Source == "" {
		return ""
	}
	return "####" + written(q.Solution.Feedback, expected)
}
