package classes

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
)

// Member is somebody on an edition's roll.
type Member struct {
	Seat   string         `db:"seat"` // record id
	User   string         `db:"user"` // empty: the account was deleted
	Given  string         `db:"given"`
	Family string         `db:"family"`
	Email  string         `db:"email"` // empty: who has no mailbox
	State  Standing       `db:"state"`
	Place  int            `db:"place"`
	Moment types.DateTime `db:"since"`
}

// Name is how the person is called, or their mailbox; empty for who was deleted.
func (m Member) Name() string {
	switch {
	case m.Given == "" && m.Family == "":
		return m.Email
	case m.Given == "" || m.Family == "":
		return m.Given + m.Family
	}
	return m.Family + " " + m.Given
}

// RollName is how a roll calls somebody, on it or not.
func RollName(p *accounts.Person) string {
	return Member{Given: p.Given(), Family: p.Family(), Email: p.Email()}.Name()
}

// Since is when they came to stand so.
func (m Member) Since() time.Time { return m.Moment.Time() }

const rollQuery = `SELECT s.id AS seat, s.[[user]], coalesce(u.given_name, '') AS given, coalesce(u.family_name, '') AS family,
	coalesce(u.email, '') AS email, s.state, s.place, s.updated AS since
	FROM edition_seats s LEFT JOIN users u ON u.id = s.[[user]] AND s.[[user]] != '' WHERE s.edition = {:edition} `

// Roll returns everybody who stands in the edition: who has a seat by name, then who waits or asked in the order in which they came.
// Who has left is not on it.
func Roll(app core.App, edition string) (list []Member, err error) {
	err = app.DB().NewQuery(rollQuery + `AND s.state IN ('in', 'waiting', 'asked')
		ORDER BY CASE s.state WHEN 'asked' THEN 0 WHEN 'in' THEN 1 ELSE 2 END, CASE WHEN s.state = 'in' THEN lower(u.family_name || ' ' || u.given_name) ELSE '' END, s.place`).
		Bind(dbx.Params{"edition": edition}).All(&list)
	if err != nil {
		return nil, fmt.Errorf("roll of edition %s: %w", edition, err)
	}
	return list, nil
}

// RollOf is the Roll with those only who belong to an organisation.
func RollOf(app core.App, edition, organisation string) (list []Member, err error) {
	err = app.DB().NewQuery(rollQuery + `AND s.state IN ('in', 'waiting', 'asked') AND s.[[user]] IN
		(SELECT [[user]] FROM memberships WHERE organisation = {:organisation} AND [[until]] = '' AND accepted != '')
		ORDER BY lower(u.family_name || ' ' || u.given_name), s.place`).
		Bind(dbx.Params{"edition": edition, "organisation": organisation}).All(&list)
	if err != nil {
		return nil, fmt.Errorf("roll of edition %s for %s: %w", edition, organisation, err)
	}
	return list, nil
}

// Mine are the person's seats in editions that are not over, and in those called off lately, soonest first; and their editions by id.
func Mine(app core.App, user string, now time.Time) (seats []*Seat, of map[string]*Edition, err error) {
	var all []*Seat
	err = app.RecordQuery(Seats).AndWhere(dbx.NewExp("[[user]] = {:user} AND [[user]] != '' AND [[state]] IN ('in', 'waiting', 'asked')", dbx.Params{"user": user})).All(&all)
	if err != nil {
		return nil, nil, fmt.Errorf("seats of %s: %w", user, err)
	}
	if len(all) == 0 {
		return nil, nil, nil
	}
	ids, of := make([]any, len(all)), map[string]*Edition{}
	for i, s := range all {
		ids[i] = s.Edition()
	}
	var editions []*Edition
	err = app.RecordQuery(Collection).AndWhere(dbx.In("id", ids...)).AndWhere(dbx.NewExp("[[until]] >= {:now}", dbx.Params{"now": stamp(now)})).OrderBy("from", "id").All(&editions)
	if err != nil {
		return nil, nil, fmt.Errorf("editions of %s: %w", user, err)
	}
	for _, e := range editions {
		of[e.Id] = e
		for _, s := range all {
			if s.Edition() == e.Id {
				seats = append(seats, s)
			}
		}
	}
	return seats, of, nil
}
