package notifications

import (
	"encoding/json"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// mailState is what becomes of a notice's mail.
type mailState string

const (
	mailNone    mailState = ""        // none is wanted
	mailWaits   mailState = "waiting" // for the next digest
	mailQueued  mailState = "queued"  // a job will send it
	mailSent    mailState = "sent"
	mailDropped mailState = "dropped" // it held no more, or was not wanted any more, before it could be sent
)

// Entry is a notice that was told, as it stands on the person's page.
type Entry struct{ core.BaseRecordProxy }

// Person is the id of who was told.
func (e *Entry) Person() string { return e.GetString("person") }

// Kind is what the notice is about.
func (e *Entry) Kind() Kind { return Kind(e.GetString("kind")) }

// Group is where people choose about it.
func (e *Entry) Group() Group { return GroupOf(e.Kind()) }

// Link is a path on this site, or empty.
func (e *Entry) Link() string { return e.GetString("link") }

// About is what the notice stops with: "course:ID".
func (e *Entry) About() string { return e.GetString("about") }

// Told is when.
func (e *Entry) Told() time.Time { return e.GetDateTime("created").Time() }

// IsRead tells whether the person has opened it, or put it aside.
func (e *Entry) IsRead() bool { return !e.GetDateTime("read").IsZero() }

// IsOver tells whether it was found to hold no more.
func (e *Entry) IsOver() bool { return !e.GetDateTime("stopped").IsZero() }

// Values are what its texts need.
func (e *Entry) Values() map[string]string {
	values := map[string]string{}
	_ = json.Unmarshal([]byte(e.GetString("values")), &values) // what Tell wrote
	return values
}
