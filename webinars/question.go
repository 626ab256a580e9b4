package webinars

import (
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Question is what somebody wants to know, and how many others with them.
type Question struct {
	ID       string    `json:"id"`
	Person   string    `json:"person"`
	Name     string    `json:"name"`
	Text     string    `json:"text"`
	Votes    int       `json:"votes"`
	Answered bool      `json:"answered"`
	At       time.Time `json:"at"`

	voters []string
}

// VotedBy tells whether a person has voted for it.
func (q Question) VotedBy(person string) bool { return slices.Contains(q.voters, person) }

// Ask keeps a question and gives it its id. It returns ErrTextEmpty or ErrTextLong.
func Ask(app core.App, webinar string, q Question) (Question, error) {
	var err error
	if q.Text, err = cleanText(q.Text, QuestionAtMost); err != nil {
		return q, err
	}
	r, err := newRow(app, "webinar_questions", webinar, q.At)
	if err != nil {
		return q, err
	}
	r.Set("person", q.Person)
	r.Set("name", q.Name)
	r.Set("text", q.Text)
	err = saveRow(app, r)
	q.ID = r.Id
	return q, err
}

// Vote says that a person wants a question answered, or no longer does.
func (q *Question) Vote(app core.App, person string, up bool, at time.Time) error {
	if q.VotedBy(person) == up {
		return nil
	}
	if up {
		r, err := newRow(app, "webinar_votes", "", at)
		if err != nil {
			return err
		}
		r.Set("question", q.ID)
		r.Set("person", person)
		if err := saveRow(app, r); err != nil {
			return err
		}
		q.voters = append(q.voters, person)
	} else {
		_, err := app.NonconcurrentDB().Delete("webinar_votes", dbx.HashExp{"question": q.ID, "person": person}).Execute()
		if err != nil {
			return fmt.Errorf("take back a vote for question %s: %w", q.ID, err)
		}
		q.voters = slices.DeleteFunc(q.voters, func(p string) bool { return p == person })
	}
	q.Votes = len(q.voters)
	return nil
}

// SetAnswered says that a question was answered, or was not after all.
func (q *Question) SetAnswered(app core.App, webinar string, answered bool, at time.Time) error {
	r, err := rowOf(app, "webinar_questions", webinar, q.ID)
	if err != nil {
		return err
	}
	r.Set("answered", nil)
	if answered {
		r.Set("answered", at)
	}
	if err := saveRow(app, r); err != nil {
		return err
	}
	q.Answered = answered
	return nil
}

// Questions returns a room's questions in the order in which they were asked.
func Questions(app core.App, webinar string) ([]*Question, error) {
	var rows []struct {
		ID       string         `db:"id"`
		Person   string         `db:"person"`
		Name     string         `db:"name"`
		Text     string         `db:"text"`
		Answered types.DateTime `db:"answered"`
		At       types.DateTime `db:"at"`
	}
	err := app.DB().Select("id", "person", "name", "text", "answered", "at").From("webinar_questions").
		Where(dbx.HashExp{"webinar": webinar}).OrderBy("rowid").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("questions of webinar %s: %w", webinar, err)
	}
	questions := make([]*Question, len(rows))
	byID := map[string]*Question{}
	for i, r := range rows {
		questions[i] = &Question{ID: r.ID, Person: r.Person, Name: r.Name, Text: r.Text, Answered: !r.Answered.IsZero(), At: r.At.Time()}
		byID[r.ID] = questions[i]
	}
	var votes []struct {
		Question string `db:"question"`
		Person   string `db:"person"`
	}
	err = app.DB().NewQuery("SELECT v.question, v.person FROM webinar_votes v JOIN webinar_questions q ON q.id = v.question WHERE q.webinar = {:webinar}").
		Bind(dbx.Params{"webinar": webinar}).All(&votes)
	if err != nil {
		return nil, fmt.Errorf("votes of webinar %s: %w", webinar, err)
	}
	for _, v := range votes {
		q := byID[v.Question]
		q.voters = append(q.voters, v.Person)
		q.Votes = len(q.voters)
	}
	return questions, nil
}
