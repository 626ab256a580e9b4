package quizzes

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// PaperState is how an answer stands for one marker.
type PaperState string

const (
	PaperReady  PaperState = "ready"  // to be marked
	PaperHeld   PaperState = "held"   // somebody else is at it
	PaperOthers PaperState = "others" // has the own mark and waits for another person's
	PaperDone   PaperState = "done"   // counts
)

// PapersPage is how many answers a page lists.
const PapersPage = 25

// PaperFilter chooses answers.
type PaperFilter struct {
	Marker   string
	Courses  []string // ids; nil: all
	Course   string   // id; empty: any of those
	Quiz     string   // id; empty: any
	Question string   // key of a question of Quiz; empty: any
	Page     int      // from 1
}

// PaperRef is an answer in a list. The learner's name is there whether or not it may be shown.
type PaperRef struct {
	Attempt   string         `db:"attempt"`
	Question  string         `db:"question"` // id of the version
	Place     int            `db:"place"`
	Course    string         `db:"course"` // id
	Quiz      string         `db:"quiz"`
	QuizTitle string         `db:"quiz_title"`
	Prompt    string         `db:"prompt"` // plain; empty where the question has gone
	Learner   string         `db:"learner"`
	Max       float64        `db:"max"`
	Score     float64        `db:"score"` // of what counts
	State     PaperState     `db:"state"`
	Settling  bool           `db:"settling"` // two people disagree
	Given     types.DateTime `db:"submitted"`
	Final     types.DateTime `db:"final"`
}

// Submitted is when the answer was given.
func (p PaperRef) Submitted() time.Time { return p.Given.Time() }

// Marked is when the last mark was given; zero while the answer waits.
func (p PaperRef) Marked() time.Time { return p.Final.Time() }

// waitingSource is where the answers that wait come from.
const waitingSource = `FROM attempts a JOIN quizzes q ON q.id = a.quiz, json_each(a.result) j LEFT JOIN questions v ON v.id = j.value->>'$.id'
	WHERE a.waiting > 0 AND a.user != '' AND j.value->>'$.grade' = 'waiting'`

// waitingPapers are the answers that wait. standingPapers, after what narrows them, tells how they stand for {:me} at {:now}.
const waitingPapers = `WITH papers AS (
	SELECT a.id AS attempt, a.user, a.submitted, q.id AS quiz, q.title AS quiz_title, q.course, j.key AS place, j.value->>'$.id' AS question,
		j.value->>'$.max' AS max, CASE WHEN a.drawn->>'$.second_marker' THEN 2 ELSE 1 END AS needed,
		coalesce(v.body->>'$.prompt.plain', '') AS prompt
	` + waitingSource

const standingPapers = `), counted AS (
	SELECT p.*,
		(SELECT count(*) FROM markings m WHERE m.attempt = p.attempt AND m.question = p.question AND m.round BETWEEN 1 AND 2 AND m.final != '') AS finals,
		(SELECT count(*) FROM markings m WHERE m.attempt = p.attempt AND m.question = p.question AND m.round BETWEEN 1 AND 2
			AND (m.final != '' OR m.marker NOT IN ('', {:me}) AND m.held > {:now})) AS taken,
		EXISTS (SELECT 1 FROM markings m WHERE m.attempt = p.attempt AND m.question = p.question AND m.round BETWEEN 1 AND 2
			AND m.final != '' AND m.marker = {:me}) AS mine,
		EXISTS (SELECT 1 FROM markings m WHERE m.attempt = p.attempt AND m.question = p.question AND m.round = 3
			AND m.marker NOT IN ('', {:me}) AND m.held > {:now}) AS third
	FROM papers p
), standing AS (
	SELECT c.*, finals >= 2 AS settling, CASE
		WHEN finals >= needed THEN CASE WHEN third THEN 'held' ELSE 'ready' END
		WHEN mine THEN 'others' WHEN taken >= needed THEN 'held' ELSE 'ready' END AS state
	FROM counted c
) `

