package webinars

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Kinds of what is done in a room beside what people write.
const (
	HandRaisedKind  = "hand.raised"
	HandLoweredKind = "hand.lowered"
	ReactedKind     = "reacted"
	SlidesKind      = "slides.shown"
	RoleKind        = "role.set"
	CaptionerKind   = "captioner.set"
	LobbyKind       = "lobby.set"
	LockKind        = "lock.set"
	AdmittedKind    = "admitted"
	RefusedKind     = "refused"
	RemovedKind     = "removed"
	SilencedKind    = "silenced"
	TimerKind       = "timer.set"
	StartedKind     = "started"
	EndedKind       = "ended"
	RecordingKind   = "recording.set"
)

// RoomEvent is one thing done in a room. They are kept for good, in order; Room.Apply says what each changes.
type RoomEvent struct {
	Kind   string    `json:"kind"`
	Person string    `json:"person,omitempty"` // whom it concerns
	Name   string    `json:"name,omitempty"`   // of that person, at that time
	By     string    `json:"by,omitempty"`     // who did it
	Data   EventData `json:"data"`
	At     time.Time `json:"at"`
}

// EventData is what an event says beside that; each kind uses what it needs.
type EventData struct {
	Role   Role           `json:"role,omitempty"`
	On     bool           `json:"on,omitempty"`
	Deck   string         `json:"deck,omitempty"`
	Page   int            `json:"page,omitempty"`
	Source string         `json:"source,omitempty"`
	Ends   *time.Time     `json:"ends,omitempty"`
	Counts map[string]int `json:"counts,omitempty"`

	Recording string `json:"recording,omitempty"`
	Reason    string `json:"reason,omitempty"` // why it stopped
}

// KeepEvent writes an event down.
func KeepEvent(app core.App, webinar string, e RoomEvent) error {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return fmt.Errorf("keep %s of webinar %s: %w", e.Kind, webinar, err)
	}
	r, err := newRow(app, "webinar_events", webinar, e.At)
	if err != nil {
		return err
	}
	r.Set("kind", e.Kind)
	r.Set("person", e.Person)
	r.Set("name", e.Name)
	r.Set("by", e.By)
	r.Set("data", types.JSONRaw(data))
	return saveRow(app, r)
}

// EventsOf returns what was done in a room, in order.
func EventsOf(app core.App, webinar string) ([]RoomEvent, error) {
	var rows []struct {
		Kind   string         `db:"kind"`
		Person string         `db:"person"`
		Name   string         `db:"name"`
		By     string         `db:"by"`
		Data   types.JSONRaw  `db:"data"`
		At     types.DateTime `db:"at"`
	}
	err := app.DB().Select("kind", "person", "name", "by", "data", "at").From("webinar_events").
		Where(dbx.HashExp{"webinar": webinar}).OrderBy("rowid").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("events of webinar %s: %w", webinar, err)
	}
	events := make([]RoomEvent, len(rows))
	for i, r := range rows {
		events[i] = RoomEvent{Kind: r.Kind, Person: r.Person, Name: r.Name, By: r.By, At: r.At.Time()}
		if err := json.Unmarshal(r.Data, &events[i].Data); err != nil {
			return nil, fmt.Errorf("events of webinar %s: %w", webinar, err)
		}
	}
	return events, nil
}

// newRow begins a row of what happened in a room at a moment.
func newRow(app core.App, collection, webinar string, at time.Time) (*core.Record, error) {
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	r := core.NewRecord(c)
	if c.Fields.GetByName("webinar") != nil {
		r.Set("webinar", webinar)
	}
	r.Set("at", at)
	return r, nil
}

// saveRow writes a row that this package has checked itself.
func saveRow(app core.App, r *core.Record) error {
	if err := app.SaveNoValidate(r); err != nil {
		return fmt.Errorf("write %s: %w", r.Collection().Name, err)
	}
	return nil
}
