package quizzes

import (
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// tolerance is how far the machine's time may move from the time that has passed before it has jumped. Less is what time servers
// correct, and is followed.
const tolerance = 3 * time.Second

// Reading is one look at the machine's clocks.
type Reading struct {
	Wall  time.Time     // what it says the time is; somebody may set it
	Since time.Duration // what has passed since some moment; nobody can set it
}

// began is the moment from which ReadClocks counts.
var began = time.Now()

// ReadClocks looks at the clocks of this machine.
func ReadClocks() Reading {
	now := time.Now()
	return Reading{Wall: now.Round(0), Since: now.Sub(began)}
}

// Clock is the time by which attempts begin and end. It goes on steadily: a machine's time that jumps takes nobody's minutes away and
// gives nobody more. Follow brings it after the machine's.
type Clock struct {
	read func() Reading

	mu   sync.Mutex
	base Reading // guarded by mu: what Now counts from
}

// NewClock returns a clock that starts with the machine's time, as read tells it.
func NewClock(read func() Reading) *Clock { return &Clock{read: read, base: read()} }

// Now is the time by this clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Wall.Add(c.read().Since - c.base.Since)
}

// ahead is how far the machine's time is from this clock's, and the reading that says so.
func (c *Clock) ahead() (time.Duration, Reading) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.read()
	return r.Wall.Sub(c.base.Wall.Add(r.Since - c.base.Since)), r
}

func (c *Clock) set(r Reading) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = r
}

// Shift moves the moments that something was written with by as much as the machine's time has jumped. Only those up to
// until were written by the time before the jump.
type Shift func(tx core.App, jump time.Duration, until time.Time) error

// Follow takes the machine's time over. If that has jumped, the ends of all open attempts jump with it, and what the
// others shift, in one transaction, so that everybody has as much time as before. It returns how far it jumped, else nought.
func (c *Clock) Follow(app core.App, others ...Shift) (time.Duration, error) {
	jump, reading := c.ahead()
	if jump.Abs() <= tolerance {
		c.set(reading)
		return 0, nil
	}
	err := app.RunInTransaction(func(tx core.App) error {
		if err := shiftEnds(tx, jump); err != nil {
			return err
		}
		for _, shift := range others {
			if err := shift(tx, jump, reading.Wall.Add(-jump)); err != nil {
				return err
			}
		}
		c.set(reading) // while no other writer is in
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("shift what the machine's time measures by %s: %w", jump, err)
	}
	return jump, nil
}

// shiftEnds moves the end of each open attempt. No rule is asked: nothing that somebody gave changes.
func shiftEnds(tx core.App, by time.Duration) error {
	var open []struct {
		ID      string         `db:"id"`
		Expires types.DateTime `db:"expires"`
	}
	err := tx.DB().Select("id", "expires").From("attempts").Where(dbx.NewExp("[[state]] = 'open' AND [[expires]] != ''")).All(&open)
	if err != nil {
		return err
	}
	for _, a := range open {
		_, err := tx.DB().Update("attempts", dbx.Params{"expires": a.Expires.Add(by).String()}, dbx.HashExp{"id": a.ID}).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}

const storedClock = "aula:attempts-clock"

// ClockOf is the clock of an academy, the same for all who ask.
func ClockOf(app core.App) *Clock {
	return app.Store().GetOrSet(storedClock, func() any { return NewClock(ReadClocks) }).(*Clock)
}

// UseClock gives an academy another clock, for tests.
func UseClock(app core.App, c *Clock) { app.Store().Set(storedClock, c) }

// Now is the time by which attempts are measured.
func Now(app core.App) time.Time { return ClockOf(app).Now() }
