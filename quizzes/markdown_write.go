package quizzes

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrUnwritable says that a question has something that the Markdown of a quiz cannot say.
var ErrUnwritable = errors.New("question cannot be written in Markdown")

// WriteMarkdown writes a quiz in the form that the package comment describes. Reading it again gives questions with the same digests.
// Texts in another format are turned into Markdown, which changes the digests of their questions. It returns ErrUnwritable, with the
// question's key, rather than write another question than the one that it was given.
func WriteMarkdown(q Quiz) ([]byte, error) {
	var out strings.Builder
	out.WriteString(frontMatter(q))
	if intro := IntroMarkdown(q); intro != "" {
		out.WriteString("\n" + intro + "\n")
	}
	var at place
	for _, question := range q.Questions {
		text, next, err := writeQuestion(question, at)
		if err != nil {
			return nil, err
		}
		out.WriteString(text)
		at = next
	}
	return []byte(out.String()), nil
}

// IntroMarkdown is the introduction as it stands in a Markdown quiz.
func IntroMarkdown(q Quiz) string {
	return q.Intro.asMarkdown(func(text string) bool { return headingLevel(text) > 0 }).Source
}

// QuestionMarkdown writes one question, with the heading of its part where it has one.
func QuestionMarkdown(q Question) ([]byte, error) {
	text, _, err := writeQuestion(q, place{})
	return []byte(strings.TrimPrefix(text, "\n")), err
}

// place is the part of the file that is being written.
type place struct{ group, preface string }

// style is how a question is written: the plainest that will do.
type style struct {
	typed   bool // says its type, which mostly follows from the rest
	weighed bool // says what each answer is worth
	deep    bool // what belongs to an item stands far below it
}

var styles = []style{{}, {typed: true}, {typed: true, deep: true}, {typed: true, weighed: true}, {typed: true, weighed: true, deep: true}}

// indent is the margin of what belongs to an item whose mark is so wide.
func (y style) indent(mark int) string {
	if y.deep {
		mark = max(4, mark)
	}
	return strings.Repeat(" ", mark)
}

// writeQuestion writes a question in the plainest style in which it is read as itself.
func writeQuestion(original Question, at place) (string, place, error) {
	tidied, changed := original.tidied()
	versions := []Question{original, tidied}
	if changed && !original.inMarkdown() {
		versions = versions[1:]
	}
	for i, q := range versions {
		next := place{group: q.Body.Group, preface: q.Body.Preface.Source}
		for _, y := range styles {
			body := writeSection(q, y).String()
			if !sameQuestion(q, body, partHeading(q), changed && i == len(versions)-1) {
				continue
			}
			if next != at {
				body = partHeading(q) + "\n" + body
			}
			return "\n" + body, next, nil
		}
	}
	return "", at, fmt.Errorf("question %s: %w", original.Key, ErrUnwritable)
}

// inMarkdown tells whether all texts are Markdown.
func (q Question) inMarkdown() bool {
	return !slices.ContainsFunc(q.texts(), func(t *Text) bool { return t.Source != "" && t.Format != Markdown })
}

// sameQuestion tells whether what was written is read as the question. One that was changed for the sake of Markdown only needs its
// type and its parts.
func sameQuestion(q Question, written, heading string, changed bool) bool {
	r := &markdownReader{quiz: Quiz{}}
	_, _, sections := splitSections(splitLines("#\n"+heading+"\n"+written+"\n## next", 1, r.report))
	if len(sections) != 2 { // what follows must not be taken in
		return false
	}
	again, ok := r.question(sections[0])
	if !ok || again.Type != q.Type || again.Key != q.Key || len(again.problems()) > len(q.problems()) {
		return false
	}
	again.nameOptions(func(problem) {})
	if changed {
		return len(again.Body.Options) == len(q.Body.Options) && len(again.Body.Left) == len(q.Body.Left) && len(again.Body.Gaps) == len(q.Body.Gaps)
	}
	a, err := q.Digest()
	b, other := again.Digest()
	return err == nil && other == nil && a == b
}

// partHeading is the level-one heading under which a question stands.
func partHeading(q Question) string {
	group, preface := q.Body.Group, q.Body.Preface.Source
	line := "#"
	if group != "" {
		if m := titled.FindStringSubmatch(preface); m != nil && unclosed(m[1]) == m[1] {
			line, preface = "# "+m[1], m[2]
		}
		line += " {group=" + quoteValue(group) + "}"
	}
	if preface != "" {
		line += "\n\n" + preface
	}
	return line + "\n"
}

// sheet gathers the lines of one question.
type sheet struct {
	strings.Builder
}

func (s *sheet) line(format string, values ...any) { fmt.Fprintf(s, format+"\n", values...) }

// block writes a text as a paragraph of its own.
func (s *sheet) block(text string) {
	if text != "" {
		s.line("\n%s", text)
	}
}

// quote writes a text as a block quote, indented.
func (s *sheet) quote(text, indent string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		s.line("%s", strings.TrimRight(indent+"> "+line, " "))
	}
}

// item writes a text behind the mark of a list.
func (s *sheet) item(mark, text, after, indent string) {
	first, rest, more := strings.Cut(text, "\n")
	s.line("%s", strings.TrimRight(mark+first+after, " "))
	if !more {
		return
	}
	for line := range strings.SplitSeq(rest, "\n") {
		if line != "" {
			line = indent + line
		}
		s.line("%s", line)
	}
}

// writeSection writes a question from its heading on.
func writeSection(q Question, y style) *sheet {
	s := &sheet{}
	prompt, detail := q.Body.Prompt.Source, q.Body.Detail.Source
	if q.Type == Gaps {
		for i, g := range q.Body.Gaps {
			filled := writeGap(g, q.Solution.Gaps[i], y)
			prompt = strings.Replace(prompt, g.Mark(), filled, 1)
			detail = strings.Replace(detail, g.Mark(), filled, 1)
		}
	}
	s.line("%s", strings.TrimRight("## "+prompt, " ")+" {"+strings.Join(headingAttributes(q, y), " ")+"}")
	s.block(detail)
	if writer := answerWriters[q.Type]; writer != nil {
		writer(s, q, y)
	}
	feedback := q.Solution.Feedback.Source
	if feedback != "" {
		s.line("")
		s.quote(feedback, "")
	} else if _, cut := cutFeedback(splitLines(detail, 1, func(problem) {})); cut != nil && (q.Type == Gaps || q.Type == Essay) {
		s.line("\n>") // or the quote at the text's end would be taken for it
	}
	return s
}
