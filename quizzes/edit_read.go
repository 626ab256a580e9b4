package quizzes

import (
	"bytes"
	"slices"

	"aula/internal/markup"
)

// ReadQuestion reads one question in the Markdown of a quiz, as QuestionMarkdown writes it. With an error among the findings it cannot
// be asked.
func ReadQuestion(source []byte, o Options) (Question, []markup.Finding) {
	r := &markdownReader{reporter: reporter{path: o.Path}}
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	if at := invalidUTF8(source); at > 0 {
		r.report(problem{line: at, code: "quiz.not_utf8"})
		return Question{}, r.found
	}
	intro, parts, sections := splitSections(splitLines(string(source), 1, r.report))
	if first := textOf(intro); !first.IsZero() || len(sections) != 1 {
		r.fail(max(1, first.Line), "quiz.one_question")
		return Question{}, r.found
	}
	for _, p := range parts {
		r.check(p)
	}
	q, ok := r.question(sections[0])
	if !ok {
		return q, r.found
	}
	q, found := prepareOne(q, o)
	r.found = append(r.found, found...)
	slices.SortStableFunc(r.found, func(a, b markup.Finding) int { return a.Line - b.Line })
	return q, r.found
}

// prepareOne finishes a question by itself. Its key stays empty where nobody has chosen one.
func prepareOne(q Question, o Options) (Question, []markup.Finding) {
	quiz, key := Quiz{Key: o.Key, Questions: []Question{q}}, q.Key
	found := slices.DeleteFunc(Prepare(&quiz, o), func(f markup.Finding) bool { return f.Code == "quiz.no_questions" })
	if len(quiz.Questions) == 1 {
		q = quiz.Questions[0]
		q.Key = key
	}
	return q, found
}

// PreviewOf shows a question that is not stored yet as Preview shows those that are.
func PreviewOf(q Question) (Previewed, error) {
	shown, err := q.clone() // showing it arranges its options
	if err != nil {
		return Previewed{}, err
	}
	p := posed{id: "preview", question: shown}
	return Previewed{Asked: p.asked(), Solution: shown.Solution, Right: shown.solved()}, nil
}
