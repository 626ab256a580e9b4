package courses

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// QuizRef names a quiz of a course without opening it.
type QuizRef struct {
	ID       string `db:"id"`
	Key      string `db:"key"`
	Slug     string `db:"slug"`
	Title    string `db:"title"`
	Position int    `db:"position"`
}

// Quizzes returns the course's quizzes in order, without the retired ones and those that only lend their questions.
func Quizzes(app core.App, course string) ([]QuizRef, error) {
	var list []QuizRef
	err := app.DB().Select("id", "key", "slug", "title", "position").From("quizzes").
		Where(dbx.HashExp{"course": course, "retired": false}).
		AndWhere(dbx.NewExp("COALESCE(json_extract([[settings]], '$.bank'), 0) = 0")).OrderBy("position ASC").All(&list)
	if err != nil {
		return nil, fmt.Errorf("quizzes of course %s: %w", course, err)
	}
	return list, nil
}

// TitleTable names a course's parts by requirement.
type TitleTable map[string]string

// Of returns the title of what the requirement is about; its key where the part has none.
func (t TitleTable) Of(r Requirement) string {
	if title, ok := t[r.String()]; ok {
		return title
	}
	return r.Key
}

// Titles returns the titles of the course's lessons and quizzes.
func Titles(app core.App, course string) (TitleTable, error) {
	table := TitleTable{}
	for kind, from := range map[string]string{LessonKind: "lessons", QuizKind: "quizzes"} {
		var rows []struct {
			Key   string `db:"key"`
			Title string `db:"title"`
		}
		err := app.DB().Select("key", "title").From(from).Where(dbx.HashExp{"course": course, "retired": false}).All(&rows)
		if err != nil {
			return nil, fmt.Errorf("titles of course %s: %w", course, err)
		}
		for _, row := range rows {
			table[Requirement{Kind: kind, Key: row.Key}.String()] = row.Title
		}
	}
	return table, nil
}
