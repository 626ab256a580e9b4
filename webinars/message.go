package webinars

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Whom a message is for.
const (
	ToAll   = "all"
	ToHosts = "hosts" // who wrote it and the hosts alone read it
)

// Message is what somebody wrote in the chat.
type Message struct {
	ID     string    `json:"id"`
	Person string    `json:"person"`
	Name   string    `json:"name"`
	Text   string    `json:"text"`
	To     string    `json:"to"`
	At     time.Time `json:"at"`
}

// Read tells whether a person of a role may read the message.
func (m Message) Read(person string, role Role) bool {
	return m.To == ToAll || role.AtLeast(Host) || m.Person == person
}

// Say keeps a message and gives it its id. It returns ErrTextEmpty, ErrTextLong or ErrMeant.
func Say(app core.App, webinar string, m Message) (Message, error) {
	var err error
	if m.Text, err = cleanText(m.Text, MessageAtMost); err != nil {
		return m, err
	}
	if m.To == "" {
		m.To = ToAll
	}
	if m.To != ToAll && m.To != ToHosts {
		return m, ErrMeant
	}
	r, err := newRow(app, "webinar_messages", webinar, m.At)
	if err != nil {
		return m, err
	}
	r.Set("person", m.Person)
	r.Set("name", m.Name)
	r.Set("text", m.Text)
	r.Set("to", m.To)
	err = saveRow(app, r)
	m.ID = r.Id
	return m, err
}

// Unsay takes a message from the room; it stays in the record, with who took it. It returns ErrNotThere.
func Unsay(app core.App, webinar, message, by string, at time.Time) error {
	r, err := rowOf(app, "webinar_messages", webinar, message)
	if err != nil {
		return err
	}
	if !r.GetDateTime("removed").IsZero() {
		return ErrNotThere
	}
	r.Set("removed", at)
	r.Set("removed_by", by)
	return saveRow(app, r)
}

// Messages returns the last messages of a room that nobody took away, the oldest first; all of them if most is 0.
func Messages(app core.App, webinar string, most int64) ([]Message, error) {
	var rows []struct {
		ID     string         `db:"id"`
		Person string         `db:"person"`
		Name   string         `db:"name"`
		Text   string         `db:"text"`
		To     string         `db:"to"`
		At     types.DateTime `db:"at"`
	}
	q := app.DB().Select("id", "person", "name", "text", "to", "at").From("webinar_messages").
		Where(dbx.HashExp{"webinar": webinar, "removed": ""}).OrderBy("rowid DESC")
	if most > 0 {
		q.Limit(most)
	}
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("messages of webinar %s: %w", webinar, err)
	}
	messages := make([]Message, len(rows))
	for i, r := range rows {
		messages[len(rows)-1-i] = Message{r.ID, r.Person, r.Name, r.Text, r.To, r.At.Time()}
	}
	return messages, nil
}

// rowOf returns a row of a room, or ErrNotThere.
func rowOf(app core.App, collection, webinar, id string) (*core.Record, error) {
	if id == "" {
		return nil, ErrNotThere
	}
	r, err := app.FindRecordById(collection, id)
	if err != nil || r.GetString("webinar") != webinar {
		return nil, fmt.Errorf("%w: %s in %s", ErrNotThere, id, collection)
	}
	return r, nil
}
