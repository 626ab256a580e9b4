package certificates

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/jobs"
)

// Job is the kind of the jobs that draw; its payload is a JobPayload.
const Job = "certificate"

// JobPayload says which certificate is to be drawn.
type JobPayload struct {
	Certificate string `json:"certificate"`
}

// Issue returns the enrolment's certificate in force, making it the first time: numbered without gaps within
// the year, with a code that nobody can guess, and a job to draw it, all in the caller's transaction or in
// one of its own. However many call it at once, one certificate is made.
//
// It returns ErrNotEarned while the enrolment is not complete, ErrNone where the course gives none, and
// ErrEnded where there was one that was revoked or has expired.
func Issue(app core.App, e *courses.Enrolment) (*Certificate, error) {
	var issued *Certificate
	err := app.RunInTransaction(func(tx core.App) error {
		found, err := OfEnrolment(tx, e.Id)
		if err == nil {
			issued = found
			return nil
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		issued, err = issue(tx, e.Id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("issue certificate of enrolment %s: %w", e.Id, err)
	}
	return issued, nil
}

// issue reads the enrolment again: what the caller holds may be older than the transaction.
func issue(tx core.App, enrolment string) (*Certificate, error) {
	e, err := courses.FindEnrolmentByID(tx, enrolment)
	if err != nil {
		return nil, err
	}
	if !e.IsComplete() {
		return nil, ErrNotEarned
	}
	course, err := courses.FindByID(tx, e.Course())
	if err != nil {
		return nil, err
	}
	if !course.Certificate() {
		return nil, ErrNone
	}
	person, err := accounts.Find(tx, e.User())
	if err != nil {
		return nil, err
	}
	facts, err := collect(tx, e, course, person)
	if err != nil {
		return nil, err
	}
	return insert(tx, facts, origin{enrolment: e.Id, user: person.Id, locale: person.Locale()})
}

// origin is where a certificate comes from.
type origin struct{ enrolment, user, locale, replaces string }

func insert(tx core.App, facts Facts, from origin) (*Certificate, error) {
	collection, err := tx.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	now := types.NowDateTime()
	number, err := nextNumber(tx, now.Time())
	if err != nil {
		return nil, err
	}
	code, err := newCode()
	if err != nil {
		return nil, err
	}
	c := newCertificate(core.NewRecord(collection))
	for field, value := range map[string]any{
		fieldEnrolment: from.enrolment, fieldUser: from.user, fieldLocale: from.locale, fieldReplaces: from.replaces,
		fieldFacts: facts, fieldNumber: number, fieldCode: code, fieldState: string(Valid), fieldIssued: now,
		fieldReminded: reminder(now.Time(), facts.LastDay()),
	} {
		c.Set(field, value)
	}
	if err := tx.Save(c); err != nil {
		return nil, err
	}
	return c, jobs.Add(tx, Job, c.Id, JobPayload{c.Id})
}

const numberDigits = 6

// nextNumber follows the highest number of the year. Certificates are never deleted, so there are no gaps.
func nextNumber(tx core.App, now time.Time) (string, error) {
	prefix := strconv.Itoa(now.In(calendar.Zone).Year()) + "/"
	highest, err := highestNumber(tx, prefix)
	if err != nil {
		return "", fmt.Errorf("number certificate: %w", err)
	}
	return fmt.Sprintf("%s%0*d", prefix, numberDigits, highest+1), nil
}

func highestNumber(tx core.App, prefix string) (highest int, err error) {
	const year = " FROM certificates WHERE number >= {:from} AND number < {:to}"
	bounds := dbx.Params{"from": prefix, "to": strings.TrimSuffix(prefix, "/") + "0"} // '0' follows '/'
	var last string
	if err := tx.DB().NewQuery("SELECT COALESCE(MAX(number), '')" + year).Bind(bounds).Row(&last); err != nil || last == "" {
		return 0, err
	}
	if digits := strings.TrimPrefix(last, prefix); strings.Trim(digits, "9") != "" {
		return strconv.Atoi(digits)
	}
	// From 999999 on the texts no longer sort as the numbers do.
	err = tx.DB().NewQuery("SELECT MAX(CAST(substr(number, 6) AS INTEGER))" + year).Bind(bounds).Row(&highest)
	return highest, err
}
