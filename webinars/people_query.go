package webinars

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Attender is somebody on the list of a webinar, as those who run it see them.
type Attender struct {
	ID      string         `db:"id"`
	User    string         `db:"user"`
	Name    string         `db:"name"`
	Email   string         `db:"email"`
	State   Standing       `db:"state"`
	AskedAt types.DateTime `db:"asked"`
	Devices string         `db:"devices"`
}

// IsErased tells whether whose registration it was has been deleted.
func (a Attender) IsErased() bool { return a.User == "" && a.Email == "" }

// EntersByLink tells whether the joining link was used.
func (a Attender) EntersByLink() bool { return len(a.Devices) > len("[]") && a.Devices != "null" }

// People are all who are registered, then who wait in their order, then who withdrew.
func People(app core.App, webinar string) ([]Attender, error) {
	var list []Attender
	err := app.DB().NewQuery(`SELECT r.id, r.user, r.state, r.asked, coalesce(r.devices, '') AS devices,
		CASE WHEN u.id IS NULL THEN r.name ELSE trim(u.given_name || ' ' || u.family_name) END AS name,
		CASE WHEN u.id IS NULL THEN r.email ELSE u.email END AS email
		FROM webinar_registrations r LEFT JOIN users u ON u.id = r.user AND r.user != '' WHERE r.webinar = {:webinar}
		ORDER BY CASE r.state WHEN 'registered' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, r.asked, r.rowid`).
		Bind(dbx.Params{"webinar": webinar}).All(&list)
	if err != nil {
		return nil, fmt.Errorf("people of webinar %s: %w", webinar, err)
	}
	return list, nil
}

// EachHolder calls f for everybody who has a seat or waits for one.
func EachHolder(app core.App, webinar string, f func(*Registration) error) error {
	var list []*Registration
	err := app.RecordQuery(Registrations).AndWhere(dbx.HashExp{"webinar": webinar, "state": []any{string(Registered), string(Waiting)}}).
		OrderBy("asked", "rowid").All(&list)
	if err != nil {
		return fmt.Errorf("holders of webinar %s: %w", webinar, err)
	}
	for _, r := range list {
		if err := f(r); err != nil {
			return err
		}
	}
	return nil
}
