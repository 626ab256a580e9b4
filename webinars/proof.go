package webinars

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Proof is a row of a register that is enough.
type Proof struct {
	Webinar      string `db:"webinar"`
	Registration string `db:"registration"`
	User         string `db:"user"`
	Seconds      int    `db:"seconds"`
	Percent      int    `db:"percent"`
}

// ProofsOf are the rows of a webinar's register that are enough.
func ProofsOf(app core.App, webinar string) ([]Proof, error) {
	return proofs(app, dbx.HashExp{"a.webinar": webinar, "a.present": true})
}

// ProofsOfMailbox are the rows that guests with this mailbox have earned anywhere.
func ProofsOfMailbox(app core.App, email string) ([]Proof, error) {
	return proofs(app, dbx.And(dbx.HashExp{"a.present": true, "r.user": ""}, dbx.NewExp("r.email = {:email}", dbx.Params{"email": strings.ToLower(email)})))
}

func proofs(app core.App, where dbx.Expression) ([]Proof, error) {
	var found []Proof
	err := app.DB().Select("a.webinar", "a.registration", "a.user", "a.seconds", "a.percent").From(Attendances+" a").
		LeftJoin(Registrations+" r", dbx.NewExp("r.id = a.registration")).Where(where).OrderBy("a.rowid").All(&found)
	if err != nil {
		return nil, fmt.Errorf("proofs of presence: %w", err)
	}
	return found, nil
}

// Supports tells whether the register of any webinar that is tied to the course's key shows enough presence of the person, under their
// own name or as a guest with their mailbox. What ended before since does not count.
func Supports(app core.App, course, key, user string, since time.Time) (bool, error) {
	var n int
	err := app.DB().NewQuery(`SELECT count(*) FROM webinars w JOIN webinar_attendances a ON a.webinar = w.id
		LEFT JOIN webinar_registrations r ON r.id = a.registration
		WHERE w.course = {:course} AND w.course != '' AND w.course_key = {:key} AND coalesce(nullif(w.ended, ''), w.start) >= {:since} AND a.present = TRUE AND (a.user = {:user} OR r.user = {:user}
			OR r.user = '' AND r.email != '' AND r.email = (SELECT lower(email) FROM users WHERE id = {:user}))`).
		Bind(dbx.Params{"course": course, "key": key, "user": user, "since": stamp(since)}).Row(&n)
	if err != nil {
		return false, fmt.Errorf("presence of %s for course %s: %w", user, course, err)
	}
	return n > 0, nil
}

// Unsupported is somebody who completed a course on presence that no register shows any more.
type Unsupported struct {
	Person, Name        string // row of the register
	Certificate, Number string // in force; empty where the course gives none
}
