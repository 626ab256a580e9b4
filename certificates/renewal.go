package certificates

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// Renew lets the holder study the course anew, to earn another certificate, and returns the enrolment of the new cycle: the same one
// however often it is asked for. The old one and all that belongs to it stay as they are.
// It returns ErrNotRenewable for a certificate that does not end soon, was revoked or never was, and courses.ErrNotPublished.
func Renew(app core.App, user, course string, now time.Time) (*courses.Enrolment, error) {
	var next *courses.Enrolment
	err := app.RunInTransaction(func(tx core.App) error {
		e, err := courses.FindEnrolment(tx, user, course)
		if err != nil {
			return err
		}
		if !e.IsComplete() {
			next = e
			return nil
		}
		last, err := Newest(tx, user, course)
		if errors.Is(err, ErrNotFound) {
			return ErrNotRenewable
		}
		if err != nil {
			return err
		}
		if last.Enrolment() != e.Id || !last.MayRenew(now) {
			return ErrNotRenewable
		}
		next, err = courses.Renew(tx, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("renew certificate of course %s: %w", course, err)
	}
	return next, nil
}

// Lapsed are those of these people whose certificate of the course has expired and who have not begun anew: an organisation may ask them again.
func Lapsed(app core.App, course string, users []string) (map[string]bool, error) {
	lapsed := map[string]bool{}
	for some := range slices.Chunk(users, lapsedAtOnce) {
		var found []string
		err := app.DB().Select("e.user").From("enrolments e").
			InnerJoin(Collection+" k", dbx.NewExp("k.enrolment = e.id AND k.enrolment != '' AND +k.state = 'expired'")).
			Where(dbx.And(dbx.In("e.user", values(some)...), dbx.NewExp("e.user != '' AND e.course = {:course} AND e.completed != ''"+
				" AND NOT EXISTS (SELECT 1 FROM enrolments n WHERE n.user = e.user AND n.user != '' AND n.course = e.course AND n.cycle > e.cycle)"+
				" AND NOT EXISTS (SELECT 1 FROM certificates v WHERE v.enrolment = e.id AND v.enrolment != '' AND v.state = 'valid')",
				dbx.Params{"course": course}))).Column(&found)
		if err != nil {
			return nil, fmt.Errorf("whose certificates of course %s have expired: %w", course, err)
		}
		for _, user := range found {
			lapsed[user] = true
		}
	}
	return lapsed, nil
}

// lapsedAtOnce bounds how many people one query names.
const lapsedAtOnce = 500

// Newest returns the certificate that the person earned last in the course, in force or expired, or ErrNotFound.
func Newest(app core.App, user, course string) (*Certificate, error) {
	r := &core.Record{}
	err := app.RecordQuery(Collection).InnerJoin("enrolments e", dbx.NewExp("e.id = certificates.enrolment")).
		AndWhere(dbx.NewExp("e.user = {:user} AND e.user != '' AND e.course = {:course} AND certificates.state IN ('valid', 'expired')",
			dbx.Params{"user": user, "course": course})).
		OrderBy("e.cycle DESC").Limit(1).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("newest certificate of course %s: %w", course, err)
	}
	return newCertificate(r), nil
}
