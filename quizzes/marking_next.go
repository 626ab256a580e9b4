package quizzes

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// CountPapers tells how many answers the marker can mark now.
func CountPapers(app core.App, f PaperFilter, now time.Time) (int, error) {
	where, params, err := f.where(now)
	if err != nil {
		return 0, err
	}
	total := 0
	err = app.DB().NewQuery(waitingPapers + where + standingPapers + "SELECT count(*) FROM standing WHERE state = 'ready'").Bind(params).Row(&total)
	if err != nil {
		return 0, fmt.Errorf("count answers to mark: %w", err)
	}
	return total, nil
}

// CountWaiting tells how many answers of a quiz wait for somebody to mark them.
func CountWaiting(app core.App, quiz string) (int, error) {
	total := 0
	err := app.DB().Select("coalesce(sum(waiting), 0)").From("attempts").
		Where(dbx.NewExp("[[quiz]] = {:quiz} AND [[waiting]] > 0 AND [[user]] != ''", dbx.Params{"quiz": quiz})).Row(&total)
	if err != nil {
		return 0, fmt.Errorf("count answers to mark of quiz %s: %w", quiz, err)
	}
	return total, nil
}

// NextPaper returns the answer to mark after another one, from the beginning again at the end, or ErrNotFound when no other is ready.
// An empty attempt asks for the first.
func NextPaper(app core.App, f PaperFilter, attempt, question string, now time.Time) (PaperRef, error) {
	where, params, err := f.where(now)
	if err != nil {
		return PaperRef{}, err
	}
	params["attempt"], params["question"] = attempt, question
	var next PaperRef
	err = app.DB().NewQuery(waitingPapers + where + standingPapers + `SELECT standing.*, '' AS learner FROM standing
		LEFT JOIN (SELECT a.submitted AS at, a.id AS attempt, j.key AS place FROM attempts a, json_each(a.result) j
			WHERE a.id = {:attempt} AND j.value->>'$.id' = {:question}) here
		WHERE state = 'ready' AND NOT (standing.attempt = {:attempt} AND standing.question = {:question})
		ORDER BY (submitted, standing.attempt, standing.place) < (coalesce(here.at, ''), coalesce(here.attempt, ''), coalesce(here.place, -1)),
			submitted, standing.attempt, standing.place LIMIT 1`).Bind(params).One(&next)
	if errors.Is(err, sql.ErrNoRows) {
		return next, fmt.Errorf("next answer to mark: %w", ErrNotFound)
	}
	if err != nil {
		return next, fmt.Errorf("next answer to mark: %w", err)
	}
	return next, nil
}

// PaperGroup counts what waits of one question.
type PaperGroup struct {
	Course    string `db:"course"` // id
	Quiz      string `db:"quiz"`   // id
	QuizTitle string `db:"quiz_title"`
	Key       string `db:"key"`
	Prompt    string `db:"prompt"`
	Count     int    `db:"count"`
}

// PaperGroups counts the answers that wait, question by question, whoever can mark them.
func PaperGroups(app core.App, courses []string) ([]PaperGroup, error) {
	where, params, err := PaperFilter{Courses: courses}.where(time.Time{})
	if err != nil {
		return nil, err
	}
	var list []PaperGroup
	err = app.DB().NewQuery(`SELECT q.course, q.id AS quiz, q.title AS quiz_title, coalesce(v.key, '') AS key,
			coalesce(v.body->>'$.prompt.plain', '') AS prompt, count(*) AS count
		` + waitingSource + where + `
		GROUP BY q.course, q.id, v.key ORDER BY q.course, q.position, v.position`).Bind(params).All(&list)
	if err != nil {
		return nil, fmt.Errorf("count answers to mark by question: %w", err)
	}
	return list, nil
}
