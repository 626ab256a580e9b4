package hours

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/database"
)

// Standing is what the ledger has under a prefix of keys.
type Standing struct {
	Held   []Held // what holds, in the order in which it was written, with the keys' ends
	prefix string
	turns  map[string]int // of each key, the one that the next entry begins
}

const underQuery = "SELECT id, key, minutes, turn, reverses FROM hours_entries WHERE key >= ? AND key < ? || '~' ORDER BY rowid"

// StandingUnder reads what the ledger has under a prefix.
func StandingUnder(tx core.App, prefix string) (*Standing, error) {
	s := &Standing{prefix: prefix, turns: map[string]int{}}
	err := database.Each(tx.ConcurrentDB(), underQuery, []any{prefix, prefix}, func(scan func(...any) error) error {
		var h Held
		var turn int
		var reverses string
		if err := scan(&h.Entry, &h.Key, &h.Minutes, &turn, &reverses); err != nil {
			return err
		}
		h.Key = strings.TrimPrefix(h.Key, prefix)
		s.turns[h.Key] = turn + 1
		if reverses == "" {
			s.Held = append(s.Held, h)
		} else {
			s.Held = slices.DeleteFunc(s.Held, func(held Held) bool { return held.Entry == reverses })
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("hours under %q: %w", prefix, err)
	}
	return s, nil
}

// Record adds a fact under the prefix that does not hold. tx is the transaction in which the standing was read. It returns ErrFact.
func (s *Standing) Record(tx core.App, f Fact) error {
	return recordTurn(tx, f, s.turns[strings.TrimPrefix(f.Key, s.prefix)])
}
