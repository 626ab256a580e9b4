package quizzes

import (
	"regexp"
	"strings"
)

// essayBlock opens what an essay says apart: the rubric, notes for those who mark, what the field holds at first.
var essayBlock = regexp.MustCompile(`^(:{3,})[ \t]*(rubric|notes|template)$`)

// essay makes a question that people mark.
func (r *markdownReader) essay(q *Question, body []line) bool {
	t := &Task{}
	if q.Body.Task != nil {
		*t = *q.Body.Task
	}
	rest, blocks := r.cutBlocks(body)
	rest, feedback := cutFeedback(rest)
	q.Body.Detail, q.Solution.Feedback = textOf(rest), textOf(feedback)
	before := len(r.found)
	for name, lines := range blocks {
		switch name {
		case "rubric":
			t.Rubric = r.rubric(lines)
		case "notes":
			q.Solution.Notes = textOf(lines)
		case "template":
			t.Template = textOf(lines)
		}
	}
	if q.Body.Task = t; t.isZero() {
		q.Body.Task = nil
	}
	return !r.failed(before)
}

func (t *Task) isZero() bool {
	return t.Lines == 0 && t.MinWords == 0 && t.MaxWords == 0 && t.Files == 0 && len(t.Accept) == 0 && !t.NoText &&
		t.Template.IsZero() && len(t.Rubric) == 0
}

// cutBlocks takes the blocks of an essay from its text. A block ends at a line of as many colons as it began with.
func (r *markdownReader) cutBlocks(lines []line) (rest []line, blocks map[string][]line) {
	blocks = map[string][]line{}
	for i := 0; i < len(lines); i++ {
		m := essayBlock.FindStringSubmatch(lines[i].text)
		if lines[i].code || m == nil {
			rest = append(rest, lines[i])
			continue
		}
		end := i + 1
		for end < len(lines) && (lines[end].code || lines[end].text != m[1]) {
			end++
		}
		switch _, twice := blocks[m[2]]; {
		case end == len(lines):
			r.warn(lines[i].number, "quiz.open_block", "name", m[2])
		case twice:
			r.warn(lines[i].number, "quiz.setting_twice", "name", m[2])
			i = end
			continue
		}
		blocks[m[2]] = lines[i+1 : end]
		i = end
	}
	return rest, blocks
}

// rubric reads what is judged: a table or a list.
func (r *markdownReader) rubric(lines []line) []Criterion {
	for len(lines) > 0 && lines[0].text == "" {
		lines = lines[1:]
	}
	if len(lines) > 0 && strings.HasPrefix(lines[0].text, "|") {
		return r.rubricTable(lines)
	}
	return r.rubricList(lines)
}

var tableRule = regexp.MustCompile(`^\|[ \t:|-]+\|?$`)

// rubricTable reads a table with the points at its head and a criterion in each row. An empty cell is no level.
func (r *markdownReader) rubricTable(lines []line) []Criterion {
	var points []float64
	for _, cell := range cells(lines[0].text)[1:] {
		x, ok := r.number(lines[0].number, "rubric", cell, 0, maxPoints)
		if !ok {
			return nil
		}
		points = append(points, x)
	}
	var rubric []Criterion
	for _, l := range lines[1:] {
		row := cells(l.text)
		if l.text == "" || tableRule.MatchString(l.text) {
			continue
		}
		if len(row) > len(points)+1 || row[0] == "" {
			r.fail(l.number, "quiz.rubric_line")
			return nil
		}
		c := Criterion{Text: markdownText(row[0], l.number)}
		for i, cell := range row[1:] {
			if cell != "" {
				c.Levels = append(c.Levels, Level{Points: points[i], Text: markdownText(cell, l.number)})
			}
		}
		rubric = append(rubric, c)
	}
	return rubric
}

func markdownText(source string, line int) Text {
	if source == "" {
		return Text{}
	}
	return Text{Source: source, Format: Markdown, Line: line}
}

// cells takes a row apart; "\|" is no border.
func cells(row string) []string {
	row = strings.TrimSpace(strings.ReplaceAll(row, `\|`, "\uE001"))
	row = strings.TrimSuffix(strings.TrimPrefix(row, "|"), "|")
	var list []string
	for cell := range strings.SplitSeq(row, "|") {
		list = append(list, strings.TrimSpace(strings.ReplaceAll(cell, "\uE001", "|")))
	}
	return list
}

var levelStart = regexp.MustCompile(`^[-*+][ \t]+([^:\s]+)[ \t]*(?::[ \t]*(.*))?$`)

// rubricList reads criteria as items of a list, and under each its levels: "- 2: Chiaro".
func (r *markdownReader) rubricList(lines []line) []Criterion {
	var rubric []Criterion
	for _, l := range lines {
		text := strings.TrimSpace(l.text)
		if text == "" {
			continue
		}
		item := bulletStart.FindStringSubmatch(text)
		switch {
		case item != nil && indent(l.text) < 2:
			rubric = append(rubric, Criterion{Text: markdownText(item[1], l.number)})
			continue
		case len(rubric) == 0:
			r.fail(l.number, "quiz.rubric_line")
			return nil
		}
		if !r.level(&rubric[len(rubric)-1], l.number, text, item != nil) {
			return nil
		}
	}
	return rubric
}

// level reads a line under a criterion: a level of it, or more of the text before it.
func (r *markdownReader) level(c *Criterion, number int, text string, item bool) bool {
	m := levelStart.FindStringSubmatch(text)
	switch {
	case m != nil:
		x, ok := r.number(number, "rubric", m[1], 0, maxPoints)
		c.Levels = append(c.Levels, Level{Points: x, Text: markdownText(m[2], number)})
		return ok
	case item:
		r.fail(number, "quiz.rubric_line")
		return false
	}
	last := &c.Text
	if n := len(c.Levels); n > 0 {
		last = &c.Levels[n-1].Text
	}
	*last = markdownText(strings.TrimPrefix(last.Source+"\n"+text, "\n"), max(1, last.Line))
	return true
}
