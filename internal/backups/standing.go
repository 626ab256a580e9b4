package backups

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Standing is how an academy stands with its backups.
type Standing struct {
	Good    *Run // the newest that was made; nil: there is none
	Ended   *Run // the last one that was made or failed; nil: nobody has tried yet
	Drilled *Run // the one that was tried out last, whatever came of it; nil: none ever was
}

// StandingOf finds them.
func StandingOf(app core.App) (s Standing, err error) {
	if s.Good, err = first(app, dbx.HashExp{fieldState: string(Done)}); err != nil {
		return s, err
	}
	if s.Ended, err = first(app, dbx.In(fieldState, string(Done), string(Failed))); err != nil {
		return s, err
	}
	s.Drilled, err = first(app, dbx.NewExp("[[drilled]] = (SELECT max([[drilled]]) FROM {{backups}} WHERE [[drilled]] != '')"))
	return s, err
}

// Overdue tells whether the newest backup is older than its plan allows; without a plan, than a week and a day. Where
// none was ever tried it is not.
func (s Standing) Overdue(now time.Time) bool {
	if s.Good != nil {
		return s.Good.overdue(now)
	}
	return s.Ended != nil
}

// DrillDue tells whether it is time to prove that the backups can be brought back: nobody has for more than a month.
func (s Standing) DrillDue(now time.Time) bool {
	return s.Good != nil && (s.Drilled == nil || now.After(s.Drilled.Drilled().Add(drillWithin)))
}
