package webinars

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/audit"
)

// Corrections is the collection of what staff corrected in registers.
const Corrections = "webinar_corrections"

// ErrNotEnded says that the register is not closed yet: there is nothing to correct.
var ErrNotEnded = errors.New("webinar has not ended")

// ErrCorrected says that somebody else has corrected the same person's presence meanwhile.
var ErrCorrected = errors.New("presence was corrected by somebody else meanwhile")

// ErrOwnPresence says that nobody writes their own presence into a register.
var ErrOwnPresence = errors.New("nobody writes their own presence into a register")

// MinutesAtMost is how long a correction may say that somebody was there.
const MinutesAtMost = 24 * 60

// ReasonAtMost is how long the reason of a correction may be, in characters.
const ReasonAtMost = 500

// Correction says, by somebody of the staff and for a reason, how long a person was there. It stays for good; the last one counts.
type Correction struct {
	Person  string    `json:"person"`
	Minutes int       `json:"minutes"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"` // user's id
	ByName  string    `json:"by_name"`
	At      time.Time `json:"at"`
}

// Unseen is said by those who correct whatever anybody corrected before.
const Unseen = -1

// Correct keeps a correction of a person's row; hooks computes the register anew in the same transaction. seen is how many corrections
// of this person whoever corrects knows of, or Unseen. It returns ErrNotEnded, ErrNotThere, ErrMeant, ErrOwnPresence, ErrCorrected,
// ErrTextEmpty or ErrTextLong.
func Correct(app core.App, webinar string, c Correction, seen int) error {
	reason, err := cleanText(c.Reason, ReasonAtMost)
	if err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		w, err := Find(tx, webinar)
		if err != nil {
			return err
		}
		if w.State() != Ended {
			return ErrNotEnded
		}
		if c.Minutes < 0 || c.Minutes > MinutesAtMost {
			return ErrMeant
		}
		user, err := Whose(tx, webinar, c.Person)
		if err != nil {
			return err
		}
		if user != "" && user == c.By {
			return ErrOwnPresence
		}
		made, err := tx.CountRecords(Corrections, dbx.HashExp{"webinar": webinar, "person": c.Person})
		if err != nil {
			return fmt.Errorf("correct presence in webinar %s: %w", webinar, err)
		}
		if seen != Unseen && int(made) != seen {
			return ErrCorrected
		}
		r, err := newRow(tx, Corrections, webinar, c.At)
		if err != nil {
			return err
		}
		r.Set("person", c.Person)
		r.Set("minutes", c.Minutes)
		r.Set("reason", reason)
		r.Set("by", c.By)
		r.Set("by_name", c.ByName)
		if err := saveRow(tx, r); err != nil {
			return err
		}
		entry := audit.AttendanceCorrected.On(audit.Webinar, webinar, "row", c.Person, "minutes", strconv.Itoa(c.Minutes))
		return audit.Write(tx, entry.DoneBy(c.By))
	})
}

// Whose tells whose account a row of a register is of, empty for a guest's. It returns ErrNotThere where there is no such row.
func Whose(app core.App, webinar, person string) (user string, err error) {
	err = app.DB().NewQuery(`SELECT coalesce(nullif(a.user, ''), r.user, '') FROM webinar_attendances a LEFT JOIN webinar_registrations r ON r.id = a.registration
		WHERE a.webinar = {:webinar} AND a.person = {:person}`).Bind(dbx.Params{"webinar": webinar, "person": person}).Row(&user)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotThere
	}
	if err != nil {
		return "", fmt.Errorf("whose row %s of webinar %s is: %w", person, webinar, err)
	}
	return user, nil
}

// CorrectionsOf are the corrections of a webinar's register, the earliest first.
func CorrectionsOf(app core.App, webinar string) ([]Correction, error) {
	var rows []struct {
		Person  string         `db:"person"`
		Minutes int            `db:"minutes"`
		Reason  string         `db:"reason"`
		By      string         `db:"by"`
		ByName  string         `db:"by_name"`
		At      types.DateTime `db:"at"`
	}
	err := app.DB().Select("person", "minutes", "reason", "by", "by_name", "at").From(Corrections).
		Where(dbx.HashExp{"webinar": webinar}).OrderBy("rowid").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("corrections of webinar %s: %w", webinar, err)
	}
	corrections := make([]Correction, len(rows))
	for i, r := range rows {
		corrections[i] = Correction{r.Person, r.Minutes, r.Reason, r.By, r.ByName, r.At.Time()}
	}
	return corrections, nil
}
