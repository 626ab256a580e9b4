package classes

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Sessions is the collection of when editions meet.
const Sessions = "class_sessions"

// Kind is where people meet.
type Kind string

// The kinds of a session.
const (
	InRoom    Kind = "room"
	InWebinar Kind = "webinar"
	InBoth    Kind = "both"
)

// Session is one meeting of an edition.
type Session struct{ core.BaseRecordProxy }

// SessionOf reads a record of Sessions.
func SessionOf(r *core.Record) *Session {
	s := &Session{}
	s.SetProxyRecord(r)
	return s
}

func (s *Session) Edition() string  { return s.GetString("edition") }
func (s *Session) From() time.Time  { return s.GetDateTime("from").Time() }
func (s *Session) Until() time.Time { return s.GetDateTime("until").Time() }
func (s *Session) Kind() Kind       { return Kind(s.GetString("kind")) }
func (s *Session) Place() string    { return s.GetString("place") }   // the room, empty in a webinar
func (s *Session) Webinar() string  { return s.GetString("webinar") } // record id, empty in a room

// Length is how long it is planned to last.
func (s *Session) Length() time.Duration { return s.Until().Sub(s.From()) }

// HasRoom tells whether people meet in a room.
func (s *Session) HasRoom() bool { return s.Kind() != InWebinar }

// HasWebinar tells whether people meet in a webinar.
func (s *Session) HasWebinar() bool { return s.Kind() != InRoom }

// FindSession returns the session, or ErrNoSession.
func FindSession(app core.App, id string) (*Session, error) {
	r, err := app.FindRecordById(Sessions, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, fmt.Errorf("find session %s: %w", id, err)
	}
	return SessionOf(r), nil
}

// SessionsOf returns when the edition meets, in order.
func SessionsOf(app core.App, edition string) ([]*Session, error) {
	return listSessions(app, dbx.HashExp{"edition": edition})
}

// SessionsIn returns the sessions that are held in the webinar.
func SessionsIn(app core.App, webinar string) ([]*Session, error) {
	return listSessions(app, dbx.NewExp("[[webinar]] = {:webinar} AND [[webinar]] != ''", dbx.Params{"webinar": webinar}))
}

func listSessions(app core.App, where dbx.Expression) ([]*Session, error) {
	var list []*Session
	if err := app.RecordQuery(Sessions).AndWhere(where).OrderBy("from", "id").All(&list); err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return list, nil
}

// stamp writes a moment as the database does.
func stamp(t time.Time) string {
	moment, err := types.ParseDateTime(t)
	if err != nil {
		panic(err) // a time.Time always is one
	}
	return moment.String()
}
