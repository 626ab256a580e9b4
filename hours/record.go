package hours

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/calendar"
	"aula/internal/database"
)

// Record adds what gives somebody hours. The same fact again adds nothing as long as its entry holds; once that was taken back, it
// begins the next turn. tx must be a transaction's app. It returns ErrFact for a fact that is not whole.
func Record(tx core.App, f Fact) error {
	turn, holds, err := lastTurn(tx, f.Person, f.Key)
	if err != nil || holds {
		return err
	}
	return recordTurn(tx, f, turn+1)
}

func recordTurn(tx core.App, f Fact, turn int) error {
	if f.Person == "" || f.Key == "" || f.Source == "" || f.Minutes <= 0 || !f.Area.Valid() || f.Day.IsZero() {
		return fmt.Errorf("record %s %q: %w", f.Source, f.Key, ErrFact)
	}
	if f.Organisation == "" {
		var err error
		if f.Organisation, err = EmployerOn(tx, f.Person, f.Day); err != nil {
			return err
		}
	}
	return insert(tx, f, place{year: f.Day.In(calendar.Zone).Year(), turn: turn})
}

// Everybody who hands in a quiz waits for these statements, so they are written plainly.
const (
	turnQuery   = "SELECT turn, reverses != '' FROM hours_entries WHERE key = ? AND person = ? ORDER BY turn DESC, (reverses != '') DESC LIMIT 1"
	insertEntry = `INSERT INTO hours_entries (id, person, organisation, year, day, area, compulsory, minutes, source, key, turn, reverses, reason, "by",
		title, evidence, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// lastTurn is the last turn in which the fact was recorded, -1 if it never was, and whether that entry holds.
func lastTurn(tx core.App, person, key string) (turn int, holds bool, err error) {
	var reversed bool
	err = database.Row(tx.ConcurrentDB(), turnQuery, []any{key, person}, &turn, &reversed)
	if errors.Is(err, sql.ErrNoRows) {
		return -1, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("turn of %q: %w", key, err)
	}
	return turn, !reversed, nil
}

// place is where an entry stands beside others of the same fact.
type place struct {
	year, turn       int
	reverses, reason string
}

// insert writes one row. None of PocketBase's events follows: nobody may act upon an entry but by another one.
func insert(tx core.App, f Fact, at place) error {
	evidence, err := json.Marshal(f.Evidence)
	if err != nil {
		return fmt.Errorf("evidence of %q: %w", f.Key, err)
	}
	day, _ := types.ParseDateTime(f.Day) // a time always is one
	_, err = database.Execute(tx.NonconcurrentDB(), insertEntry, database.NextID(), f.Person, f.Organisation, at.year, day.String(), string(f.Area),
		f.Compulsory, f.Minutes, string(f.Source), f.Key, at.turn, at.reverses, at.reason, f.By, f.Title, string(evidence), types.NowDateTime().String())
	if err != nil {
		return fmt.Errorf("write hours of %q: %w", f.Key, err)
	}
	return nil
}
