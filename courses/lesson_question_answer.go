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

// AnswerAtMost is how many characters an answer to a learner may have.
const AnswerAtMost = 8000

// Decisions about answers.
var (
	ErrAnswerEmpty = errors.New("answer has no text")
	ErrAnswerLong  = errors.New("answer is too long")
)

// OpenQuestion is a learner's question as those who answer see it.
type OpenQuestion struct {
	ID       string         `db:"id"`
	Text     string         `db:"text"`
	Answer   string         `db:"answer"`
	Learner  string         `db:"learner"` // name; empty when the person has gone
	Course   string         `db:"course_title"`
	Slug     string         `db:"slug"`
	Owner    string         `db:"owner"`
	State    string         `db:"state"` // of the course
	Lesson   string         `db:"lesson_title"`
	Place    string         `db:"lesson_slug"`
	Teacher  string         `db:"teacher"`
	At       types.DateTime `db:"created"`
	AnswerAt types.DateTime `db:"answered"`
}

// Asked is when the question was written.
func (q OpenQuestion) Asked() time.Time { return q.At.Time() }

// Answered is when the answer was written; zero while there is none.
func (q OpenQuestion) Answered() time.Time { return q.AnswerAt.Time() }

// Gist is the question, shortened for a mail.
func (q OpenQuestion) Gist() string { return cut(q.Text, maxSummary) }

// QuestionFilter chooses questions.
type QuestionFilter struct {
	Owner    string // id of the courses' owner; empty: anybody's
	Course   string // slug; empty: all
	Answered bool   // those with an answer, newest first; else those that wait, oldest first
	Page     int    // from 1
}

const questionSource = `FROM lesson_questions q JOIN courses c ON c.id = q.course
	LEFT JOIN lessons l ON l.id = q.lesson LEFT JOIN users u ON u.id = q.user LEFT JOIN users t ON t.id = q.answered_by`

const questionColumns = `q.id, q.text, q.answer, q.created, q.answered, c.title AS course_title, c.slug, c.owner, c.state,
	coalesce(l.title, '') AS lesson_title, coalesce(l.slug, '') AS lesson_slug,
	trim(coalesce(u.given_name, '') || ' ' || coalesce(u.family_name, '')) AS learner,
	trim(coalesce(t.given_name, '') || ' ' || coalesce(t.family_name, '')) AS teacher`

// ListQuestions returns a page of questions, and how many there are in all.
func ListQuestions(app core.App, f QuestionFilter) ([]OpenQuestion, int, error) {
	where, params, order := "q.answered = ''", dbx.Params{"limit": ManagedPage, "offset": offset(f.Page)}, "q.created ASC"
	if f.Answered {
		where, order = "q.answered > ''", "q.answered DESC"
	}
	if f.Owner != "" {
		where, params["owner"] = where+" AND c.owner = {:owner}", f.Owner
	}
	if f.Course != "" {
		where, params["course"] = where+" AND c.slug = {:course}", f.Course
	}
	var total int
	if err := app.DB().NewQuery("SELECT count(*) " + questionSource + " WHERE " + where).Bind(params).Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count questions: %w", err)
	}
	var list []OpenQuestion
	err := app.DB().NewQuery("SELECT " + questionColumns + " " + questionSource + " WHERE " + where + " ORDER BY " + order +
		", q.id LIMIT {:limit} OFFSET {:offset}").Bind(params).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list questions: %w", err)
	}
	return list, total, nil
}

// FindQuestion returns a question, or ErrNotFound.
func FindQuestion(app core.App, id string) (*OpenQuestion, error) {
	q := &OpenQuestion{}
	err := app.DB().NewQuery("SELECT " + questionColumns + " " + questionSource + " WHERE q.id = {:id}").
		Bind(dbx.Params{"id": id}).One(q)
	if err != nil {
		return nil, absent(err, ErrNotFound, "question %s", id)
	}
	return q, nil
}

// AnswerQuestion stores the teacher's answer; hooks tells the learner the first time. An answer may be written again:
// the learner then finds the new one. It returns ErrNotFound, ErrAnswerEmpty or ErrAnswerLong.
func AnswerQuestion(app core.App, id, teacher, text string) error {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case text == "":
		return ErrAnswerEmpty
	case len([]rune(text)) > AnswerAtMost:
		return ErrAnswerLong
	}
	return app.RunInTransaction(func(tx core.App) error {
		r, err := tx.FindRecordById("lesson_questions", id)
		if err != nil {
			return absent(err, ErrNotFound, "question %s", id)
		}
		r.Set("answer", text)
		r.Set("answered_by", teacher)
		r.Set("answered", types.NowDateTime())
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("answer question %s: %w", id, err)
		}
		return nil
	})
}
