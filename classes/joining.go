package classes

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
)

// Joining is who is to come into an edition, and how.
type Joining struct {
	Edition, User string
	By            string // who brings them; their own id: they come by themselves
	Way           Way    // empty: the edition's staff bring them
	Code          string // by which they come, with ByCode
	Organisation  string // whose referent brings them, with ByReferent
}

// Join gives somebody a seat, a place on the waiting list, or puts their wish before the edition's staff; who stands in it already stays
// where they are, and made is false. It returns ErrNotFound, ErrClosed, ErrWay, ErrCode, ErrRemoved, ErrStranger, ErrElsewhere, ErrFull
// or courses.ErrNotPublished. Transactions follow one another, so that a seat is never given twice.
func Join(app core.App, j Joining) (s *Seat, made bool, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		e, err := Find(tx, j.Edition)
		if err != nil {
			return err
		}
		if s, err = ownOrNew(tx, e.Id, j.User); err != nil || s.State().Held() {
			return err
		}
		if err := e.mayJoin(tx, j, s, time.Now()); err != nil {
			return err
		}
		to := In
		if e.Approval() && j.Way == BySelf {
			to = Asked
		}
		made = true
		s.Set("by", j.By)
		return e.seat(tx, s, to)
	})
	if err != nil {
		return nil, false, err
	}
	return s, made, nil
}

// mayJoin returns why somebody may not come.
func (e *Edition) mayJoin(tx core.App, j Joining, s *Seat, now time.Time) error {
	begun, err := e.Begun(tx, now)
	if err != nil {
		return err
	}
	if err := e.admits(j, s.State(), begun, now); err != nil {
		return err
	}
	c, err := courses.FindByID(tx, e.Course())
	if err != nil {
		return err
	}
	if c.State() != courses.Published {
		return courses.ErrNotPublished
	}
	if j.Way == ByReferent {
		theirs, err := accounts.BelongsTo(tx, j.User, j.Organisation)
		if err == nil && !theirs {
			err = ErrStranger
		}
		if err != nil {
			return err
		}
	}
	return e.notElsewhere(tx, j.User, now)
}

// admits is what an edition says about somebody who stood in it so, before it looks at seats.
func (e *Edition) admits(j Joining, before Standing, begun bool, now time.Time) error {
	switch {
	case e.Over(now), begun && j.Way != "":
		return ErrClosed
	case j.Way != "" && !e.Takes(j.Way):
		return ErrWay
	case j.Way == ByCode && (e.Code() == "" || plainCode(j.Code) != e.Code()):
		return ErrCode
	case j.Way != "" && (before == Removed || before == Refused):
		return ErrRemoved
	}
	return nil
}

// Begun tells whether the first session has begun: who comes later is brought by the edition's staff.
func (e *Edition) Begun(app core.App, now time.Time) (bool, error) {
	sessions, err := SessionsOf(app, e.Id)
	return len(sessions) > 0 && now.After(sessions[0].From()), err
}

// Held tells whether all sessions of an edition that are planned have been held.
func Held(app core.App, edition string, now time.Time) (bool, error) {
	sessions, err := SessionsOf(app, edition)
	return len(sessions) > 0 && !slices.ContainsFunc(sessions, func(s *Session) bool { return now.Before(s.Until()) }), err
}

// notElsewhere returns ErrElsewhere if the person has a seat in another edition of the course that is not over.
func (e *Edition) notElsewhere(tx core.App, user string, now time.Time) error {
	others, err := othersOf(tx, e, user, In)
	if err != nil {
		return err
	}
	for _, s := range others {
		other, err := Find(tx, s.Edition())
		if err != nil {
			return err
		}
		if !other.Over(now) {
			return ErrElsewhere
		}
	}
	return nil
}

// othersOf are the person's seats in other editions of the course that stand so.
func othersOf(tx core.App, e *Edition, user string, standings ...any) (list []*Seat, err error) {
	err = tx.RecordQuery(Seats).AndWhere(dbx.NewExp("[[user]] = {:user} AND [[user]] != ''", dbx.Params{"user": user})).
		AndWhere(dbx.In("state", standings...)).
		AndWhere(dbx.NewExp("[[edition]] IN (SELECT id FROM editions WHERE course = {:course} AND id != {:edition})", dbx.Params{"course": e.Course(), "edition": e.Id})).
		All(&list)
	if err != nil {
		return nil, fmt.Errorf("seats in other editions of course %s: %w", e.Course(), err)
	}
	return list, nil
}

func ownOrNew(tx core.App, edition, user string) (*Seat, error) {
	s, err := FindOwn(tx, edition, user)
	if !errors.Is(err, ErrNoSeat) {
		return s, err
	}
	c, err := tx.FindCachedCollectionByNameOrId(Seats)
	if err != nil {
		return nil, err
	}
	s = SeatOf(core.NewRecord(c))
	s.Set("edition", edition)
	s.Set("user", user)
	return s, nil
}

// seat puts somebody at the end of the row, and gives them a seat unless they are to wait for approval or there is none.
func (e *Edition) seat(tx core.App, s *Seat, to Standing) error {
	if s.State() != Asked { // who asked keeps the place that they had then
		var place int
		if err := tx.DB().Select("coalesce(max(place), 0)").From(Seats).Where(dbx.HashExp{"edition": e.Id}).Row(&place); err != nil {
			return fmt.Errorf("place in edition %s: %w", e.Id, err)
		}
		s.Set("place", place+1)
	}
	if to == In {
		free, err := e.free(tx)
		if err != nil {
			return err
		}
		switch {
		case free > 0:
		case e.Waiting():
			to = Waiting
		default:
			return ErrFull
		}
	}
	return e.stand(tx, s, to)
}
