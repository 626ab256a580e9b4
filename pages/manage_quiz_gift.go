package pages

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"aula/quizzes"
	"aula/quizzes/gift"
)

// exportGIFT gives a quiz as a GIFT file, with all its answers: only to who runs the course.
func (s *site) exportGIFT(e *core.RequestEvent) error {
	_, record, err := managedQuiz(e)
	if err != nil {
		return err
	}
	quiz, err := quizzes.Load(e.App, record)
	if err != nil {
		return err
	}
	file, err := gift.Write(quiz)
	if err != nil {
		return fmt.Errorf("quiz %s as GIFT: %w", record.Id, err)
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `attachment; filename="`+record.Slug()+`.gift"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	return e.Blob(200, "text/plain; charset=utf-8", file)
}
