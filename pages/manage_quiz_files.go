package pages

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/quizzes"
	"aula/quizzes/gift"
)

// quizFilesView offers a quiz as a file, and says before what each format loses.
type quizFilesView struct {
	manageFrame
	Course   *courses.Course
	Quiz     *quizzes.Record
	Address  string // of the quiz in the area
	Markdown bool   // it can be written so
	GIFT     bool
	Losses   []string // what other programs do not read in the GIFT file
}

func (s *site) showQuizFiles(e *core.RequestEvent) error {
	c, record, err := managedQuiz(e)
	if err != nil {
		return err
	}
	quiz, err := quizzes.Load(e.App, record)
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := quizFilesView{Course: c, Quiz: record, Address: managedQuizAddress(c, record)}
	view.manageFrame = s.quizFrame(e, c, record, l.T("quiz_files.title"), quizQuestionsAddress(c, record))
	for _, f := range gift.Losses(quiz) {
		view.Losses = append(view.Losses, findingText(l, f))
	}
	if view.Markdown, err = writable(quizzes.WriteMarkdown(quiz)); err != nil {
		return err
	}
	if view.GIFT, err = writable(gift.Write(quiz)); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_quiz_files", &view)
}

// writable tells whether a format can say all questions.
func writable(_ []byte, err error) (bool, error) {
	if errors.Is(err, quizzes.ErrUnwritable) {
		return false, nil
	}
	return err == nil, err
}

func (s *site) exportMarkdown(e *core.RequestEvent) error {
	return s.exportQuiz(e, "md", "text/markdown; charset=utf-8", quizzes.WriteMarkdown)
}

func (s *site) exportGIFT(e *core.RequestEvent) error {
	return s.exportQuiz(e, "gift", "text/plain; charset=utf-8", gift.Write)
}

// exportQuiz gives a quiz as a file, with all its answers: only to who runs the course. What cannot be written so leads to the page that
// says it.
func (s *site) exportQuiz(e *core.RequestEvent, extension, mediaType string, write func(quizzes.Quiz) ([]byte, error)) error {
	c, record, err := managedQuiz(e)
	if err != nil {
		return err
	}
	quiz, err := quizzes.Load(e.App, record)
	if err != nil {
		return err
	}
	file, err := write(quiz)
	if errors.Is(err, quizzes.ErrUnwritable) {
		return back(e, managedQuizAddress(c, record)+"/files")
	}
	if err != nil {
		return fmt.Errorf("quiz %s as %s: %w", record.Id, extension, err)
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `attachment; filename="`+record.Slug()+`.`+extension+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	return e.Blob(http.StatusOK, mediaType, file)
}
