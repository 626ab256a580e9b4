package classes

import (
	"errors"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// registerEarly is how long before a session begins its register is open: people come, and are ticked, before the hour.
const registerEarly = time.Hour

// RegisterOpens is from when on the session's register is written.
func (s *Session) RegisterOpens() time.Time { return s.From().Add(-registerEarly) }

// Line is what a facilitator says of one person in the register of a whole class.
type Line struct {
	User        string
	Here        bool
	From, Until time.Time // when they were there; zero: as planned
	Drop        []Channel // of these nothing holds any more
}

// LineProblem says which line of a class cannot be written: ErrTimes, ErrNoSeat or webinars.ErrOwnPresence.
type LineProblem struct {
	User string
	Err  error
}

func (p LineProblem) Error() string { return "line of a register: " + p.Err.Error() }

// Unwrap is the decision that the line met.
func (p LineProblem) Unwrap() error { return p.Err }

// Written is a mark of what facilitators wrote into the session's register so far, by hand or from paper: any change of it is another mark.
// What doors and webinars say changes it not.
func Written(rows []*Presence) string {
	number := 0
	for _, p := range rows {
		if p.Channel() == AtDoor || p.Channel() == InTheRoom {
			continue
		}
		number++
		if !p.Holds() {
			number++
		}
	}
	return strconv.Itoa(number)
}

// WriteClass writes by hand who of a class was there: all lines or none. Whom no line names stays as written. seen is the mark of Written
// that the facilitator saw. It returns ErrNoSession, ErrRegisterClosed, ErrSettled for an edition that is cancelled, ErrNotBegun,
// ErrWritten where somebody else wrote meanwhile, or a LineProblem.
func WriteClass(app core.App, session, by, seen string, lines []Line, now time.Time) error {
	return app.RunInTransaction(func(tx core.App) error {
		s, rows, err := openRegister(tx, session, now)
		if err != nil {
			return err
		}
		if Written(rows) != seen {
			return ErrWritten
		}
		for _, line := range lines {
			err := s.writeLine(tx, line, by, now)
			if errors.Is(err, ErrTimes) || errors.Is(err, ErrNoSeat) || errors.Is(err, webinars.ErrOwnPresence) {
				err = LineProblem{line.User, err}
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// openRegister is the session and what its register says, if it can be written.
func openRegister(tx core.App, session string, now time.Time) (*Session, []*Presence, error) {
	s, err := FindSession(tx, session)
	if err != nil {
		return nil, nil, err
	}
	e, err := Find(tx, s.Edition())
	switch {
	case err != nil:
		return nil, nil, err
	case s.Closed():
		return nil, nil, ErrRegisterClosed
	case e.State() == Cancelled:
		return nil, nil, ErrSettled
	case now.Before(s.RegisterOpens()):
		return nil, nil, ErrNotBegun
	}
	rows, err := PresencesAt(tx, session)
	return s, rows, err
}

func (s *Session) writeLine(tx core.App, line Line, by string, now time.Time) error {
	for _, channel := range line.Drop {
		if err := withdraw(tx, s.Id, line.User, channel, by, now); err != nil {
			return err
		}
	}
	if !line.Here {
		return withdraw(tx, s.Id, line.User, ByHand, by, now)
	}
	n := Note{Session: s.Id, User: line.User, Channel: ByHand, From: line.From, Until: line.Until, By: by}
	if n.From.IsZero() {
		n.From = s.From()
	}
	if n.Until.IsZero() {
		n.Until = s.Until()
	}
	rows, err := presencesOf(tx, s.Id, line.User)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if n.isWritten(p) {
			return nil
		}
	}
	if err := withdraw(tx, s.Id, line.User, ByHand, by, now); err != nil {
		return err
	}
	return n.write(tx)
}
