package webinars

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Attendances is the collection of a register's rows.
const Attendances = "webinar_attendances"

// Attendance is one person's row of a register.
type Attendance struct {
	Participant
	Joined    time.Time // first; zero: never
	Left      time.Time // last
	Intervals []Interval
	Measured
	Corrected bool // staff said how long
}

// Register is who was at a webinar and for how long.
type Register struct {
	Session Interval
	Needed  int
	Rows    []Attendance // by name
}

// MakeRegister computes a register from what is kept: registrations, stays and corrections. While the webinar goes on, until now.
func MakeRegister(app core.App, w *Webinar, needed int, now time.Time) (Register, error) {
	stays, err := StaysOf(app, w.Id)
	if err != nil {
		return Register{}, err
	}
	corrections, err := CorrectionsOf(app, w.Id)
	if err != nil {
		return Register{}, err
	}
	people, err := registeredIn(app, w.Id)
	if err != nil {
		return Register{}, err
	}
	end := w.Ended()
	if end.IsZero() {
		end = now
	}
	r := Register{Session: Session(w.Start(), w.Started(), end), Needed: needed}
	if w.Started().IsZero() {
		r.Session = Interval{end, end}
	}
	rows := rowsOf(people, stays, end)
	for _, row := range rows {
		row.measure(r, w.Length(), corrections)
		r.Rows = append(r.Rows, *row)
	}
	slices.SortFunc(r.Rows, func(a, b Attendance) int {
		if by := strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)); by != 0 {
			return by
		}
		return strings.Compare(a.ID, b.ID)
	})
	return r, nil
}

// rowsOf gathers everybody who registered or came, with their stays. A stay that is not written as ended lasts until the end.
func rowsOf(people []Participant, stays []Stay, end time.Time) map[string]*Attendance {
	rows := map[string]*Attendance{}
	for _, p := range people {
		rows[p.ID] = &Attendance{Participant: p}
	}
	for _, s := range stays {
		row := rows[s.ID]
		if row == nil {
			row = &Attendance{Participant: s.Participant}
			rows[s.ID] = row
		}
		left := s.Left
		if left.IsZero() {
			left = end
		}
		row.Intervals = append(row.Intervals, Interval{s.Joined, left})
	}
	return rows
}

func (a *Attendance) measure(r Register, scheduled time.Duration, corrections []Correction) {
	a.Intervals = Clip(Merge(a.Intervals), r.Session)
	if n := len(a.Intervals); n > 0 {
		a.Joined, a.Left = a.Intervals[0].From, a.Intervals[n-1].To
	}
	present := total(a.Intervals)
	for _, c := range corrections { // the last one counts
		if c.Person == a.ID {
			present, a.Corrected = time.Duration(c.Minutes)*time.Minute, true
		}
	}
	actual := r.Session.To.Sub(r.Session.From)
	a.Measured = Measure(present, scheduled, actual, r.Needed)
}

// registeredIn are the people with a seat.
func registeredIn(app core.App, webinar string) ([]Participant, error) {
	var found []*Registration
	err := app.RecordQuery(Registrations).AndWhere(dbx.HashExp{"webinar": webinar, "state": string(Registered)}).All(&found)
	if err != nil {
		return nil, fmt.Errorf("registrations of webinar %s: %w", webinar, err)
	}
	people := make([]Participant, len(found))
	for i, r := range found {
		name, err := NameOf(app, r)
		if err != nil {
			return nil, err
		}
		people[i] = Participant{ID: r.Id, Registration: r.Id, User: r.User(), Name: name, Role: r.Role()}
	}
	return people, nil
}

// KeepRegister writes a register down in place of an earlier one.
func KeepRegister(tx core.App, webinar string, r Register) error {
	if _, err := tx.NonconcurrentDB().Delete(Attendances, dbx.HashExp{"webinar": webinar}).Execute(); err != nil {
		return fmt.Errorf("register of webinar %s: %w", webinar, err)
	}
	for _, a := range r.Rows {
		row, err := newRow(tx, Attendances, webinar, time.Time{})
		if err != nil {
			return err
		}
		row.Set("person", a.ID)
		row.Set("registration", a.Registration)
		row.Set("user", a.User)
		row.Set("name", a.Name)
		row.Set("joined", a.Joined)
		row.Set("left", a.Left)
		row.Set("seconds", int(a.Present/time.Second))
		row.Set("scheduled", a.Scheduled)
		row.Set("actual", a.Actual)
		row.Set("percent", a.Percent)
		row.Set("present", a.Enough)
		row.Set("corrected", a.Corrected)
		if err := saveRow(tx, row); err != nil {
			return err
		}
	}
	return nil
}

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
