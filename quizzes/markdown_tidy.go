package quizzes

import (
	"html"
	"regexp"
	"strings"
)

// tidied is a question whose texts can stand in a Markdown quiz, and whether it says anything in another way for that.
func (q Question) tidied() (Question, bool) {
	copied, err := q.clone()
	if err != nil { // plain values always have a copy
		return q, true
	}
	changed := false
	for _, t := range copied.texts() {
		*t = t.tidy(&changed)
	}
	b := &copied.Body
	if source := b.Prompt.Source; strings.Contains(source, "\n") || unclosed(source) != source || oneLine(source) != source {
		first, rest, _ := strings.Cut(source, "\n\n")
		changed = true
		b.Prompt.Source = oneLine(strings.TrimRight(strings.Join(strings.Fields(first), " "), "#"))
		if rest != "" {
			b.Detail = Text{Source: strings.TrimSpace(rest + "\n\n" + b.Detail.Source), Format: Markdown}
		}
	}
	for i := range b.Left {
		if line := strings.Join(strings.Fields(b.Left[i].Text.Source), " "); strings.Contains(b.Left[i].Text.Source, "\n") {
			b.Left[i].Text.Source, changed = line, true
		}
	}
	for _, list := range copied.accepted() {
		for i := range list {
			list[i].tidy(&changed)
		}
	}
	for _, list := range copied.choices() {
		for i := range list {
			tidyWeight(&list[i].Weight, &changed)
		}
	}
	return copied, changed
}

// accepted are all lists of written answers, choices all lists of what options are worth.
func (q *Question) accepted() [][]Accepted {
	all := [][]Accepted{q.Solution.Accepted}
	for _, f := range q.Solution.Gaps {
		all = append(all, f.Accepted)
	}
	return all
}

func (q *Question) choices() [][]Choice {
	all := [][]Choice{q.Solution.Choices}
	for _, f := range q.Solution.Gaps {
		all = append(all, f.Choices)
	}
	return all
}

func (a *Accepted) tidy(changed *bool) {
	tidyWeight(&a.Weight, changed)
	if text := strings.Join(strings.Fields(a.Text), " "); strings.Contains(a.Text, "\n") {
		a.Text, *changed = text, true
	}
	if a.Number == nil || !a.Number.Around {
		return
	}
	if _, _, ok := a.Number.Split(); !ok {
		a.Number.Around, *changed = false, true
	}
}

// tidyWeight rounds a weight that no percentage is.
func tidyWeight(weight *float64, changed *bool) {
	if x := PercentFor(*weight) / 100; x != *weight && !isShare(*weight) {
		*weight, *changed = x, true
	}
}

// isShare tells a weight that follows from the number of options.
func isShare(weight float64) bool {
	for n := 1; n <= maxOptions; n++ {
		if weight == 1/float64(n) || weight == -1/float64(n) {
			return true
		}
	}
	return false
}

// tidy is the text in Markdown, without what would be taken for an answer or a heading of the quiz.
func (t Text) tidy(changed *bool) Text {
	written := t.asMarkdown(func(text string) bool { return headingLevel(text) > 0 || ticked.starts(text) })
	if written.Source != t.Source || written.Format != t.Format {
		*changed = true
	}
	return written
}

// asMarkdown is the text in Markdown, with the mark of the lines hidden that would be taken for something else.
func (t Text) asMarkdown(mistaken func(string) bool) Text {
	source := t.Source
	switch {
	case source == "":
		return Text{}
	case t.Format == Plain:
		source = markdownSigns.Replace(source)
	case t.Format == HTML, t.Format == Moodle:
		source = t.fromHTML()
	}
	source = closeFence(source)
	lines := splitLines(source, 1, func(problem) {})
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
		if !l.code && mistaken(l.text) {
			texts[i] = hideMark(l.text)
		}
	}
	source = strings.Trim(strings.Join(texts, "\n"), "\n")
	return Text{Source: source, Format: Markdown, Line: t.Line}
}

// closeFence ends a block of code that the text leaves open: it would take in what follows.
func closeFence(source string) string {
	opened := 0
	lines := splitLines(source, 1, func(p problem) { opened = p.line })
	if opened == 0 {
		return source
	}
	text := lines[opened-1].text
	fence := fenceOf(text)
	return source + "\n" + text[:strings.Index(text, fence)] + fence
}

var answerMark = regexp.MustCompile(`^( {0,3})(?:([-*+][ \t]+)\[|([#=~]))`)

// hideMark escapes what makes a line a heading or an answer.
func hideMark(text string) string {
	m := answerMark.FindStringSubmatchIndex(text)
	if m == nil {
		return text
	}
	at := m[1] - 1
	return text[:at] + `\` + text[at:]
}

var markdownSigns = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`,
	"~", `\~`, "|", `\|`, "&", "&amp;", "$", `\$`, "\n", "<br>")

var (
	htmlTag   = regexp.MustCompile(`(?s)<!--.*?-->|</?[A-Za-z][^>]*>`)
	htmlSigns = strings.NewReplacer("*", "&#42;", "_", "&#95;", "`", "&#96;", "[", "&#91;", "]", "&#93;", `\`, "&#92;", "#", "&#35;", "~", "&#126;",
		"$", "&#36;", "|", "&#124;")
)

// fromHTML writes HTML so that Markdown keeps it as it is: on one line, with the signs of Markdown as entities.
func (t Text) fromHTML() string {
	source := strings.TrimSpace(t.Source)
	if t.Format == Moodle {
		source = strings.ReplaceAll(source, "\n", "<br>")
	}
	if !strings.ContainsAny(t.Source, "<&") {
		return markdownSigns.Replace(html.UnescapeString(strings.ReplaceAll(source, "<br>", "\n")))
	}
	var out strings.Builder
	done := 0
	for _, at := range htmlTag.FindAllStringIndex(source, -1) {
		out.WriteString(htmlSigns.Replace(source[done:at[0]]) + source[at[0]:at[1]])
		done = at[1]
	}
	out.WriteString(htmlSigns.Replace(source[done:]))
	return strings.Join(strings.Fields(out.String()), " ")
}
