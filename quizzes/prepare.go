package quizzes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"aula/internal/markup"
)

// Options say where a quiz stands and what its pictures and links mean.
type Options struct {
	Path     string // of the file, for findings
	Key      string // the quiz's id unless its file says otherwise; usually the file's stem
	Language string // the course's; empty means Italian
	Resolve  func(markup.Reference) (address string, ok bool)
	Label    func(key string) string // the words that the renderer adds, as markup.Options has them
}

// Prepare finishes a quiz that a reader has taken from its file: it renders the texts, gives ids to options and to questions without
// one, leaves out what cannot be asked, and reports all of that. Readers of exchange formats end with it.
func Prepare(quiz *Quiz, o Options) []markup.Finding {
	var found []markup.Finding
	report := func(p problem) { found = append(found, p.finding(o.Path)) }
	found = append(found, renderAll(o, report, &quiz.Intro)...)
	for i := range quiz.Settings.Bands {
		found = append(found, renderAll(o, report, &quiz.Settings.Bands[i].Text)...)
	}
	if len(quiz.Questions) > maxQuestions {
		report(problem{line: quiz.Questions[maxQuestions].Line, code: "quiz.too_many_questions", values: map[string]any{"max": maxQuestions}})
		quiz.Questions = quiz.Questions[:maxQuestions]
	}
	kept := make([]Question, 0, len(quiz.Questions))
	for _, q := range quiz.Questions {
		problems := q.problems()
		for _, p := range problems {
			report(p)
		}
		if slices.ContainsFunc(problems, func(p problem) bool { return !p.mild }) {
			continue
		}
		q.nameOptions(report)
		found = append(found, renderAll(o, report, q.texts()...)...)
		kept = append(kept, q)
	}
	quiz.Questions = nameQuestions(kept, report)
	checkQuiz(quiz, report)
	nameQuiz(quiz)
	return found
}

func renderAll(o Options, report func(problem), texts ...*Text) (found []markup.Finding) {
	for _, t := range texts {
		line := t.Line
		findings, err := t.render(o)
		if err != nil {
			report(problem{line: line, code: "quiz.unreadable_text"})
			*t = Text{}
		}
		for _, f := range findings {
			f.Path = o.Path
			found = append(found, f)
		}
	}
	return found
}

// problems are those that every question may have, and those of its type.
func (q *Question) problems() []problem {
	k := kinds[q.Type]
	switch {
	case k == nil:
		return []problem{{line: q.Line, code: "quiz.unknown_type", values: map[string]any{"type": string(q.Type)}}}
	case q.Body.Prompt.IsZero() && q.Body.Detail.IsZero():
		return []problem{{line: q.Line, code: "quiz.empty_question"}}
	case q.Points <= 0 || q.Points > maxPoints:
		return []problem{{line: q.Line, code: "quiz.points", values: map[string]any{"max": maxPoints}}}
	}
	return k.check(q)
}

// nameOptions gives options their ids and repeats them where the solution speaks of them, which stands in the same order.
func (q *Question) nameOptions(report func(problem)) {
	b, s := &q.Body, &q.Solution
	report = q.doubles(report)
	nameAll(b.Left, "left\x00", report)
	nameAll(b.Options, "", report)
	for i := range s.Choices {
		if len(b.Options) > 0 {
			s.Choices[i].Option = b.Options[i].ID
		}
	}
	for i := range s.Pairs { // its right side was named by its place among the options
		s.Pairs[i].Left = b.Left[i].ID
		s.Pairs[i].Right = b.Options[atPlace(s.Pairs[i].Right)].ID
	}
	if q.Type == Ordering {
		s.Order = nil
		for _, o := range b.Options {
			s.Order = append(s.Order, o.ID)
		}
		sortOptions(b.Options) // what is stored first tells nothing about the order
	}
	for i, g := range b.Gaps {
		nameAll(g.Options, g.ID+"\x00", report)
		for k := range g.Options {
			s.Gaps[i].Choices[k].Option = g.Options[k].ID
		}
	}
	if b.Task != nil {
		for i := range b.Task.Rubric {
			b.Task.Rubric[i].ID = fmt.Sprintf("c%d", i+1)
		}
	}
}

