package classes

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// UnclosedBetween are the sessions that ended from one moment on and before another and whose registers nobody has closed, but for those of
// editions that are cancelled, and those that were planned when they were over: whoever did that knows.
func UnclosedBetween(app core.App, from, to time.Time) ([]*Session, error) {
	return listSessions(app, dbx.NewExp("[[from]] >= {:first} AND [[until]] >= {:from} AND [[until]] < {:to} AND [[closed]] = '' AND [[created]] <= [[from]]"+
		" AND [[edition]] IN (SELECT id FROM editions WHERE state != 'cancelled')",
		dbx.Params{"first": stamp(from.Add(-longestSession)), "from": stamp(from), "to": stamp(to)}))
}

// Waits tells whether the session's register waits to be closed.
func (s *Session) Waits(e *Edition, now time.Time) bool {
	return now.After(s.Until()) && !s.Closed() && e.State() != Cancelled
}
