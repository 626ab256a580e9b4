package quizzes

import (
	"regexp"
	"slices"
	"strings"
)

// offered makes a question of a task list; penalised says that its author fixed what a wrong choice takes away.
func (r *markdownReader) offered(q *Question, answers []given, penalised bool) bool {
	right := 0
	for i := range answers {
		if w := answers[i].weight; w != nil {
			answers[i].right = *w > 0
		}
		if answers[i].right {
			right++
		}
	}
	if !r.choiceType(q, answers, right) {
		return false
	}
	if q.Type == TrueFalse {
		return r.truths(q, answers)
	}
	win, lose := q.shares(right, len(answers), q.Solution.Penalty, penalised)
	for _, g := range answers {
		q.Body.Options = append(q.Body.Options, Option{Text: textOf(g.lines)})
		q.Solution.Choices = append(q.Solution.Choices, Choice{Weight: g.worth(win, lose), Feedback: textOf(g.feedback)})
	}
	q.Solution.Penalty = 0 // it is in the choices now
	return true
}

// shares are what a right and a wrong option are worth where nothing else is said.
func (q *Question) shares(right, all int, penalty float64, penalised bool) (win, lose float64) {
	win, lose = 1, -penalty
	if q.Type == Multiple {
		win = 1 / float64(max(right, 1))
		if wrong := all - right; wrong > 0 && !penalised {
			lose = -1 / float64(wrong)
		}
	}
	if lose == 0 {
		lose = 0 // not minus nought, which is written in another way
	}
	return win, lose
}

// choiceType finds out what kind of choice it is, and whether its author can have meant that.
func (r *markdownReader) choiceType(q *Question, answers []given, right int) bool {
	switch {
	case q.Type != "":
	case truthsOf(answers) != nil:
		q.Type = TrueFalse
	case right > 1:
		q.Type = Multiple
	default:
		q.Type = Single
	}
	switch q.Type {
	case Multiple:
		return true
	case Single, TrueFalse:
		if ticked := countTicked(answers); ticked > 1 {
			r.fail(q.Line, "quiz.two_right_options")
			return false
		}
		return true
	}
	r.fail(q.Line, "quiz.wrong_answers_for_type", "type", string(q.Type))
	return false
}

// countTicked counts the options whose box alone makes them right.
func countTicked(answers []given) int {
	n := 0
	for _, g := range answers {
		if g.right && g.weight == nil {
			n++
		}
	}
	return n
}

// worth is the part of the points that choosing an option earns.
func (g given) worth(win, lose float64) float64 {
	switch {
	case g.weight != nil:
		return *g.weight
	case g.right:
		return win
	}
	return lose
}

// truths makes a statement to agree with of two options that read true and false.
func (r *markdownReader) truths(q *Question, answers []given) bool {
	words := truthsOf(answers)
	if words == nil {
		r.fail(q.Line, "quiz.true_or_false")
		return false
	}
	for i, g := range answers {
		q.Solution.Choices = append(q.Solution.Choices, Choice{Option: words[i], Weight: g.worth(1, -q.Solution.Penalty), Feedback: textOf(g.feedback)})
	}
	if words[0] == optionFalse { // one order for all, so that the same question has one digest
		c := q.Solution.Choices
		c[0], c[1] = c[1], c[0]
	}
	q.Solution.Penalty = 0
	return true
}

// written makes a question of accepted answers.
func (r *markdownReader) written(q *Question, answers []given) bool {
	answers = r.otherwise(q, answers)
	if len(answers) == 0 {
		r.fail(q.Line, "quiz.no_answers")
		return false
	}
	ranges, numbers := make([]Range, len(answers)), 0
	for i, g := range answers {
		var ok bool
		if ranges[i], ok = readRange(q.bare(g.lines[0].text)); ok {
			numbers++
		}
	}
	word := truthOf(answers[0].lines[0].text)
	switch {
	case q.Type == TrueFalse || q.Type == "" && len(answers) == 1 && word != "":
		return r.stated(q, answers, word)
	case (q.Type == "" || q.Type == Numeric) && q.ambiguousIn(answers):
		r.fail(q.Line, "quiz.ambiguous_number")
		return false
	case q.Type == Numeric || q.Type == "" && (numbers == len(answers) || len(q.Solution.Units) > 0):
		q.Type = Numeric
		if numbers < len(answers) {
			r.fail(q.Line, "quiz.not_numbers")
			return false
		}
	case q.Type == "" || q.Type == Short:
		q.Type = Short
	default:
		r.fail(q.Line, "quiz.wrong_answers_for_type", "type", string(q.Type))
		return false
	}
	for i, g := range answers {
		a := Accepted{Weight: 1, Feedback: textOf(g.feedback)}
		if g.weight != nil {
			a.Weight = *g.weight
		}
		if q.Type == Numeric {
			a.Number = &ranges[i]
		} else {
			a.Text = g.lines[0].text
		}
		q.Solution.Accepted = append(q.Solution.Accepted, a)
	}
	return true
}

