package webinars

import (
	"fmt"
	"strings"

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
	Role    Role           `db:"role"` // given in the room; empty: as planned
	AskedAt types.DateTime `db:"asked"`
	Devices string         `db:"devices"`
}

// IsErased tells whether whose registration it was has been deleted.
func (a Attender) IsErased() bool { return a.User == "" && a.Email == "" }

// EntersByLink tells whether the joining link was used.
func (a Attender) EntersByLink() bool { return len(a.Devices) > len("[]") && a.Devices != "null" }

// peopleSQL are all who are registered, then who wait in their order, then who withdrew.
const (
	peopleSQL = `SELECT r.id, r.user, r.state, r.role, r.asked, coalesce(r.devices, '') AS devices,
		CASE WHEN u.id IS NULL THEN r.name ELSE coalesce(nullif(trim(u.given_name || ' ' || u.family_name), ''), u.email) END AS name,
		CASE WHEN u.id IS NULL THEN r.email ELSE u.email END AS email
		FROM webinar_registrations r LEFT JOIN users u ON u.id = r.user AND r.user != '' WHERE r.webinar = {:webinar}`
	peopleOrder = ` ORDER BY CASE r.state WHEN 'registered' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, r.asked, r.rowid`
)

// People are all who are registered, then who wait in their order, then who withdrew.
func People(app core.App, webinar string) ([]Attender, error) {
	return people(app, peopleSQL+peopleOrder, dbx.Params{"webinar": webinar})
}

// PeopleFilter chooses of a webinar's people.
type PeopleFilter struct {
	Words string // any part of a name or a mailbox
	State Standing
	Page  int // from 1
	Limit int
}

// ListPeople returns a page of those whom the filter leaves, in the order of People, and how many they are in all.
func ListPeople(app core.App, webinar string, f PeopleFilter) (list []Attender, total int, err error) {
	query, params := peopleSQL, dbx.Params{"webinar": webinar}
	if f.State != "" {
		query += " AND r.state = {:state}"
		params["state"] = string(f.State)
	}
	query = "SELECT * FROM (" + query + peopleOrder + ")"
	if f.Words != "" {
		query += " WHERE instr(lower(name), {:words}) > 0 OR instr(lower(email), {:words}) > 0"
		params["words"] = strings.ToLower(f.Words)
	}
	if err := app.DB().NewQuery("SELECT count(*) FROM (" + query + ")").Bind(params).Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count people of webinar %s: %w", webinar, err)
	}
	params["limit"], params["offset"] = f.Limit, (max(f.Page, 1)-1)*f.Limit
	list, err = people(app, query+" LIMIT {:limit} OFFSET {:offset}", params)
	return list, total, err
}

func people(app core.App, query string, params dbx.Params) ([]Attender, error) {
	var list []Attender
	if err := app.DB().NewQuery(query).Bind(params).All(&list); err != nil {
		return nil, fmt.Errorf("people of webinar: %w", err)
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
