package quizzes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// gapStart and gapEnd stand around what fills a blank: [[PEC|posta elettronica certificata]].
var (
	gapStart = regexp.MustCompile(`(?:^|[^\\])(\[\[)`)
	gapEnd   = regexp.MustCompile(`^\]\](?:\{points=("?)([^"{}\s]+)("?)\})?`)
)

// hasGaps tells whether a text has blanks outside code.
func hasGaps(prompt string, body []line) bool {
	if _, _, ok := findGap(prompt, 0); ok {
		return true
	}
	return slices.ContainsFunc(body, func(l line) bool {
		_, _, ok := findGap(l.text, 0)
		return ok && !l.code
	})
}

// findGap is where the next gap's inside stands in a line.
func findGap(text string, from int) (start, end int, ok bool) {
	bare := withoutCode(text)
	m := gapStart.FindStringSubmatchIndex(bare[from:])
	if m == nil {
		return 0, 0, false
	}
	start = from + m[3]
	for i := start; i+1 < len(bare); i++ {
		switch {
		case bare[i] == '\\':
			i++
		case bare[i:i+2] == "]]" && (i+2 == len(bare) || bare[i+2] != ']'):
			return start, i, true
		}
	}
	return 0, 0, false
}

// gaps makes a question of a text with blanks.
func (r *markdownReader) gaps(q *Question, body []line) bool {
	q.Type = Gaps
	body, feedback := cutFeedback(body)
	q.Solution.Feedback = textOf(feedback)
	before := len(r.found)
	q.Body.Prompt.Source = r.blank(q, q.Line, q.Body.Prompt.Source)
	body = slices.Clone(body)
	for i := range body {
		if !body[i].code {
			body[i].text = r.blank(q, body[i].number, body[i].text)
		}
	}
	q.Body.Detail = textOf(body)
	return !r.failed(before)
}

// cutFeedback takes the quote at the end of a text, which is said to everybody; a callout ("> [!NOTE]") stays.
func cutFeedback(lines []line) (rest, feedback []line) {
	end := len(lines)
	for end > 0 && lines[end-1].text == "" {
		end--
	}
	start := end
	for start > 0 {
		if _, quoted := unquote(lines[start-1].text); !quoted {
			break
		}
		start--
	}
	if start == end || start > 0 && lines[start-1].text != "" {
		return lines, nil
	}
	for _, l := range lines[start:end] {
		text, _ := unquote(l.text)
		feedback = append(feedback, line{number: l.number, text: text, code: l.code})
	}
	if strings.HasPrefix(feedback[0].text, "[!") {
		return lines, nil
	}
	return lines[:start], feedback
}

// blank puts marks in the place of a line's gaps and keeps what fills them.
func (r *markdownReader) blank(q *Question, number int, text string) string {
	var out strings.Builder
	done := 0
	for {
		start, end, ok := findGap(text, done)
		if !ok {
			out.WriteString(text[done:])
			return out.String()
		}
		out.WriteString(text[done : start-2])
		gap := Gap{ID: fmt.Sprintf("g%d", len(q.Body.Gaps)+1)}
		filled := Filled{Gap: gap.ID}
		m := gapEnd.FindStringSubmatch(text[end:])
		if m[2] != "" {
			r.into(&filled.Worth, number, "points", m[2], 0.01, maxPoints)
		}
		r.fill(&gap, &filled, number, text[start:end])
		q.Body.Gaps, q.Solution.Gaps = append(q.Body.Gaps, gap), append(q.Solution.Gaps, filled)
		out.WriteString(gap.Mark())
		done = end + len(m[0])
	}
}

// variant is one thing that may stand in a gap.
type variant struct {
	right    bool // has a star
	literal  bool // has "=": a text as it stands, never a number
	text     string
	weight   *float64
	feedback string
}

// fill reads the variants of a gap. A star makes it one to choose from.
func (r *markdownReader) fill(gap *Gap, filled *Filled, number int, inside string) {
	variants := r.variants(number, inside)
	if slices.ContainsFunc(variants, func(v variant) bool { return v.right }) {
		for _, v := range variants {
			weight := 0.0
			if v.right {
				weight = 1
			}
			gap.Options = append(gap.Options, Option{Text: Text{Source: v.text, Format: Markdown, Line: number}})
			filled.Choices = append(filled.Choices, Choice{Weight: v.worth(weight), Feedback: v.said(number)})
		}
		return
	}
	for _, v := range variants {
		a := Accepted{Text: v.text, Weight: v.worth(1), Feedback: v.said(number)}
		if span, ok := readRange(v.text); ok && !v.literal {
			a.Text, a.Number = "", &span
		} else if !v.literal && len(ReadNumber(v.text)) > 1 {
			r.fail(number, "quiz.ambiguous_number")
		}
		filled.Accepted = append(filled.Accepted, a)
	}
}

func (v variant) worth(usual float64) float64 {
	if v.weight != nil {
		return *v.weight
	}
	return usual
}

func (v variant) said(line int) Text {
	if v.feedback == "" {
		return Text{}
	}
	return Text{Source: v.feedback, Format: Markdown, Line: line}
}

// gapEscapes are the signs that mean something within a gap, and what stands for them while it is taken apart.
var (
	gapEscapes = strings.NewReplacer(`\|`, "\uE001", `\]`, "\uE002", `\>`, "\uE003")
	gapSigns   = strings.NewReplacer("\uE001", "|", "\uE002", "]", "\uE003", ">")
	gapSaid    = regexp.MustCompile(`[ \t]>(?:[ \t]|$)`)
)

func (r *markdownReader) variants(number int, inside string) []variant {
	var all []variant
	for text := range strings.SplitSeq(gapEscapes.Replace(inside), "|") {
		var v variant
		text, v.right = strings.CutPrefix(strings.TrimSpace(text), "*")
		text, v.literal = strings.CutPrefix(strings.TrimSpace(text), "=")
		if at := gapSaid.FindStringIndex(text); at != nil {
			text, v.feedback = text[:at[0]], gapSigns.Replace(strings.TrimSpace(text[at[1]:]))
		}
		text, a := cutAttributes(text)
		g := given{line: number}
		if !r.weigh(&g, a) {
			continue
		}
		v.weight = g.weight
		if v.text = gapSigns.Replace(text); v.text == "" {
			r.fail(number, "quiz.gap_empty")
			continue
		}
		all = append(all, v)
	}
	return all
}
