package classes

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Seats is the collection of who has a seat in an edition, or had one, or wants one.
const Seats = "edition_seats"

// Standing is where somebody stands in an edition.
type Standing string

// The standings.
const (
	Asked   Standing = "asked"   // waits for approval
	Waiting Standing = "waiting" // waits for a seat
	In      Standing = "in"      // has a seat
	Left    Standing = "left"
	Refused Standing = "refused"
	Removed Standing = "removed"
)

// Seat is somebody's place in an edition. Deleting the person empties it and keeps that somebody was there.
type Seat struct{ core.BaseRecordProxy }

// SeatOf reads a record of Seats.
func SeatOf(r *core.Record) *Seat {
	s := &Seat{}
	s.SetProxyRecord(r)
	return s
}

func (s *Seat) Edition() string    { return s.GetString("edition") }
func (s *Seat) User() string       { return s.GetString("user") } // empty: deleted
func (s *Seat) State() Standing    { return Standing(s.GetString("state")) }
func (s *Seat) Place() int         { return s.GetInt("place") } // in the order in which people asked
func (s *Seat) By() string         { return s.GetString("by") } // who brought them; their own id where they came by themselves
func (s *Seat) Since() time.Time   { return s.GetDateTime("updated").Time() }
func (s *Seat) Created() time.Time { return s.GetDateTime("created").Time() }

// Held tells whether it is a seat, or hoped to become one.
func (s Standing) Held() bool { return s == In || s == Waiting || s == Asked }
