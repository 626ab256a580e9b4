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
	Email     string    // empty for who has no registration, or was deleted
	Joined    time.Time // first; zero: never
	Left      time.Time // last
	Intervals []Interval
	Measured
	Corrected bool // staff said how long
}

// Register is who was at a webinar and for how long.
type Register struct {
	Session   Interval
	Scheduled time.Duration
	Needed    int
	Rows      []Attendance // by name
}

// Actual is the length that the session had, or has so far.
func (r Register) Actual() time.Duration { return r.Session.To.Sub(r.Session.From) }

// PlanDecides tells whether presence counts by the planned length: it is the shorter one.
func (r Register) PlanDecides() bool { return r.Scheduled <= r.Actual() }

// MakeRegister computes a register from what is kept: registrations, stays and corrections. While the webinar goes on, until now.
func MakeRegister(app core.App, w *Webinar, needed int, now time.Time) (Register, error) {
	stays, err := StaysOf(app, w.Id)
	if err == nil && w.State() == Ended {
		stays, err = withKept(app, w.Id, stays)
	}
	if err != nil {
		return Register{}, err
	}
	corrections, err := CorrectionsOf(app, w.Id)
	if err != nil {
		return Register{}, err
	}
	people, err := People(app, w.Id)
	if err != nil {
		return Register{}, err
	}
	end := w.Ended()
	if end.IsZero() {
		end = now
	}
	r := Register{Session: Session(w.Start(), w.Started(), end), Scheduled: w.Length(), Needed: needed}
	if w.Started().IsZero() {
		r.Session = Interval{end, end}
	}
	rows := rowsOf(people, stays, end)
	for _, row := range rows {
		row.measure(r, corrections)
		if row.Role == "" {
			row.Role = w.plannedRole(row.User)
		}
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
func rowsOf(people []Attender, stays []Stay, end time.Time) map[string]*Attendance {
	rows, known := map[string]*Attendance{}, map[string]*Attendance{}
	for _, p := range people {
		known[p.ID] = &Attendance{Participant: Participant{ID: p.ID, Registration: p.ID, User: p.User, Name: p.Name, Role: p.Role}, Email: p.Email}
		if p.State == Registered {
			rows[p.ID] = known[p.ID]
		}
	}
	for _, s := range stays {
		row := rows[s.ID]
		if row == nil {
			if row = known[s.ID]; row == nil { // a host without a registration
				row = &Attendance{Participant: s.Participant}
			}
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

func (a *Attendance) measure(r Register, corrections []Correction) {
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
	a.Measured = Measure(present, r.Scheduled, r.Actual(), r.Needed)
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