// otherwise takes what is said to all answers that are not listed.
func (r *markdownReader) otherwise(q *Question, answers []given) []given {
	return slices.DeleteFunc(answers, func(g given) bool {
		if g.other {
			q.Solution.Otherwise = textOf(g.feedback)
		}
		return g.other
	})
}

// bare is a number without the first unit, in which it is meant whether written or not.
func (q *Question) bare(text string) string {
	if len(q.Solution.Units) == 0 {
		return text
	}
	for _, name := range q.Solution.Units[0].Names {
		if number, ok := strings.CutSuffix(text, name); ok {
			return strings.TrimSpace(number)
		}
	}
	return text
}

// stated makes a true/false question of the line that says which it is.
func (r *markdownReader) stated(q *Question, answers []given, word string) bool {
	q.Type = TrueFalse
	if word == "" || len(answers) > 1 {
		r.fail(q.Line, "quiz.true_or_false")
		return false
	}
	for _, option := range []string{optionTrue, optionFalse} {
		c := Choice{Option: option, Weight: -q.Solution.Penalty}
		if option == word {
			c.Weight, c.Feedback = 1, textOf(answers[0].feedback)
		}
		q.Solution.Choices = append(q.Solution.Choices, c)
	}
	q.Solution.Penalty = 0
	return true
}

// truthOf is the option that a word for true or false means, in any of the academy's languages.
func truthOf(word string) string {
	switch normalise(word, false, false) {
	case "vero", "true", "wahr", "richtig", "vrai", "drzi", "resnicno", "pravilno":
		return optionTrue
	case "falso", "false", "falsch", "faux", "ne drzi", "neresnicno", "napacno":
		return optionFalse
	}
	return ""
}

// truthsOf are the options that two answers mean if they read true and false, nil if they do not.
func truthsOf(answers []given) []string {
	if len(answers) != 2 {
		return nil
	}
	a, b := truthOf(textOf(answers[0].lines).Source), truthOf(textOf(answers[1].lines).Source)
	if a == "" || b == "" || a == b {
		return nil
	}
	return []string{a, b}
}

var (
	between = regexp.MustCompile(`^(.+?)\s*(?:\.\.\.?|…)\s*(.+)$`)
	around  = regexp.MustCompile(`^(.+?)\s*(?:±|\+-|\+/-)\s*(.+?)\s*(%?)$`)
)

// readRange reads "42", "42 ± 0,5", "200 ± 5%" and "40..44".
func readRange(text string) (Range, bool) {
	if m := between.FindStringSubmatch(text); m != nil {
		low, a := authorNumber(m[1])
		high, b := authorNumber(m[2])
		return Range{Low: low, High: high}, a && b && low <= high
	}
	if m := around.FindStringSubmatch(text); m != nil {
		middle, a := authorNumber(m[1])
		tolerance, b := authorNumber(m[2])
		if m[3] == "%" {
			tolerance = middle * tolerance / 100
		}
		return Around(middle, tolerance), a && b
	}
	x, ok := authorNumber(text)
	return Around(x, 0), ok
}

// ambiguousIn tells whether an accepted answer is a number that may be read in two ways.
func (q *Question) ambiguousIn(answers []given) bool {
	return slices.ContainsFunc(answers, func(g given) bool { return len(ReadNumber(q.bare(g.lines[0].text))) > 1 })
}
