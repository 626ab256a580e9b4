package classes

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
)

// Due are the sessions of tomorrow of which nobody was reminded yet, from nine o'clock of the day before.
func Due(app core.App, now time.Time) ([]*Session, error) {
	if now.Before(calendar.At(now, 9)) {
		return nil, nil
	}
	return listSessions(app, dbx.NewExp("[[reminded]] = '' AND [[from]] >= {:tomorrow} AND [[from]] < {:after}",
		dbx.Params{"tomorrow": stamp(calendar.AddDays(now, 1)), "after": stamp(calendar.AddDays(now, 2))}))
}

// Reminded writes down that people were reminded of a session. It tells whether that is new.
func Reminded(tx core.App, s *Session, now time.Time) (bool, error) {
	if !s.GetDateTime("reminded").IsZero() {
		return false, nil
	}
	s.Set("reminded", now.UTC())
	if err := tx.Save(s); err != nil {
		return false, fmt.Errorf("note reminder of session %s: %w", s.Id, err)
	}
	return true, nil
}
