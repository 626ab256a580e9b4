package hooks

import (
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
)

// daily is what a round that comes each minute does once a day, from an hour on. The day is forgotten at a restart: what is done again must
// find nothing, and tell nobody twice.
type daily struct {
	hour int
	do   func(app core.App, now time.Time) error

	mu   sync.Mutex
	done string // the day on which it was done last
}

func (d *daily) make(app core.App, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	today := calendar.FormatDay(now)
	if d.done == today || now.Before(calendar.At(now, d.hour)) {
		return nil
	}
	if err := d.do(app, now); err != nil {
		return err
	}
	d.done = today
	return nil
}
