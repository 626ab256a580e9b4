package classes

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Collection is the collection of editions.
const Collection = "editions"

// State is where an edition stands.
type State string

// The states of an edition.
const (
	Planned   State = "planned" // it has not begun; people join
	Open      State = "open"    // it runs
	Ended     State = "ended"
	Cancelled State = "cancelled"
)

// Way is how somebody may come into an edition. Staff and its facilitators may always bring somebody.
type Way string

// The ways.
const (
	BySelf     Way = "self"
	ByReferent Way = "referent" // of the person's organisation
	ByCode     Way = "code"     // which the person types at the course's page
)

// Ways are all ways, in the order in which pages offer them.
var Ways = []Way{BySelf, ByReferent, ByCode}

// Edition is a run of a course with dates, seats and sessions.
type Edition struct{ core.BaseRecordProxy }

// Of reads a record of Collection as an edition.
func Of(r *core.Record) *Edition {
	e := &Edition{}
	e.SetProxyRecord(r)
	return e
}

func (e *Edition) Course() string         { return e.GetString("course") } // record id
func (e *Edition) Title() string          { return e.GetString("title") }
func (e *Edition) From() time.Time        { return e.GetDateTime("from").Time() }  // the beginning of its first day, in calendar.Zone
func (e *Edition) Until() time.Time       { return e.GetDateTime("until").Time() } // the end of its last day
func (e *Edition) Seats() int             { return e.GetInt("seats") }             // 0: without limit
func (e *Edition) Code() string           { return e.GetString("code") }           // by which people join, empty without ByCode
func (e *Edition) Approval() bool         { return e.GetBool("approval") }         // who joins by themselves asks first
func (e *Edition) Waiting() bool          { return e.GetBool("waiting") }          // it has a waiting list
func (e *Edition) Organisation() string   { return e.GetString("organisation") }   // whose it is; empty: the centre's
func (e *Edition) Facilitators() []string { return e.GetStringSlice("facilitators") }
func (e *Edition) Presence() string       { return e.GetString("presence") } // the key in the course's rule that presence fulfils
func (e *Edition) Percent() int           { return e.GetInt("percent") }     // of presence that is needed
func (e *Edition) Assisted() bool         { return e.GetBool("assisted") }   // for people without a mailbox, by cards
func (e *Edition) State() State           { return State(e.GetString("state")) }
func (e *Edition) Revision() int          { return e.GetInt("revision") }  // of the plan; raised by every change of it
func (e *Edition) News() string           { return e.GetString("news") }   // what its facilitators last announced, plain
func (e *Edition) Reason() string         { return e.GetString("reason") } // why it was cancelled

// Ways are those by which people may come.
func (e *Edition) Ways() (ways []Way) {
	_ = json.Unmarshal([]byte(e.GetString("ways")), &ways) // what put wrote
	return ways
}

// Takes tells whether people may come this way.
func (e *Edition) Takes(way Way) bool { return slices.Contains(e.Ways(), way) }

// IsFacilitator tells whether the person holds the edition.
func (e *Edition) IsFacilitator(user string) bool {
	return user != "" && slices.Contains(e.Facilitators(), user)
}

// Settled tells whether nothing of its plan can change any more.
func (e *Edition) Settled() bool { return e.State() == Ended || e.State() == Cancelled }

// Over tells whether it has ended or its last day has: a minute may pass before the former follows the latter.
func (e *Edition) Over(now time.Time) bool { return e.Settled() || now.After(e.Until()) }
