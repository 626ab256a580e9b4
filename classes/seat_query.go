package classes

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// FindSeat returns the seat, whatever its state, or ErrNoSeat.
func FindSeat(app core.App, id string) (*Seat, error) { return oneSeat(app, dbx.HashExp{"id": id}) }

// FindOwn returns the person's seat in the edition, whatever its state, or ErrNoSeat.
func FindOwn(app core.App, edition, user string) (*Seat, error) {
	return oneSeat(app, dbx.NewExp("[[user]] = {:user} AND [[user]] != '' AND [[edition]] = {:edition}", dbx.Params{"user": user, "edition": edition}))
}

func oneSeat(app core.App, where dbx.Expression) (*Seat, error) {
	r := &core.Record{}
	err := app.RecordQuery(Seats).AndWhere(where).Limit(1).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoSeat
	}
	if err != nil {
		return nil, fmt.Errorf("find seat: %w", err)
	}
	return SeatOf(r), nil
}

// IsIn tells whether the person has a seat in the edition.
func IsIn(app core.App, edition, user string) (bool, error) {
	s, err := FindOwn(app, edition, user)
	if errors.Is(err, ErrNoSeat) {
		return false, nil
	}
	return err == nil && s.State() == In, err
}

// People returns who stands so in the edition, in the order in which they came.
func People(app core.App, edition string, standings ...Standing) ([]*Seat, error) {
	in := make([]any, len(standings))
	for i, s := range standings {
		in[i] = string(s)
	}
	var list []*Seat
	err := app.RecordQuery(Seats).AndWhere(dbx.HashExp{"edition": edition, "state": in}).OrderBy("place", "id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("list seats of edition %s: %w", edition, err)
	}
	return list, nil
}

// Count is how many people stand where in an edition.
type Count struct{ In, Waiting, Asked int }

// CountSeats counts the seats of an edition.
func CountSeats(app core.App, edition string) (c Count, err error) {
	var rows []struct {
		State string `db:"state"`
		Count int    `db:"count"`
	}
	err = app.DB().Select("state", "count(*) AS count").From(Seats).Where(dbx.HashExp{"edition": edition}).GroupBy("state").All(&rows)
	if err != nil {
		return c, fmt.Errorf("count seats of edition %s: %w", edition, err)
	}
	for _, row := range rows {
		switch Standing(row.State) {
		case In:
			c.In = row.Count
		case Waiting:
			c.Waiting = row.Count
		case Asked:
			c.Asked = row.Count
		}
	}
	return c, nil
}

// Queue is the person's position on the waiting list, from 1; 0 for who does not wait.
func Queue(app core.App, s *Seat) (int, error) {
	if s.State() != Waiting {
		return 0, nil
	}
	var before int
	err := app.DB().Select("count(*)").From(Seats).Where(dbx.HashExp{"edition": s.Edition(), "state": string(Waiting)}).
		AndWhere(dbx.NewExp("[[place]] < {:place}", dbx.Params{"place": s.Place()})).Row(&before)
	if err != nil {
		return 0, fmt.Errorf("position of seat %s: %w", s.Id, err)
	}
	return before + 1, nil
}