// where is the narrowing that the filter asks for, and the values of its queries.
func (f PaperFilter) where(now time.Time) (string, dbx.Params, error) {
	at, err := types.ParseDateTime(now)
	if err != nil {
		return "", nil, err
	}
	where, params := "", dbx.Params{"me": f.Marker, "now": at.String()}
	if f.Courses != nil {
		ids, err := json.Marshal(f.Courses)
		if err != nil {
			return "", nil, err
		}
		where, params["courses"] = where+" AND q.course IN (SELECT value FROM json_each({:courses}))", string(ids)
	}
	for name, by := range map[string][2]string{"course": {"q.course", f.Course}, "quiz": {"q.id", f.Quiz}, "key": {"v.key", f.Question}} {
		if by[1] != "" {
			where, params[name] = where+" AND "+by[0]+" = {:"+name+"}", by[1]
		}
	}
	return where, params, nil
}

// ListPapers returns a page of the answers that wait, oldest first, and how many there are in all. others chooses those that have the
// marker's part and wait for somebody else's; else those that the marker can mark, now or once they are let go.
func ListPapers(app core.App, f PaperFilter, others bool, now time.Time) ([]PaperRef, int, error) {
	where, params, err := f.where(now)
	if err != nil {
		return nil, 0, err
	}
	state := " WHERE state != 'others'"
	if others {
		state = " WHERE state = 'others'"
	}
	from := waitingPapers + where + standingPapers
	total := 0
	if err := app.DB().NewQuery(from + "SELECT count(*) FROM standing" + state).Bind(params).Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count answers to mark: %w", err)
	}
	params["limit"], params["offset"] = PapersPage, (max(f.Page, 1)-1)*PapersPage
	var list []PaperRef
	err = app.DB().NewQuery(from + "SELECT standing.*, " + learnerOf("standing.user") + " FROM standing" + state +
		" ORDER BY submitted, attempt, place LIMIT {:limit} OFFSET {:offset}").Bind(params).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list answers to mark: %w", err)
	}
	return list, total, nil
}

// learnerOf is the column of a person's name.
func learnerOf(id string) string {
	return "coalesce((SELECT trim(u.given_name || ' ' || u.family_name) FROM users u WHERE u.id = " + id + "), '') AS learner"
}

// ListMarked returns a page of the answers that people have marked, the last one first, and how many there are in all.
func ListMarked(app core.App, f PaperFilter) ([]PaperRef, int, error) {
	where, params, err := f.where(time.Time{})
	if err != nil {
		return nil, 0, err
	}
	from := `FROM markings m JOIN attempts a ON a.id = m.attempt JOIN quizzes q ON q.id = a.quiz JOIN json_each(a.result) j ON j.value->>'$.id' = m.question
		LEFT JOIN questions v ON v.id = m.question
		WHERE m.final != '' AND a.user != '' AND j.value->>'$.grade' != 'waiting'
		AND m.round = (SELECT max(o.round) FROM markings o WHERE o.attempt = m.attempt AND o.question = m.question AND o.final != '')` + where
	total := 0
	if err := app.DB().NewQuery("SELECT count(*) " + from).Bind(params).Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count marked answers: %w", err)
	}
	params["limit"], params["offset"] = PapersPage, (max(f.Page, 1)-1)*PapersPage
	var list []PaperRef
	err = app.DB().NewQuery(`SELECT a.id AS attempt, m.question, j.key AS place, q.course, q.id AS quiz, q.title AS quiz_title,
		coalesce(v.body->>'$.prompt.plain', '') AS prompt, j.value->>'$.max' AS max, j.value->>'$.score' AS score, 'done' AS state, a.submitted, m.final, ` +
		learnerOf("a.user") + " " + from + " ORDER BY m.final DESC, m.id LIMIT {:limit} OFFSET {:offset}").Bind(params).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list marked answers: %w", err)
	}
	return list, total, nil
}
