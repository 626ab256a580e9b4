package webinars

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Registrations is the collection of who is registered.
const Registrations = "webinar_registrations"

// Standing is where a registration stands.
type Standing string

// The states of a registration.
const (
	Registered Standing = "registered" // has a seat
	Waiting    Standing = "waiting"    // for a seat
	Withdrawn  Standing = "cancelled"
)

// Registration is somebody's place in a webinar: of a person with an account, or of a guest by name and mailbox.
// Deleting the person empties it and keeps that somebody was there.
type Registration struct{ core.BaseRecordProxy }

// RegistrationOf reads a record of Registrations.
func RegistrationOf(r *core.Record) *Registration {
	p := &Registration{}
	p.SetProxyRecord(r)
	return p
}

func (r *Registration) Webinar() string   { return r.GetString("webinar") }
func (r *Registration) User() string      { return r.GetString("user") }   // record id, empty for guests
func (r *Registration) Name() string      { return r.GetString("name") }   // guests only, see NameOf
func (r *Registration) Email() string     { return r.GetString("email") }  // guests only, see MailboxOf
func (r *Registration) Locale() string    { return r.GetString("locale") } // guests only
func (r *Registration) State() Standing   { return Standing(r.GetString("state")) }
func (r *Registration) Role() Role        { return Role(r.GetString("role")) } // given in the room; empty: as planned
func (r *Registration) IsCaptioner() bool { return r.GetBool("captioner") }
func (r *Registration) IsRemoved() bool   { return !r.GetDateTime("removed").IsZero() }
func (r *Registration) Asked() time.Time  { return r.GetDateTime("asked").Time() } // its place in the queue
func (r *Registration) Version() int      { return r.GetInt("version") }           // of its joining link
func (r *Registration) Remind() bool      { return r.GetBool("remind") }
func (r *Registration) News() bool        { return r.GetBool("news") }

// IsGuest tells whether it is somebody's without an account.
func (r *Registration) IsGuest() bool { return r.User() == "" }

// IsErased tells whether whose it was has been deleted.
func (r *Registration) IsErased() bool { return r.User() == "" && r.Email() == "" }
