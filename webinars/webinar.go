package webinars

import (
	"cmp"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/calendar"
)

// Collection is the collection of webinars.
const Collection = "webinars"

// State is where a webinar stands.
type State string

// The states of a webinar.
const (
	Planned   State = "planned"
	Open      State = "open"
	Ended     State = "ended"
	Cancelled State = "cancelled"
)

// Who may register, and who lets people in.
const (
	Anyone     = "anyone" // guests too, by name and mailbox
	PeopleOnly = "people" // with an account

	LobbyAutomatic = "automatic"
	LobbyHosts     = "hosts"
)

// Engine is what carries a webinar's sound and pictures.
type Engine string

// The engines.
const (
	ThisMachine Engine = "here"
	LiveKit     Engine = "livekit"
)

// Webinar is the plan of one live meeting, and where its room stands.
type Webinar struct{ core.BaseRecordProxy }

// Of reads a record of Collection as a webinar.
func Of(r *core.Record) *Webinar {
	w := &Webinar{}
	w.SetProxyRecord(r)
	return w
}

func (w *Webinar) Title() string           { return w.GetString("title") }
func (w *Webinar) Description() string     { return w.GetString("description") }      // Markdown
func (w *Webinar) DescriptionHTML() string { return w.GetString("description_html") } // sanitised
func (w *Webinar) Series() string          { return w.GetString("series") }
func (w *Webinar) Start() time.Time        { return w.GetDateTime("start").Time() }
func (w *Webinar) Minutes() int            { return w.GetInt("minutes") }
func (w *Webinar) Zone() string            { return w.GetString("zone") } // IANA: "Europe/Rome"
func (w *Webinar) Owner() string           { return w.GetString("owner") }
func (w *Webinar) Hosts() []string         { return w.GetStringSlice("hosts") }
func (w *Webinar) Presenters() []string    { return w.GetStringSlice("presenters") }
func (w *Webinar) Seats() int              { return w.GetInt("seats") } // 0: without limit
func (w *Webinar) Audience() string        { return w.GetString("audience") }
func (w *Webinar) Lobby() string           { return w.GetString("lobby") }
func (w *Webinar) NeedsSignIn() bool       { return w.GetBool("sign_in") } // the joining link is not enough
func (w *Webinar) Course() string          { return w.GetString("course") }
func (w *Webinar) CourseKey() string       { return w.GetString("course_key") }
func (w *Webinar) Percent() int            { return w.GetInt("percent") } // of presence that is needed
func (w *Webinar) State() State            { return State(w.GetString("state")) }
func (w *Webinar) RecordingMinutes() int   { return w.GetInt("recording_minutes") } // that may be recorded; 0: as the centre says
func (w *Webinar) Engine() Engine          { return cmp.Or(Engine(w.GetString("engine")), ThisMachine) }
func (w *Webinar) Revision() int           { return w.GetInt("revision") } // of the plan; raised by every change of it
func (w *Webinar) Locked() bool            { return w.GetBool("locked") }
func (w *Webinar) Started() time.Time      { return w.GetDateTime("started").Time() } // when the room opened
func (w *Webinar) Ended() time.Time        { return w.GetDateTime("ended").Time() }
func (w *Webinar) Alive() time.Time        { return w.GetDateTime("alive").Time() } // see the room's presence

// Length is how long it is planned to last.
func (w *Webinar) Length() time.Duration { return time.Duration(w.Minutes()) * time.Minute }

// End is when it is planned to end.
func (w *Webinar) End() time.Time { return w.Start().Add(w.Length()) }

// Location is the time zone in which it was planned.
func (w *Webinar) Location() *time.Location { return location(w.Zone()) }

// Settled tells whether nothing of it can change any more.
func (w *Webinar) Settled() bool { return w.State() == Ended || w.State() == Cancelled }

// Held tells whether anybody opened its room. One that has ended without it did not take place.
func (w *Webinar) Held() bool { return !w.Started().IsZero() }

// IsHost tells whether the person was planned as a host. The owner is one.
func (w *Webinar) IsHost(user string) bool {
	return user != "" && (w.Owner() == user || slices.Contains(w.Hosts(), user))
}

// IsPresenter tells whether the person was planned as a presenter.
func (w *Webinar) IsPresenter(user string) bool {
	return user != "" && slices.Contains(w.Presenters(), user)
}

// MayManage tells whether user may change the webinar and see who is registered: staff all, hosts their own.
func MayManage(user *core.Record, w *Webinar) bool {
	return accounts.Allowed(user, accounts.ManageWebinars) ||
		user != nil && user.Collection().Name == accounts.Collection && w.IsHost(user.Id)
}

// location is the zone by its IANA name, or the academy's.
func location(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
		return zone
	}
	return calendar.Zone
}
