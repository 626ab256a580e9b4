package courses

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Decisions about questions to the teacher.
var (
	ErrQuestionEmpty = errors.New("question has no text")
	ErrQuestionLong  = errors.New("question is too long")
	ErrQuestionsMany = errors.New("too many questions wait for an answer")
)

// Bounds of questions to the teacher.
const (
	QuestionAtMost  = 2000 // characters
	openQuestionsOf = 20   // of one learner in one course
)

// LessonQuestion is a learner's question about a lesson, and the teacher's answer. Only the two of them read it.
type LessonQuestion struct {
	ID       string         `db:"id"`
	Text     string         `db:"text"`
	Answer   string         `db:"answer"`
	At       types.DateTime `db:"created"`
	AnswerAt types.DateTime `db:"answered"`
}

// Asked is when the question was written.
func (q LessonQuestion) Asked() time.Time { return q.At.Time() }

// Answered is when the answer was written; zero while there is none.
func (q LessonQuestion) Answered() time.Time { return q.AnswerAt.Time() }

// Ask stores a learner's question about a lesson and returns its id. It returns ErrNotEnrolled, ErrNotFound,
// ErrQuestionEmpty, ErrQuestionLong or ErrQuestionsMany.
func Ask(app core.App, user, course, lesson, text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", ErrQuestionEmpty
	case len([]rune(text)) > QuestionAtMost:
		return "", ErrQuestionLong
	}
	var id string
	err := app.RunInTransaction(func(tx core.App) error {
		if _, err := FindEnrolment(tx, user, course); err != nil {
			return err
		}
		l, err := FindLesson(tx, course, lesson)
		if err != nil {
			return err
		}
		open, err := tx.CountRecords("lesson_questions", dbx.HashExp{"user": user, "course": course, "answered": ""})
		if err != nil {
			return fmt.Errorf("count questions: %w", err)
		}
		if open >= openQuestionsOf {
			return ErrQuestionsMany
		}
		id, err = insertQuestion(tx, user, course, l.Id, text)
		return err
	})
	return id, err
}

func insertQuestion(tx core.App, user, course, lesson, text string) (string, error) {
	collection, err := tx.FindCachedCollectionByNameOrId("lesson_questions")
	if err != nil {
		return "", err
	}
	r := core.NewRecord(collection)
	r.Set("user", user)
	r.Set("course", course)
	r.Set("lesson", lesson)
	r.Set("text", text)
	if err := tx.Save(r); err != nil {
		return "", fmt.Errorf("ask about lesson %s: %w", lesson, err)
	}
	return r.Id, nil
}

// QuestionsOf returns what the person asked about the lesson, oldest first.
func QuestionsOf(app core.App, user, lesson string) ([]LessonQuestion, error) {
	var list []LessonQuestion
	err := app.DB().Select("id", "text", "answer", "created", "answered").From("lesson_questions").
		Where(dbx.HashExp{"user": user, "lesson": lesson}).OrderBy("created").Limit(100).All(&list)
	if err != nil {
		return nil, fmt.Errorf("questions about lesson %s: %w", lesson, err)
	}
	return list, nil
}
