package quizzes

import (
	"slices"
	"strings"
)

// writeTask writes the blocks of an essay.
func writeTask(s *sheet, q Question, _ style) {
	if t := q.Body.Task; t != nil {
		s.fenced("rubric", rubricText(t.Rubric))
		s.fenced("template", t.Template.Source)
	}
	s.fenced("notes", q.Solution.Notes.Source)
}

// fenced writes a block between lines of colons, more than the text has.
func (s *sheet) fenced(name, text string) {
	if text == "" {
		return
	}
	fence := ":::"
	for strings.Contains(text, fence) {
		fence += ":"
	}
	s.line("\n%s%s\n%s\n%s", fence, name, text, fence)
}

// rubricText writes a table where all criteria have the same steps, and a list otherwise.
func rubricText(rubric []Criterion) string {
	if len(rubric) == 0 {
		return ""
	}
	if points := stepsOf(rubric[0]); tabular(rubric, points) {
		return rubricRows(rubric, points)
	}
	s := &sheet{}
	for _, c := range rubric {
		s.item("- ", c.Text.Source, "", "  ")
		for _, l := range c.Levels {
			mark := "  - " + decimalText(l.Points)
			if l.Text.Source != "" {
				mark += ": "
			}
			s.item(mark, l.Text.Source, "", "    ")
		}
	}
	return strings.TrimSuffix(s.String(), "\n")
}

func stepsOf(c Criterion) []float64 {
	points := make([]float64, len(c.Levels))
	for i, l := range c.Levels {
		points[i] = l.Points
	}
	return points
}

func tabular(rubric []Criterion, points []float64) bool {
	return len(rubric) > 1 && !slices.ContainsFunc(rubric, func(c Criterion) bool {
		return !slices.Equal(stepsOf(c), points) || strings.Contains(c.Text.Source, "\n") || slices.ContainsFunc(c.Levels, func(l Level) bool {
			return l.Text.Source == "" || strings.Contains(l.Text.Source, "\n")
		})
	})
}

func rubricRows(rubric []Criterion, points []float64) string {
	row := func(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }
	cell := func(t Text) string { return strings.ReplaceAll(t.Source, "|", `\|`) }
	head, rule := []string{""}, []string{"---"}
	for _, p := range points {
		head, rule = append(head, decimalText(p)), append(rule, "---")
	}
	rows := []string{row(head), row(rule)}
	for _, c := range rubric {
		cells := []string{cell(c.Text)}
		for _, l := range c.Levels {
			cells = append(cells, cell(l.Text))
		}
		rows = append(rows, row(cells))
	}
	return strings.Join(rows, "\n")
}
