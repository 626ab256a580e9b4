package quizzes

import "strings"

// gapQuotes escape what means something within a gap.
var gapQuotes = strings.NewReplacer("|", `\|`, "]", `\]`, ">", `\>`)

// writeGap writes a gap with what fills it, as blank reads it.
func writeGap(g Gap, f Filled, y style) string {
	var variants []string
	for i, c := range f.Choices {
		usual, mark := 0.0, ""
		if c.Weight > 0 {
			usual, mark = 1, "*"
		}
		text := g.Options[i].Text.Source
		if y.weighed || strings.HasPrefix(text, "*") || strings.HasPrefix(text, "=") {
			mark += "="
		}
		variants = append(variants, mark+variantText(text, c.Weight, usual, c.Feedback, y))
	}
	for _, a := range f.Accepted {
		text := a.Text
		if a.Number != nil {
			text = rangeText(*a.Number)
		} else if _, number := readRange(text); number || y.weighed || len(ReadNumber(text)) > 0 || strings.HasPrefix(text, "*") || strings.HasPrefix(text, "=") {
			text = "=" + text
		}
		variants = append(variants, variantText(text, a.Weight, 1, a.Feedback, y))
	}
	written := "[[" + strings.Join(variants, "|") + "]]"
	if f.Worth != 0 {
		written += "{points=" + decimalText(f.Worth) + "}"
	}
	return written
}

func variantText(text string, weight, usual float64, feedback Text, y style) string {
	out := gapText(text)
	if y.weighed || weight != usual {
		out += weightText(weight)
	}
	if feedback.Source != "" {
		out += " > " + gapText(feedback.Source)
	}
	return out
}

// gapText keeps a backslash at the end from escaping what follows.
func gapText(text string) string {
	text = gapQuotes.Replace(text)
	if strings.HasSuffix(text, `\`) {
		text += " "
	}
	return text
}
