package hooks

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/quizzes"
)

type attemptAnswer struct {
	ID        string                     `json:"id"`
	Number    int                        `json:"number"`
	Now       time.Time                  `json:"now"` // by the clock that ends the attempt
	Expires   *time.Time                 `json:"expires"`
	Questions []questionAnswer           `json:"questions"`
	Answers   map[string]json.RawMessage `json:"answers"`             // given so far
	Certainty map[string]int             `json:"certainty,omitempty"` // said so far
	Checked   map[string]markAnswer      `json:"checked,omitempty"`   // explained on the way
}

type savedAnswer struct {
	ID        string                     `json:"id"`
	Now       time.Time                  `json:"now"`
	Expires   *time.Time                 `json:"expires"`
	Saved     time.Time                  `json:"saved"`
	Answers   map[string]json.RawMessage `json:"answers"`
	Certainty map[string]int             `json:"certainty,omitempty"`
	Unread    map[string]quizzes.Unread  `json:"unread,omitempty"` // numbers that cannot be read as they are written
}

type markAnswer struct {
	ID       string                   `json:"id"`
	Score    float64                  `json:"score"`
	Max      float64                  `json:"max"`
	Feedback string                   `json:"feedback"` // empty while it may not be shown
	Grade    quizzes.Grade            `json:"grade"`
	Right    json.RawMessage          `json:"right,omitempty"` // the right answer, in the form of an answer
	Parts    map[string]quizzes.Grade `json:"parts,omitempty"`
	Comment  string                   `json:"comment,omitempty"` // of who marked it
}

type resultAnswer struct {
	Score         float64      `json:"score"`
	Max           float64      `json:"max"`
	Passed        bool         `json:"passed"`
	Questions     []markAnswer `json:"questions"`
	Feedback      string       `json:"feedback,omitempty"` // to the whole
	ExplainedFrom *time.Time   `json:"explained_from,omitempty"`
	Waiting       int          `json:"waiting"` // answers that people have still to mark
}

func answerAttempt(e *core.RequestEvent, status int, a *quizzes.Attempt) error {
	questions, err := quizzes.Questions(e.App, a)
	if err != nil {
		return err
	}
	checked, err := quizzes.Explained(e.App, a)
	if err != nil {
		return err
	}
	answer := attemptAnswer{ID: a.Id, Number: a.Number(), Now: quizzes.Now(e.App).UTC().Truncate(time.Millisecond), Expires: moment(a.Expires()),
		Questions: make([]questionAnswer, len(questions)), Answers: map[string]json.RawMessage{}, Certainty: map[string]int{},
		Checked: map[string]markAnswer{}}
	for i, q := range questions {
		answer.Questions[i] = describeQuestion(q)
		if string(q.Raw) != "null" {
			answer.Answers[q.ID] = q.Raw
		}
		if q.Sure > 0 {
			answer.Certainty[q.ID] = q.Sure
		}
	}
	for id, m := range checked {
		answer.Checked[id] = describeMark(m)
	}
	return e.JSON(status, answer)
}

func answerSaved(e *core.RequestEvent, a *quizzes.Attempt) error {
	answer := savedAnswer{ID: a.Id, Now: quizzes.Now(e.App).UTC().Truncate(time.Millisecond), Expires: moment(a.Expires()), Saved: a.Saved().UTC().Truncate(time.Millisecond)}
	var err error
	if answer.Answers, err = a.Given(); err != nil {
		return err
	}
	if answer.Certainty, err = a.Certainty(); err != nil {
		return err
	}
	if answer.Unread, err = quizzes.UnreadIn(e.App, a); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, answer)
}

// describeMark tells of an answer's mark what may be told.
func describeMark(m quizzes.Marked) markAnswer {
	var feedback []string
	for _, f := range m.Feedback {
		feedback = append(feedback, f.Plain)
	}
	answer := markAnswer{ID: m.ID, Score: m.Score, Max: m.Max, Grade: m.Grade, Feedback: strings.Join(feedback, "\n"), Parts: m.Parts}
	if m.Explained {
		answer.Right = m.Right.JSON(m.Type)
	}
	if m.Judgement != nil {
		answer.Comment = strings.Join(m.Judgement.Comments, "\n\n")
	}
	return answer
}

func describeResult(r quizzes.Result) resultAnswer {
	answer := resultAnswer{Score: r.Score, Max: r.Max, Passed: r.Passed, Waiting: r.Waiting, Feedback: r.Band.Plain,
		ExplainedFrom: moment(r.From), Questions: []markAnswer{}}
	for _, q := range r.Questions {
		answer.Questions = append(answer.Questions, describeMark(q))
	}
	return answer
}
