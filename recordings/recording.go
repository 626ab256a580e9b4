package recordings

import (
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection is the collection of recordings.
const Collection = "recordings"

// State is where a recording stands.
type State string

// The states of a recording.
const (
	Running    State = "recording"
	Processing State = "processing" // its film is being written
	Ready      State = "ready"
	Failed     State = "failed" // no film could be made of it
)

// Reason is why a recording stopped.
type Reason string

// The reasons.
const (
	ByHost    Reason = "host"    // somebody stopped it
	AtEnd     Reason = "end"     // the webinar ended
	TooLong   Reason = "length"  // as long as one may be
	DiskFull  Reason = "disk"    // no room was left
	Restarted Reason = "restart" // the program ended; it went on as another part if the webinar did
	Broken    Reason = "broken"  // it could not be written
	Nothing   Reason = "empty"   // nobody spoke and nothing was shown: there is no film, and nothing went wrong
)

// Recording is one part of a webinar that was recorded.
type Recording struct{ core.BaseRecordProxy }

// Of reads a record of Collection as a recording.
func Of(r *core.Record) *Recording {
	p := &Recording{}
	p.SetProxyRecord(r)
	return p
}

func (r *Recording) Webinar() string    { return r.GetString("webinar") }
func (r *Recording) By() string         { return r.GetString("by") } // who began it
func (r *Recording) State() State       { return State(r.GetString("state")) }
func (r *Recording) Started() time.Time { return r.GetDateTime("started").Time() }
func (r *Recording) Ended() time.Time   { return r.GetDateTime("ended").Time() } // zero: it runs
func (r *Recording) Why() Reason        { return Reason(r.GetString("reason")) }
func (r *Recording) Bytes() int64       { return int64(r.GetInt("bytes")) }      // of its film
func (r *Recording) Progress() int      { return r.GetInt("progress") }          // percent of its film that are written
func (r *Recording) Width() int         { return r.GetInt("width") }             // of the film's first picture; 0: sound only
func (r *Recording) Height() int        { return r.GetInt("height") }            //
func (r *Recording) HasPoster() bool    { return r.GetBool("poster") }           //
func (r *Recording) Dropped() int       { return r.GetInt("dropped") }           // packets that the disk was too slow for
func (r *Recording) Problem() string    { return r.GetString("error") }          // for operators
func (r *Recording) Until() time.Time   { return r.GetDateTime("until").Time() } // when it is deleted by itself; zero: it stays

// IsEmpty tells whether there is no film of it because nobody spoke and nothing was shown.
func (r *Recording) IsEmpty() bool { return r.State() == Failed && r.Why() == Nothing }

// LacksRoom tells whether there is no film of it because the disk was too full for it.
func (r *Recording) LacksRoom() bool {
	return r.State() == Failed && strings.Contains(r.Problem(), ErrNoRoom.Error()) // as its job said
}

// Unshown is the codec of pictures that the film could not take; empty: it has all. Stills says that it has them, but does not move them.
func (r *Recording) Unshown() string { return r.GetString("unshown") }
func (r *Recording) Stills() bool    { return r.format() == "mp4" && r.Unshown() != "" }

// Duration is how long the film is, to the millisecond.
func (r *Recording) Duration() time.Duration {
	return time.Duration(r.GetFloat("duration")*1000) * time.Millisecond
}

// MediaType is the film's.
func (r *Recording) MediaType() string { return "video/" + r.format() }

// format is how films end: webm, or mp4 where pictures came in H.264.
func (r *Recording) format() string {
	if r.GetString("format") == "mp4" {
		return "mp4"
	}
	return "webm"
}

// KeepUntil says when it is deleted by itself, to the millisecond as it is kept; zero: it stays. Of that day nobody has been told. It is not
// saved by this.
func (r *Recording) KeepUntil(t time.Time) {
	r.Set("until", t.Truncate(time.Millisecond))
	r.Set("announced", types.DateTime{})
}