// doubles leaves out the warning of two like options where they are meant to be: two steps of an order may read the same.
func (q *Question) doubles(report func(problem)) func(problem) {
	if q.Type == Ordering {
		return func(problem) {}
	}
	return report
}

// nameAll gives options ids that are made from their texts. An id tells nothing about its place or its worth.
func nameAll(options []Option, salt string, report func(problem)) {
	seen := map[string]int{}
	for i := range options {
		o := &options[i]
		id := fingerprint(salt + string(o.Text.Format) + "\x00" + o.Text.Source)
		if seen[id]++; seen[id] > 1 {
			report(problem{line: o.Text.Line, code: "quiz.same_option", values: map[string]any{"text": o.Text.Source}, mild: true})
			id = fmt.Sprintf("%s-%d", id, seen[id])
		}
		o.ID = id
	}
}

// Place is how a reader of an exchange format names the right side of a pair: by its place among the options, from 0.
func Place(i int) string { return strconv.Itoa(i) }

func atPlace(place string) int {
	i, err := strconv.Atoi(place)
	if err != nil { // a reader's mistake, not an author's
		panic(fmt.Sprintf("pair names no place: %q", place))
	}
	return i
}

func sortOptions(options []Option) {
	slices.SortFunc(options, func(a, b Option) int { return cmp.Compare(a.ID, b.ID) })
}

// nameQuestions makes keys unique. An author's own id used twice leaves the second question out; a key made from the text
// gets a number.
func nameQuestions(all []Question, report func(problem)) []Question {
	first := map[string]int{}
	kept := make([]Question, 0, len(all))
	for _, q := range all {
		if q.Key != "" {
			if line, taken := first[q.Key]; taken {
				report(problem{line: q.Line, code: "quiz.duplicate_id", values: map[string]any{"id": q.Key, "first": line}})
				continue
			}
			first[q.Key] = q.Line
		}
		kept = append(kept, q)
	}
	for i := range kept {
		q := &kept[i]
		if q.Key != "" {
			continue
		}
		made := keyOf(q)
		key := made
		for n := 2; first[key] != 0; n++ {
			key = fmt.Sprintf("%s-%d", made, n)
		}
		if key != made {
			report(problem{line: q.Line, code: "quiz.same_question", values: map[string]any{"first": first[made]}, mild: true})
		}
		first[key] = max(q.Line, 1)
		q.Key = key
	}
	return kept
}

// nameQuiz gives a quiz what its file left out.
func nameQuiz(quiz *Quiz) {
	if quiz.Title == "" {
		quiz.Title = quiz.Key
	}
	if cut := []rune(quiz.Title); len(cut) > maxTitle {
		quiz.Title = string(cut[:maxTitle])
	}
	if quiz.Slug == "" {
		quiz.Slug = quiz.Key
	}
}

func checkQuiz(quiz *Quiz, report func(problem)) {
	if len(quiz.Questions) == 0 && !slices.ContainsFunc(quiz.Settings.Draws, func(d Draw) bool { return d.Bank != "" }) {
		report(problem{line: 1, code: "quiz.no_questions"})
		return
	}
	if there := quiz.offered(Draw{}); quiz.Settings.Draw > there {
		report(problem{line: 1, code: "quiz.draw", values: map[string]any{"draw": quiz.Settings.Draw, "there": there}, mild: true})
		quiz.Settings.Draw = 0
	}
	for _, d := range quiz.Settings.Draws {
		if p, wrong := d.problem(quiz); d.Bank == "" && wrong {
			report(p)
		}
	}
}

// fingerprint is a short name for a text.
func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:5])
}
