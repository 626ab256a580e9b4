package webinars

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Presences is the collection of stays.
const Presences = "webinar_presences"

// Stay is one time that a person was in the room, by one tab or several at once.
type Stay struct {
	Participant
	Joined time.Time
	Left   time.Time // zero: still there

	row string // id of its row once it is written
}

// WriteStays writes what is new of these stays, and that the room is alive, in one transaction.
func WriteStays(app core.App, webinar string, stays []*Stay, now time.Time) error {
	rows := make(map[*Stay]string, len(stays))
	err := app.RunInTransaction(func(tx core.App) error {
		for _, s := range stays {
			if _, written := rows[s]; written { // who came and went since the last time is among them twice
				continue
			}
			id, err := s.write(tx, webinar)
			if err != nil {
				return err
			}
			rows[s] = id
		}
		return noteAlive(tx, webinar, now)
	})
	if err != nil {
		return fmt.Errorf("presence in webinar %s: %w", webinar, err)
	}
	for s, id := range rows {
		s.row = id
	}
	return nil
}

func (s *Stay) write(tx core.App, webinar string) (string, error) {
	if s.row != "" {
		left, err := types.ParseDateTime(s.Left)
		if err != nil {
			return "", err
		}
		_, err = tx.NonconcurrentDB().Update(Presences, dbx.Params{"left": left.String()}, dbx.HashExp{"id": s.row}).Execute()
		return s.row, err
	}
	r, err := newRow(tx, Presences, webinar, s.Joined)
	if err != nil {
		return "", err
	}
	r.Set("person", s.ID)
	r.Set("registration", s.Registration)
	r.Set("user", s.User)
	r.Set("name", s.Name)
	r.Set("joined", s.Joined)
	if !s.Left.IsZero() {
		r.Set("left", s.Left)
	}
	err = saveRow(tx, r)
	return r.Id, err
}

// EndStays ends the stays that a crash left open when the room was last alive.
func EndStays(app core.App, w *Webinar) error {
	alive, err := types.ParseDateTime(w.Alive())
	if err != nil {
		return err
	}
	_, err = app.NonconcurrentDB().NewQuery("UPDATE webinar_presences SET [[left]] = max([[joined]], {:alive}) WHERE webinar = {:webinar} AND [[left]] = ''").
		Bind(dbx.Params{"alive": alive.String(), "webinar": w.Id}).Execute()
	if err != nil {
		return fmt.Errorf("end stays in webinar %s: %w", w.Id, err)
	}
	return nil
}

// StaysOf returns all stays in a webinar, the earliest first.
func StaysOf(app core.App, webinar string) ([]Stay, error) {
	var rows []struct {
		ID           string         `db:"id"`
		Person       string         `db:"person"`
		Registration string         `db:"registration"`
		User         string         `db:"user"`
		Name         string         `db:"name"`
		Joined       types.DateTime `db:"joined"`
		Left         types.DateTime `db:"left"`
	}
	err := app.DB().Select("id", "person", "registration", "user", "name", "joined", "left").From(Presences).
		Where(dbx.HashExp{"webinar": webinar}).OrderBy("joined", "rowid").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("stays in webinar %s: %w", webinar, err)
	}
	stays := make([]Stay, len(rows))
	for i, r := range rows {
		p := Participant{ID: r.Person, Registration: r.Registration, User: r.User, Name: r.Name}
		stays[i] = Stay{Participant: p, Joined: r.Joined.Time(), Left: r.Left.Time(), row: r.ID}
	}
	return stays, nil
}

// Came are the registrations of those who were in the room.
func Came(app core.App, webinar string) (map[string]bool, error) {
	var ids []string
	err := app.DB().Select("registration").Distinct(true).From(Presences).Where(dbx.HashExp{"webinar": webinar}).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("who came to webinar %s: %w", webinar, err)
	}
	came := make(map[string]bool, len(ids))
	for _, id := range ids {
		came[id] = id != ""
	}
	return came, nil
}
