package gift

import (
	"slices"
	"strings"

	"aula/internal/markup"
	"aula/quizzes"
)

// Write writes a quiz as a GIFT file, which Parse reads as the same quiz. What GIFT has no words for stands in comments; Losses tells what
// of it others do not see. It returns quizzes.ErrUnwritable for a question that neither GIFT nor Markdown can say.
func Write(quiz quizzes.Quiz) ([]byte, error) {
	w := &writer{}
	w.settings(quiz)
	for _, q := range quiz.Questions {
		if err := w.question(q); err != nil {
			return nil, err
		}
	}
	return []byte(w.String()), nil
}

// Losses tells which questions others than the academy read without a part of what they say, or not at all.
func Losses(quiz quizzes.Quiz) []markup.Finding {
	var found []markup.Finding
	for _, q := range quiz.Questions {
		code, values := "", map[string]any{"id": q.Key}
		form, said := formOf(q)
		aside := asideOf(q)
		switch {
		case form == "":
			code = "quiz.gift_unseen"
		case !said:
			code = "quiz.gift_partly"
		case len(aside) > 0:
			code, values["names"] = "quiz.gift_aside", strings.Join(aside, ", ")
		default:
			continue
		}
		found = append(found, markup.Finding{Line: q.Line, Severity: markup.Note, Code: code, Values: values})
	}
	return found
}

// writer writes one file.
type writer struct {
	strings.Builder
	category string
	last     quizzes.Body // of the question before
}

func (w *writer) line(text string) { w.WriteString(text + "\n") }

// settings writes in comments what a quiz says about itself.
func (w *writer) settings(quiz quizzes.Quiz) {
	for _, s := range quizzes.SettingsText(quiz) {
		w.line("// " + s.Name + ": " + strings.Join(strings.Fields(s.Value), " "))
	}
	if len(quiz.Settings.Draws) > 0 {
		w.line("// draw: " + quizzes.DrawsText(quiz.Settings.Draws))
	}
	if len(quiz.Settings.Bands) > 0 {
		w.line("// bands: " + quizzes.BandsText(quiz.Settings.Bands))
	}
	if intro := quizzes.IntroMarkdown(quiz); intro != "" {
		w.line("")
		w.markdown(intro)
	}
}

// markdown writes what others take for comments.
func (w *writer) markdown(text string) {
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		w.line(strings.TrimRight("//| "+line, " "))
	}
}

func (w *writer) question(q quizzes.Question) error {
	if q.Body.Category != w.category {
		w.category = q.Body.Category
		w.line("\n$CATEGORY: " + strings.TrimSuffix("$course$/top/"+escape(w.category), "/"))
	}
	b := q.Body
	told := b.Group != "" && b.Group == w.last.Group
	form, said := formOf(q)
	if told && b.Preface.Source == "" && w.last.Preface.Source != "" {
		said = false // in GIFT it would be told what the one before it is
	}
	same := told && b.Preface.Source == w.last.Preface.Source && b.Preface.Format == w.last.Preface.Format
	if b.Preface.Source != "" && !same {
		w.line("\n" + written(b.Preface, quizzes.Moodle))
	}
	w.last = b
	w.line("")
	if said {
		w.line(notesOf(q))
		w.line(form)
		return nil
	}
	text, err := quizzes.QuestionMarkdown(q)
	if err != nil {
		return err
	}
	w.markdown(string(text))
	if form != "" {
		w.line(form)
	}
	return nil
}

// formOf is a question in GIFT, empty where it has no words for it; said tells whether that and the notes are all of it.
func formOf(q quizzes.Question) (form string, said bool) {
	write := forms[q.Type]
	if write == nil {
		return "", false
	}
	prompt := q.Body.Prompt
	if detail := q.Body.Detail; detail.Source != "" {
		prompt.Source = strings.TrimPrefix(prompt.Source+"\n\n"+detail.Source, "\n\n")
	}
	title := ""
	if q.Body.Title != "" {
		title = "::" + escape(q.Body.Title) + "::"
	}
	form = title + written(prompt, quizzes.Moodle) + write(q, prompt.Format)
	alone := notesOf(q) + "\n" + form + "\n"
	if q.Body.Preface.Source != "" {
		alone = written(q.Body.Preface, quizzes.Moodle) + "\n\n" + alone
	}
	again, _ := Parse([]byte(alone), quizzes.Options{Key: "quiz"})
	return form, len(again.Questions) == 1 && same(q, again.Questions[0])
}

// same tells whether two questions mean the same and are kept in the same place; the category stands apart.
func same(a, b quizzes.Question) bool {
	one, err := a.Digest()
	two, other := b.Digest()
	return err == nil && other == nil && one == two && a.Key == b.Key && a.Body.Title == b.Body.Title &&
		slices.Equal(a.Body.Objectives, b.Body.Objectives) && slices.Equal(a.Body.Skills, b.Body.Skills)
}

// attributesOf are what a question says about itself in comments, which others do not read.
func attributesOf(q quizzes.Question) []quizzes.Said {
	return slices.DeleteFunc(quizzes.Attributes(q), func(a quizzes.Said) bool {
		switch a.Name {
		case "id", "type", "title", "category", "skill":
			return true // GIFT has a place for each of them
		}
		return a.Name == "penalty" && len(q.Body.Options) > 0 // each option says what it is worth
	})
}

// asideOf names those of them by which a question is asked or marked otherwise.
func asideOf(q quizzes.Question) []string {
	var names []string
	for _, a := range attributesOf(q) {
		if a.Name != "objective" {
			names = append(names, a.Name)
		}
	}
	return names
}

// notesOf are the comments of a question.
func notesOf(q quizzes.Question) string {
	list := []string{"[id:" + noteText(q.Key) + "]"}
	for _, skill := range q.Body.Skills {
		list = append(list, "[tag:"+noteText(skill)+"]")
	}
	for _, a := range attributesOf(q) {
		list = append(list, "["+a.Name+":"+noteText(a.Value)+"]")
	}
	if q.Body.Group != "" {
		list = append(list, "[group:"+noteText(q.Body.Group)+"]")
	}
	return "// " + strings.Join(list, " ")
}

var noteSigns = strings.NewReplacer(`\`, `\\`, "]", `\]`)

func noteText(text string) string { return noteSigns.Replace(text) }
