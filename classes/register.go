package classes

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// Presences is the collection of who was at a session, and how that is known. A row is withdrawn, never changed.
const Presences = "class_presences"

// Channel is how it is known that somebody was at a session.
type Channel string

// The channels.
const (
	ByHand    Channel = "hand"  // a facilitator ticked the name
	OnPaper   Channel = "paper" // the person signed a sheet
	AtDoor    Channel = "door"  // the person scanned the code at the door
	InTheRoom Channel = "webinar"
)

// Presence is a time that somebody was at a session. One with a reason corrects a closed register: it alone counts.
type Presence struct{ core.BaseRecordProxy }

// PresenceOf reads a record of Presences.
func PresenceOf(r *core.Record) *Presence {
	p := &Presence{}
	p.SetProxyRecord(r)
	return p
}

func (p *Presence) Session() string      { return p.GetString("session") }
func (p *Presence) User() string         { return p.GetString("user") } // empty: deleted
func (p *Presence) Channel() Channel     { return Channel(p.GetString("channel")) }
func (p *Presence) From() time.Time      { return p.GetDateTime("from").Time() }
func (p *Presence) Until() time.Time     { return p.GetDateTime("until").Time() } // From: was not there
func (p *Presence) By() string           { return p.GetString("by") }             // who wrote it down; empty: the academy
func (p *Presence) Reason() string       { return p.GetString("reason") }
func (p *Presence) Withdrawn() time.Time { return p.GetDateTime("withdrawn").Time() } // zero: it holds
func (p *Presence) WithdrawnBy() string  { return p.GetString("withdrawn_by") }       // empty: the academy
func (p *Presence) Created() time.Time   { return p.GetDateTime("created").Time() }

// Holds tells whether it counts as far as it is known.
func (p *Presence) Holds() bool { return p.Withdrawn().IsZero() }

// PresencesAt returns what the session's register says and said, in the order in which it was written.
func PresencesAt(app core.App, session string) ([]*Presence, error) {
	return listPresences(app, dbx.HashExp{"session": session})
}

func presencesOf(app core.App, session, user string) ([]*Presence, error) {
	return listPresences(app, dbx.HashExp{"session": session, "user": user})
}

func listPresences(app core.App, where dbx.Expression) (list []*Presence, err error) {
	if err := app.RecordQuery(Presences).AndWhere(where).OrderBy("rowid").All(&list); err != nil {
		return nil, fmt.Errorf("list presences: %w", err)
	}
	return list, nil
}

// StaysIn are the times that count of somebody's rows at one session: the last correction's, or those of all channels.
func StaysIn(rows []*Presence) (stays []webinars.Interval) {
	corrected := false
	for _, p := range rows {
		if !p.Holds() || corrected && p.Reason() == "" {
			continue
		}
		if p.Reason() != "" {
			stays, corrected = nil, true
		}
		stays = append(stays, webinars.Interval{From: p.From(), To: p.Until()})
	}
	return stays
}

// Note is somebody's presence as it is written down.
type Note struct {
	Session     string
	User        string
	Channel     Channel
	From, Until time.Time
	By          string
}

// WriteDown writes a presence into a register that is open; once more changes nothing. It returns ErrNoSession, ErrNoSeat for who has
// none in the edition, ErrTimes, ErrRegisterClosed, or webinars.ErrOwnPresence for who would write down themselves: the door and webinars say it of people
// by themselves.
func WriteDown(app core.App, n Note) error { return app.RunInTransaction(n.write) }

func (n Note) write(tx core.App) error {
	if n.isOwn() {
		return webinars.ErrOwnPresence
	}
	s, err := FindSession(tx, n.Session)
	if err != nil {
		return err
	}
	if s.Closed() {
		return ErrRegisterClosed
	}
	if err := s.admits(tx, n); err != nil {
		return err
	}
	rows, err := presencesOf(tx, s.Id, n.User)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if n.isWritten(p) {
			return nil
		}
	}
	return n.insert(tx, "")
}

// isOwn tells whether somebody says of themselves, in words that nothing shows, that they were there.
func (n Note) isOwn() bool {
	return n.User == n.By && (n.Channel == ByHand || n.Channel == OnPaper)
}

// isWritten tells whether the row says the same, and holds.
func (n Note) isWritten(p *Presence) bool {
	return p.Holds() && p.Channel() == n.Channel && p.From().Equal(n.From) && p.Until().Equal(n.Until)
}

// admits tells whether the person may stand in the register, with these times.
func (s *Session) admits(tx core.App, n Note) error {
	if in, err := IsIn(tx, s.Edition(), n.User); err != nil || !in {
		if err == nil {
			err = ErrNoSeat
		}
		return err
	}
	if span := s.Span(); n.From.Before(span.From) || !n.Until.After(n.From) || n.Until.After(span.To) {
		return ErrTimes
	}
	return nil
}

func (n Note) insert(tx core.App, reason string) error {
	c, err := tx.FindCachedCollectionByNameOrId(Presences)
	if err != nil {
		return err
	}
	r := core.NewRecord(c)
	for name, value := range map[string]any{
		"session": n.Session, "user": n.User, "channel": string(n.Channel), "from": n.From.UTC(), "until": n.Until.UTC(), "by": n.By, "reason": reason,
	} {
		r.Set(name, value)
	}
	if err := tx.Save(r); err != nil {
		return fmt.Errorf("presence at session %s: %w", n.Session, err)
	}
	return nil
}

// withdraw takes what was written about somebody through a channel out of a register. It stays to be read.
func withdraw(tx core.App, session, user string, channel Channel, by string, now time.Time) error {
	rows, err := presencesOf(tx, session, user)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if !p.Holds() || p.Channel() != channel || p.Reason() != "" {
			continue
		}
		if err := p.withdraw(tx, by, now); err != nil {
			return err
		}
	}
	return nil
}

func (p *Presence) withdraw(tx core.App, by string, now time.Time) error {
	p.Set("withdrawn", now)
	p.Set("withdrawn_by", by)
	if err := tx.Save(p); err != nil {
		return fmt.Errorf("withdraw presence %s: %w", p.Id, err)
	}
	return nil
}

// Corrected are those whose presence was corrected in a closed register of the edition.
func Corrected(app core.App, edition string) (users []string, err error) {
	err = app.DB().Select("p.user").Distinct(true).From(Sessions+" s").InnerJoin(Presences+" p", dbx.NewExp("[[p.session]] = [[s.id]]")).
		Where(dbx.NewExp("[[s.edition]] = {:edition} AND [[p.reason]] != '' AND [[p.user]] != ''", dbx.Params{"edition": edition})).OrderBy("p.user").Column(&users)
	if err != nil {
		return nil, fmt.Errorf("corrected in edition %s: %w", edition, err)
	}
	return users, nil
}
