package webinars

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
)

// Withdraw gives a seat or a place on the waiting list back; the seat goes to who waits first. The joining link ends.
// Doing it twice changes nothing. It returns ErrNotRegistered, ErrCancelled or ErrEnded.
func Withdraw(app core.App, registration string) error { return leave(app, registration, false) }

// Remove does the same to somebody whom those who run the webinar do not want in it: only they can take such a person in again.
func Remove(app core.App, registration string) error { return leave(app, registration, true) }

func leave(app core.App, registration string, removed bool) error {
	return app.RunInTransaction(func(tx core.App) error {
		r, w, err := settledNot(tx, registration)
		if err != nil || r.State() == Withdrawn {
			return err
		}
		if removed {
			r.Set("removed", types.NowDateTime())
		}
		r.Set("state", string(Withdrawn))
		r.Set("cancelled", types.NowDateTime())
		r.endLink()
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("withdraw registration %s: %w", r.Id, err)
		}
		return promote(tx, w)
	})
}

func settledNot(tx core.App, registration string) (*Registration, *Webinar, error) {
	r, err := FindRegistration(tx, registration)
	if err != nil {
		return nil, nil, err
	}
	w, err := Find(tx, r.Webinar())
	if err != nil {
		return nil, nil, err
	}
	switch w.State() {
	case Cancelled:
		return nil, nil, ErrCancelled
	case Ended:
		return nil, nil, ErrEnded
	}
	return r, w, nil
}

// WithdrawLink ends the joining link and what it has opened; the seat stays. A new link goes out by mail on demand.
func WithdrawLink(app core.App, registration string) error {
	return app.RunInTransaction(func(tx core.App) error {
		r, err := FindRegistration(tx, registration)
		if err != nil {
			return err
		}
		r.endLink()
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("withdraw link of registration %s: %w", r.Id, err)
		}
		return nil
	})
}

// endLink makes every link and cookie of the registration void, and forgets its devices.
func (r *Registration) endLink() {
	r.Set("version", r.Version()+1)
	r.Set("devices", nil)
	r.Set("code_hash", "")
	r.Set("code_until", nil)
}

// Release gives back what a person who goes holds of webinars that are still to come. What is over is erased as Personal says.
func Release(tx core.App, user string) error {
	var ids []string
	err := tx.DB().Select("r.id").From(Registrations+" r").InnerJoin(Collection+" w", dbx.NewExp("[[w.id]] = [[r.webinar]]")).
		Where(dbx.NewExp("[[r.user]] = {:user} AND [[r.user]] != '' AND [[r.state]] IN ('registered', 'waiting') AND [[w.state]] = 'planned'",
			dbx.Params{"user": user})).Column(&ids)
	if err != nil {
		return fmt.Errorf("release seats of %s: %w", user, err)
	}
	for _, id := range ids {
		if err := Withdraw(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// Adopt makes what a guest with the person's confirmed mailbox holds the person's own. Where the person is registered too, the
// guest's stays: its presence counts for the person all the same, see AccountOf.
func Adopt(tx core.App, user, email string) error {
	var list []*Registration
	err := tx.RecordQuery(Registrations).AndWhere(dbx.NewExp("[[email]] = {:email} AND [[email]] != ''",
		dbx.Params{"email": accounts.NormaliseAddress(email)})).All(&list)
	if err != nil {
		return fmt.Errorf("adopt registrations: %w", err)
	}
	for _, r := range list {
		if _, err := FindOwn(tx, r.Webinar(), user); !errors.Is(err, ErrNotRegistered) {
			if err != nil {
				return err
			}
			continue
		}
		r.Set("user", user)
		r.Set("name", "")
		r.Set("email", "")
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("adopt registration %s: %w", r.Id, err)
		}
	}
	return nil
}
