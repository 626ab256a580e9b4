package classes

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// free is how many seats are left; a great many where they are not counted.
func (e *Edition) free(tx core.App) (int, error) {
	if e.Seats() == 0 {
		return MostSeats, nil
	}
	c, err := CountSeats(tx, e.Id)
	return e.Seats() - c.In, err
}

// stand lets somebody stand so from now on, with all that follows: who gets a seat studies in the edition, comes into its webinars and
// waits for no other edition of the course; who gives one up goes on by themselves, and who waits first gets it.
func (e *Edition) stand(tx core.App, s *Seat, to Standing) error {
	before := s.State()
	s.Set("state", string(to))
	if err := tx.Save(s); err != nil {
		return fmt.Errorf("seat in edition %s: %w", e.Id, err)
	}
	switch {
	case to == In:
		return e.welcome(tx, s)
	case before == In:
		if err := courses.Depart(tx, s.User(), e.Course(), e.Id); err != nil {
			return err
		}
		if err := e.leaveWebinars(tx, s.User()); err != nil {
			return err
		}
		return e.promote(tx)
	}
	return nil
}

func (e *Edition) welcome(tx core.App, s *Seat) error {
	if _, err := courses.Attend(tx, s.User(), e.Course(), e.Id); err != nil {
		return err
	}
	others, err := othersOf(tx, e, s.User(), string(Waiting), string(Asked))
	if err != nil {
		return err
	}
	for _, other := range others {
		other.Set("state", string(Left))
		if err := tx.Save(other); err != nil {
			return fmt.Errorf("give up seat %s: %w", other.Id, err)
		}
	}
	return e.enterWebinars(tx, s.User())
}

// promote gives the seats that are free to those who wait, in the order in which they came.
func (e *Edition) promote(tx core.App) error {
	if e.Over(time.Now()) {
		return nil
	}
	for {
		free, err := e.free(tx)
		if err != nil || free <= 0 {
			return err
		}
		r := &core.Record{}
		err = tx.RecordQuery(Seats).AndWhere(dbx.HashExp{"edition": e.Id, "state": string(Waiting)}).OrderBy("place", "id").Limit(1).One(r)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("who waits for edition %s: %w", e.Id, err)
		}
		if err := e.stand(tx, SeatOf(r), In); err != nil {
			return err
		}
	}
}

// Decide answers who asked for a seat. Approved, they get one or wait for it. It returns ErrNoSeat, ErrSettled, or ErrFull where nobody waits.
func Decide(app core.App, seat string, approved bool) error {
	return change(app, seat, func(tx core.App, e *Edition, s *Seat) error {
		switch {
		case s.State() != Asked:
			return nil
		case approved:
			return e.seat(tx, s, In)
		}
		return e.stand(tx, s, Refused)
	})
}

// Leave gives the person's seat or place on the waiting list back. Twice changes nothing. It returns ErrNoSeat or ErrSettled.
func Leave(app core.App, edition, user string) error {
	s, err := FindOwn(app, edition, user)
	if err != nil {
		return err
	}
	return drop(app, s.Id, Left)
}

// Remove takes somebody out: they come back only if the edition's staff bring them. It returns ErrNoSeat or ErrSettled.
func Remove(app core.App, seat string) error { return drop(app, seat, Removed) }

// Promote gives somebody who waits a seat out of turn, even beyond the seats that there are: staff decide. It returns ErrNoSeat or ErrSettled.
func Promote(app core.App, seat string) error {
	return change(app, seat, func(tx core.App, e *Edition, s *Seat) error {
		if s.State() != Waiting {
			return nil
		}
		return e.stand(tx, s, In)
	})
}

func drop(app core.App, seat string, to Standing) error {
	return change(app, seat, func(tx core.App, e *Edition, s *Seat) error {
		if !s.State().Held() {
			return nil
		}
		return e.stand(tx, s, to)
	})
}

// change changes a seat of an edition that is not over.
func change(app core.App, seat string, how func(core.App, *Edition, *Seat) error) error {
	return app.RunInTransaction(func(tx core.App) error {
		s, err := FindSeat(tx, seat)
		if err != nil {
			return err
		}
		e, err := Find(tx, s.Edition())
		if err != nil {
			return err
		}
		if e.Settled() {
			return ErrSettled
		}
		return how(tx, e, s)
	})
}

// Release gives back what a person who goes holds of editions that are not over. What is over stays, naming nobody.
func Release(tx core.App, user string) error {
	var ids []string
	err := tx.DB().Select("s.id").From(Seats+" s").InnerJoin(Collection+" e", dbx.NewExp("[[e.id]] = [[s.edition]]")).
		Where(dbx.NewExp("[[s.user]] = {:user} AND [[s.user]] != '' AND [[s.state]] IN ('in', 'waiting', 'asked') AND [[e.state]] IN ('planned', 'open')",
			dbx.Params{"user": user})).Column(&ids)
	if err != nil {
		return fmt.Errorf("release seats of %s: %w", user, err)
	}
	for _, id := range ids {
		if err := drop(tx, id, Left); err != nil {
			return err
		}
	}
	return nil
}
