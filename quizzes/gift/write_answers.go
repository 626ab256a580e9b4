package gift

import (
	"slices"
	"strconv"
	"strings"

	"aula/quizzes"
)

// forms write the answers of the types that GIFT has.
var forms = map[quizzes.Type]func(quizzes.Question, quizzes.Format) string{
	quizzes.Single: options, quizzes.Multiple: options, quizzes.TrueFalse: truth, quizzes.Short: words, quizzes.Numeric: numbers,
	quizzes.Matching: pairs, quizzes.Essay: essay,
}

// braced puts answers between braces, each on its own line.
func braced(mark string, answers []string, q quizzes.Question, format quizzes.Format) string {
	if said := general(q, format); said != "" {
		answers = append(answers, said)
	}
	return "{" + mark + "\n\t" + strings.Join(answers, "\n\t") + "\n}"
}

func decimalText(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// percent is a weight behind its mark.
func percent(weight float64) string { return "%" + decimalText(quizzes.PercentFor(weight)) + "%" }

func options(q quizzes.Question, format quizzes.Format) string {
	var list []string
	for i, o := range q.Body.Options {
		c := q.Solution.Choices[i]
		mark := "~" + percent(c.Weight)
		switch {
		case c.Weight == 1 && q.Type == quizzes.Single:
			mark = "="
		case c.Weight == 0:
			mark = "~"
		}
		list = append(list, mark+written(o.Text, format)+remark(c.Feedback, format))
	}
	return braced("", list, q, format)
}

func truth(q quizzes.Question, format quizzes.Format) string {
	right, wrong, word := q.Solution.Choices[0], q.Solution.Choices[1], "TRUE"
	if right.Weight <= 0 {
		right, wrong, word = wrong, right, "FALSE"
	}
	text := "{" + word + remark(wrong.Feedback, format)
	if right.Feedback.Source != "" {
		if wrong.Feedback.Source == "" {
			text += "#"
		}
		text += remark(right.Feedback, format)
	}
	return text + general(q, format) + "}"
}

func words(q quizzes.Question, format quizzes.Format) string {
	var list []string
	for _, a := range q.Solution.Accepted {
		mark := "="
		if a.Weight != 1 || strings.HasPrefix(a.Text, "%") {
			mark += percent(a.Weight)
		}
		list = append(list, mark+escape(a.Text)+remark(a.Feedback, format))
	}
	return braced("", list, q, format)
}

func numbers(q quizzes.Question, format quizzes.Format) string {
	var list []string
	for _, a := range q.Solution.Accepted {
		mark := "="
		if a.Weight != 1 {
			mark += percent(a.Weight)
		}
		list = append(list, mark+rangeText(*a.Number)+remark(a.Feedback, format))
	}
	if said := q.Solution.Otherwise; said.Source != "" {
		list = append(list, "~"+remark(said, format))
	}
	return braced("#", list, q, format)
}

func rangeText(r quizzes.Range) string {
	middle, tolerance, ok := r.Split()
	switch {
	case ok:
		return decimalText(middle) + ":" + decimalText(tolerance)
	case r.Low == r.High:
		return decimalText(r.Low)
	}
	return decimalText(r.Low) + ".." + decimalText(r.High)
}

func pairs(q quizzes.Question, format quizzes.Format) string {
	place := func(id string) int {
		return max(0, slices.IndexFunc(q.Body.Options, func(o quizzes.Option) bool { return o.ID == id }))
	}
	told := make([]bool, len(q.Body.Options))
	for _, p := range q.Solution.Pairs {
		told[place(p.Right)] = true
	}
	var list []string
	alone := func(before int) { // right sides without a partner keep their places
		for i := range before {
			if !told[i] {
				told[i] = true
				list = append(list, "= -> "+written(q.Body.Options[i].Text, format))
			}
		}
	}
	for i, p := range q.Solution.Pairs {
		at := place(p.Right)
		alone(at)
		list = append(list, "="+written(q.Body.Left[i].Text, format)+" -> "+written(q.Body.Options[at].Text, format))
	}
	alone(len(told))
	return braced("", list, q, format)
}

func essay(q quizzes.Question, format quizzes.Format) string { return "{" + general(q, format) + "}" }
