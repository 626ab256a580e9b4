package webinars

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// OpenRoom says that a host or presenter has come in: the webinar is open. One that is open already stays as it is. It returns
// ErrEnded or ErrCancelled.
func OpenRoom(app core.App, webinar string, at time.Time) error {
	return app.RunInTransaction(func(tx core.App) error {
		w, err := Find(tx, webinar)
		if err != nil {
			return err
		}
		switch w.State() {
		case Open:
			return nil
		case Ended:
			return ErrEnded
		case Cancelled:
			return ErrCancelled
		}
		w.Set("state", string(Open))
		w.Set("started", at)
		w.Set("alive", at)
		return saveRow(tx, w.Record)
	})
}

// EndRoom says that the webinar is over, for good. One that has ended stays as it is.
func EndRoom(tx core.App, webinar string, at time.Time) error {
	w, err := Find(tx, webinar)
	if err != nil {
		return err
	}
	if w.State() != Open {
		return nil
	}
	w.Set("state", string(Ended))
	w.Set("ended", at)
	return saveRow(tx, w.Record)
}

// OpenRooms are the ids of the webinars that are open.
func OpenRooms(app core.App) ([]string, error) {
	var ids []string
	err := app.DB().Select("id").From(Collection).Where(dbx.HashExp{"state": string(Open)}).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("open webinars: %w", err)
	}
	return ids, nil
}

// noteAlive writes until when the room is known to have been open. Nobody waits for this, so no event tells of it.
func noteAlive(tx core.App, webinar string, at time.Time) error {
	moment, err := types.ParseDateTime(at)
	if err != nil {
		return err
	}
	_, err = tx.NonconcurrentDB().Update(Collection, dbx.Params{"alive": moment.String()}, dbx.HashExp{"id": webinar}).Execute()
	if err != nil {
		return fmt.Errorf("webinar %s alive: %w", webinar, err)
	}
	return nil
}
