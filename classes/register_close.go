package classes

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/webinars"
)

// Closed tells whether the session's register is closed: it counts, and changes by corrections only.
func (s *Session) Closed() bool { return !s.GetDateTime("closed").IsZero() }

// Meeting is the session as presence is measured at it. Where people meet in a room, too, the plan's hours hold.
func (s *Session) Meeting() Meeting {
	m := Meeting{Planned: webinars.Interval{From: s.From(), To: s.Until()}}
	if s.Kind() == InWebinar {
		m.Held = webinars.Interval{From: s.GetDateTime("held_from").Time(), To: s.GetDateTime("held_until").Time()}
	}
	return m
}

// Span is from when until when somebody can have been at the session: as planned, and as long as its webinar really was.
func (s *Session) Span() webinars.Interval {
	m := s.Meeting()
	span := m.Planned
	if held := m.window(); held.From.Before(span.From) {
		span.From = held.From
	}
	if held := m.window(); held.To.After(span.To) {
		span.To = held.To
	}
	return span
}

// Close closes the register of a session that is over: from now on it counts. Twice changes nothing. It returns ErrNoSession or ErrNotOver.
func Close(app core.App, session string, now time.Time) error {
	return app.RunInTransaction(func(tx core.App) error {
		s, err := FindSession(tx, session)
		if err != nil || s.Closed() {
			return err
		}
		if now.Before(s.Until()) {
			return ErrNotOver
		}
		s.Set("closed", now)
		if err := tx.Save(s); err != nil {
			return fmt.Errorf("close register of session %s: %w", session, err)
		}
		return nil
	})
}

// Unseen is said by those who correct whatever anybody wrote before.
const Unseen = -1

// Correct says anew when somebody was at a session whose register is closed, and why; the same moment twice: they were not there. All that
// was written before stays to be read. seen is how many rows of this person whoever corrects has read, or Unseen. It returns
// accounts.Problems, ErrNotOver where the register is open, ErrWritten where somebody else corrected meanwhile, ErrNoSeat, ErrTimes or webinars.ErrOwnPresence.
func Correct(app core.App, n Note, reason string, seen int) error {
	reason, n.Channel = strings.TrimSpace(reason), ByHand
	switch {
	case n.isOwn():
		return webinars.ErrOwnPresence
	case reason == "":
		return accounts.Problems{{Field: "reason", Code: "reason_missing"}}
	case utf8.RuneCountInString(reason) > LongestReason:
		return accounts.Problems{{Field: "reason", Code: "reason_long"}}
	}
	return app.RunInTransaction(func(tx core.App) error {
		s, err := FindSession(tx, n.Session)
		if err != nil {
			return err
		}
		if !s.Closed() {
			return ErrNotOver
		}
		rows, err := presencesOf(tx, s.Id, n.User)
		if err != nil {
			return err
		}
		if seen != Unseen && len(rows) != seen {
			return ErrWritten
		}
		if !n.From.Equal(n.Until) {
			err = s.admits(tx, n)
		} else if in, found := IsIn(tx, s.Edition(), n.User); found != nil || !in {
			if err = found; err == nil {
				err = ErrNoSeat
			}
		}
		if err != nil {
			return err
		}
		return n.insert(tx, reason)
	})
}

// KeepWebinar writes what the webinar of a session says into its register in place of what it said before, and closes the register where
// people meet in the webinar only. Who has no seat is left out.
func KeepWebinar(tx core.App, s *Session, held webinars.Interval, stays map[string][]webinars.Interval, now time.Time) error {
	rows, err := PresencesAt(tx, s.Id)
	if err != nil {
		return err
	}
	people, err := People(tx, s.Edition(), In)
	if err != nil {
		return err
	}
	var notes []Note
	for _, seat := range people {
		for _, stay := range stays[seat.User()] {
			notes = append(notes, Note{Session: s.Id, User: seat.User(), Channel: InTheRoom, From: stay.From, Until: stay.To})
		}
	}
	for _, p := range rows {
		if !p.Holds() || p.Channel() != InTheRoom {
			continue
		}
		if i := slices.IndexFunc(notes, func(n Note) bool { return n.User == p.User() && n.isWritten(p) }); i >= 0 { // it says the same
			notes = slices.Delete(notes, i, i+1)
			continue
		}
		if err := p.withdraw(tx, "", now); err != nil {
			return err
		}
	}
	for _, n := range notes {
		if err := n.insert(tx, ""); err != nil {
			return err
		}
	}
	s.Set("held_from", held.From)
	s.Set("held_until", held.To)
	if !s.HasRoom() && !s.Closed() {
		s.Set("closed", now)
	}
	if err := tx.Save(s); err != nil {
		return fmt.Errorf("webinar of session %s: %w", s.Id, err)
	}
	return nil
}
