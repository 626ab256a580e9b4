package quizzes

import (
	"slices"
	"strconv"
)

// answerWriters write what answers a question; a text with gaps holds them itself.
var answerWriters = map[Type]func(*sheet, Question, style){
	Single: writeOptions, Multiple: writeOptions, TrueFalse: writeTruths, Short: writeAccepted, Numeric: writeAccepted,
	Matching: writePairs, Ordering: writeSteps, Essay: writeTask,
}

func writeOptions(s *sheet, q Question, y style) {
	s.line("")
	for i, o := range q.Body.Options {
		writeOption(s, q, q.Solution.Choices[i], o.Text.Source, y)
	}
}

func writeTruths(s *sheet, q Question, y style) {
	s.line("")
	for i, word := range []string{"Vero", "Falso"} {
		if i < len(q.Solution.Choices) {
			writeOption(s, q, q.Solution.Choices[i], word, y)
		}
	}
}

func writeOption(s *sheet, q Question, c Choice, text string, y style) {
	box, after := "- [ ] ", ""
	if c.Weight > 0 {
		box = "- [x] "
	}
	penalty, said := q.penalty(y)
	if y.weighed || c.Weight != q.usualWeight(c, penalty, said) {
		after = weightText(c.Weight)
	}
	s.item(box, text, after, y.indent(2))
	s.quote(c.Feedback.Source, y.indent(2))
}

// weightText is a weight in braces.
func weightText(weight float64) string { return " {weight=" + percentOf(weight) + "}" }

// percentOf writes a part as the percentage that is read as it.
func percentOf(part float64) string { return decimalText(PercentFor(part)) }

// PercentFor is the shortest percentage that is the part to the last bit, or the nearest with six decimals.
func PercentFor(part float64) float64 {
	for digits := range 17 {
		if x := rounded(part*100, digits); x/100 == part {
			return x
		}
	}
	return rounded(part*100, 6)
}

// rounded keeps so many decimals.
func rounded(x float64, digits int) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', digits, 64), 64)
	if err != nil {
		return x
	}
	return short + 0 // never minus nought
}

func writeAccepted(s *sheet, q Question, y style) {
	s.line("")
	for _, a := range q.Solution.Accepted {
		text, after := a.Text, ""
		if a.Number != nil {
			text = rangeText(*a.Number)
		}
		if y.weighed || a.Weight != 1 {
			after = weightText(a.Weight)
		}
		s.line("= %s%s", text, after)
		s.quote(a.Feedback.Source, "")
	}
	if said := q.Solution.Otherwise.Source; said != "" {
		s.line("~")
		s.quote(said, "")
	}
}

// rangeText writes what readRange reads.
func rangeText(r Range) string {
	if r.Low == r.High && !r.Around {
		return decimalText(r.Low)
	}
	if middle, tolerance, ok := r.Split(); ok {
		return decimalText(middle) + " ± " + decimalText(tolerance)
	}
	return decimalText(r.Low) + ".." + decimalText(r.High)
}

// Split finds the number and the tolerance of which Around makes the range.
func (r Range) Split() (middle, tolerance float64, ok bool) {
	if !r.Around {
		return 0, 0, false
	}
	for digits := range 17 {
		middle, tolerance = rounded(r.Low/2+r.High/2, digits), rounded(r.High/2-r.Low/2, digits)
		if Around(middle, tolerance) == r {
			return middle, tolerance, true
		}
	}
	return 0, 0, false
}

func writePairs(s *sheet, q Question, y style) {
	s.line("")
	told := make([]bool, len(q.Body.Options))
	for _, p := range q.Solution.Pairs {
		told[q.Body.place(p.Right)] = true
	}
	alone := func(before int) { // right sides without a partner keep their places
		for i := range min(before, len(told)) {
			if !told[i] {
				told[i] = true
				s.item("- -> ", q.Body.Options[i].Text.Source, "", y.indent(2))
			}
		}
	}
	for i, p := range q.Solution.Pairs {
		place := q.Body.place(p.Right)
		alone(place)
		s.item("- "+q.Body.Left[i].Text.Source+" -> ", q.Body.Options[place].Text.Source, "", y.indent(2))
		s.quote(p.Feedback.Source, y.indent(2))
	}
	alone(len(told))
}

// place is where an option stands.
func (b *Body) place(id string) int {
	return max(0, slices.IndexFunc(b.Options, func(o Option) bool { return o.ID == id }))
}

func writeSteps(s *sheet, q Question, y style) {
	s.line("")
	for i, id := range q.Solution.Order {
		mark := strconv.Itoa(i+1) + ". "
		s.item(mark, q.Body.Options[q.Body.place(id)].Text.Source, "", y.indent(len(mark)))
	}
}
