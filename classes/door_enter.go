package classes

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// LastStay is the person's last time at the session through its door. ok is false for who has not come in by it.
func LastStay(app core.App, session, user string) (p *Presence, ok bool, err error) {
	rows, err := presencesOf(app, session, user)
	if err != nil {
		return nil, false, err
	}
	for _, row := range rows {
		if row.Holds() && row.Channel() == AtDoor && row.Reason() == "" {
			p, ok = row, true
		}
	}
	return p, ok, nil
}

// CountIn counts those who have come in by the door of a session.
func CountIn(app core.App, session string) (in int, err error) {
	err = app.DB().Select("count(DISTINCT [[user]])").From(Presences).
		Where(dbx.HashExp{"session": session, "channel": string(AtDoor), "withdrawn": ""}).Row(&in)
	if err != nil {
		return 0, fmt.Errorf("count who came in to session %s: %w", session, err)
	}
	return in, nil
}

// ComeIn writes down that somebody is at the session from when they read the code at its door until it ends. Who is in already stays so from
// when they were. It returns ErrNoSession, ErrNoSeat, ErrDoorClosed, ErrRegisterClosed, or ErrDoorScan where a facilitator has said since that they are not
// there: they read the code anew.
func ComeIn(app core.App, session, user string, at time.Time) error {
	return app.RunInTransaction(func(tx core.App) error {
		s, last, in, err := atDoor(tx, session, user, at)
		if err != nil || in && last.Until().Equal(s.Until()) {
			return err
		}
		if sent, err := sentOut(tx, session, user, at); err != nil || sent {
			return cmp.Or(err, ErrDoorScan)
		}
		if at.Before(s.From()) {
			at = s.From()
		}
		return WriteDown(tx, Note{Session: session, User: user, Channel: AtDoor, From: at, Until: s.Until(), By: user})
	})
}

// sentOut tells whether somebody else took what the door said of the person out of the register after a moment.
func sentOut(tx core.App, session, user string, at time.Time) (bool, error) {
	rows, err := presencesOf(tx, session, user)
	return slices.ContainsFunc(rows, func(p *Presence) bool {
		return p.Channel() == AtDoor && p.WithdrawnBy() != user && p.Withdrawn().After(at)
	}), err
}

// GoOut writes down that somebody who came in by the door left when they read its code. Who is not in stays out. It returns what ComeIn does.
func GoOut(app core.App, session, user string, at time.Time) error {
	return app.RunInTransaction(func(tx core.App) error {
		s, last, in, err := atDoor(tx, session, user, at)
		if err != nil || !in || !last.Until().Equal(s.Until()) || !at.After(last.From()) {
			return err
		}
		if err := last.withdraw(tx, user, time.Now()); err != nil {
			return err
		}
		return WriteDown(tx, Note{Session: session, User: user, Channel: AtDoor, From: last.From(), Until: at, By: user})
	})
}

func atDoor(tx core.App, session, user string, at time.Time) (s *Session, last *Presence, in bool, err error) {
	if s, err = FindSession(tx, session); err != nil {
		return nil, nil, false, err
	}
	if err := s.opensDoor(tx, at); err != nil {
		return nil, nil, false, err
	}
	last, in, err = LastStay(tx, session, user)
	return s, last, in, err
}

// MayGoOut tells whether so much of the session is over that who reads the code again may be leaving.
func (s *Session) MayGoOut(at time.Time) bool { return !at.Before(s.From().Add(s.Length() / 2)) }
