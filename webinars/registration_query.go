package webinars

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// FindRegistration returns the registration, or ErrNotRegistered.
func FindRegistration(app core.App, id string) (*Registration, error) {
	return oneRegistration(app, dbx.HashExp{"id": id})
}

// FindOwn returns the person's registration for the webinar, a cancelled one too, or ErrNotRegistered.
func FindOwn(app core.App, webinar, user string) (*Registration, error) {
	if user == "" {
		return nil, ErrNotRegistered
	}
	// Said so that the index, which holds people only, serves.
	return oneRegistration(app, dbx.NewExp("[[webinar]] = {:webinar} AND [[user]] = {:user} AND [[user]] != ''", dbx.Params{"webinar": webinar, "user": user}))
}

// FindGuest returns the guest's registration for the webinar by mailbox, or ErrNotRegistered.
func FindGuest(app core.App, webinar, email string) (*Registration, error) {
	email = accounts.NormaliseAddress(email)
	if email == "" {
		return nil, ErrNotRegistered
	}
	return oneRegistration(app, dbx.NewExp("[[webinar]] = {:webinar} AND [[email]] = {:email} AND [[email]] != ''", dbx.Params{"webinar": webinar, "email": email}))
}

func oneRegistration(app core.App, where dbx.Expression) (*Registration, error) {
	var id string // first, because most who ask for a seat have none: looking for a whole row takes twice as long
	err := app.DB().Select("id").From(Registrations).Where(where).Limit(1).Row(&id)
	if err == nil {
		var r *core.Record
		if r, err = app.FindRecordById(Registrations, id); err == nil {
			return RegistrationOf(r), nil
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotRegistered
	}
	return nil, fmt.Errorf("find registration: %w", err)
}

// NameOf is how whose registration it is shall be called; empty if they were deleted.
func NameOf(app core.App, r *Registration) (string, error) {
	if r.IsGuest() {
		return r.Name(), nil
	}
	p, err := accounts.Find(app, r.User())
	if errors.Is(err, accounts.ErrNoPerson) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return p.Name(), nil
}

// AccountOf is the id of the account that the registration's presence counts for: its own, or the one with the same
// confirmed mailbox. It is empty as long as there is none.
func AccountOf(app core.App, r *Registration) (string, error) {
	if !r.IsGuest() || r.Email() == "" {
		return r.User(), nil
	}
	p, err := accounts.FindByEmail(app, r.Email())
	if errors.Is(err, accounts.ErrNoPerson) {
		return "", nil
	}
	if err != nil || !p.Verified() {
		return "", err
	}
	return p.Id, nil
}

// CountSeats is how many seats of the webinar are taken, and how many people wait.
func CountSeats(app core.App, webinar string) (taken, waiting int, err error) {
	var rows []struct {
		State string `db:"state"`
		Count int    `db:"count"`
	}
	err = app.DB().Select("state", "count(*) AS count").From(Registrations).
		Where(dbx.HashExp{"webinar": webinar}).GroupBy("state").All(&rows)
	if err != nil {
		return 0, 0, fmt.Errorf("count seats of webinar %s: %w", webinar, err)
	}
	for _, row := range rows {
		switch Standing(row.State) {
		case Registered:
			taken = row.Count
		case Waiting:
			waiting = row.Count
		}
	}
	return taken, waiting, nil
}

// Position is the place on the waiting list, from 1; 0 for who does not wait.
func Position(app core.App, r *Registration) (int, error) {
	if r.State() != Waiting {
		return 0, nil
	}
	var before int
	err := app.DB().Select("count(*)").From(Registrations).Where(dbx.NewExp(
		"[[webinar]] = {:webinar} AND [[state]] = 'waiting' AND ([[asked]] < {:asked} OR [[asked]] = {:asked} AND [[rowid]] < (SELECT [[rowid]] FROM {{webinar_registrations}} WHERE [[id]] = {:id}))",
		dbx.Params{"webinar": r.Webinar(), "asked": r.GetDateTime("asked").String(), "id": r.Id})).Row(&before)
	if err != nil {
		return 0, fmt.Errorf("position of registration %s: %w", r.Id, err)
	}
	return before + 1, nil
}
