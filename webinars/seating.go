package webinars

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
)

// Applicant is who wants a seat: a person with an account, or a guest.
type Applicant struct {
	User                string // record id; empty: a guest
	Name, Email, Locale string // guests only
	Remind, News        bool   // reminders; in the thanks, what comes next
	ByStaff             bool   // who was removed may come back
}

// check returns what is wrong with what a guest says.
func (a *Applicant) check() error {
	a.Name, a.Email = accounts.NormaliseName(a.Name), accounts.NormaliseAddress(a.Email)
	var problems accounts.Problems
	switch {
	case a.Name == "":
		problems = append(problems, accounts.Problem{Field: "name", Code: "name_missing"})
	case utf8.RuneCountInString(a.Name) > 100 || !utf8.ValidString(a.Name) || strings.ContainsAny(a.Name, "<>/\\@{}[]|;=:") || strings.Contains(strings.ToLower(a.Name), "www."):
		problems = append(problems, accounts.Problem{Field: "name", Code: "name_wrong"})
	}
	if !accounts.ValidAddress(a.Email) {
		problems = append(problems, accounts.Problem{Field: "email", Code: "email_wrong"})
	}
	return problems.Err()
}

// Apply gives the applicant a seat, or a place on the waiting list, and tells whether it did: who has one keeps it. It returns
// accounts.Problems, ErrNotFound, ErrCancelled, ErrEnded, ErrPeopleOnly or ErrRemoved.
func Apply(app core.App, webinar string, a Applicant) (r *Registration, made bool, err error) {
	if a.User == "" {
		if err := a.check(); err != nil {
			return nil, false, err
		}
	}
	err = app.RunInTransaction(func(tx core.App) error {
		w, own, taken, err := findForSeat(tx, webinar, a)
		if err != nil {
			return err
		}
		if err := w.takes(a, time.Now()); err != nil {
			return err
		}
		if r, err = applied(tx, w, a, own); err != nil {
			return err
		}
		if r.State() == Registered || r.State() == Waiting {
			return nil
		}
		if r.IsRemoved() && !a.ByStaff {
			return ErrRemoved
		}
		r.Set("removed", nil)
		made = true
		return seat(tx, w, r, taken)
	})
	return r, made, err
}

func (w *Webinar) takes(a Applicant, now time.Time) error {
	switch {
	case w.State() == Cancelled:
		return ErrCancelled
	case w.State() == Ended || w.State() == Planned && now.After(w.Over()):
		return ErrEnded
	case a.User == "" && w.Audience() != Anyone:
		return ErrPeopleOnly
	}
	return nil
}

// applied is the applicant's own registration, or a new one that nobody has saved yet if there is none.
func applied(tx core.App, w *Webinar, a Applicant, own string) (r *Registration, err error) {
	if own != "" {
		r, err = FindRegistration(tx, own)
	} else {
		r, err = newRegistration(tx, w.Id, a.User)
	}
	if err != nil {
		return nil, err
	}
	if r.State() == "" || r.State() == Withdrawn {
		r.Set("remind", a.Remind)
		r.Set("news", a.News)
		if a.User == "" {
			r.Set("name", a.Name)
			r.Set("email", a.Email)
			r.Set("locale", a.Locale)
		}
	}
	return r, nil
}

// seat gives the registration a seat if there is one. Transactions follow one another, so a seat is never given twice.
func seat(tx core.App, w *Webinar, r *Registration, taken int) error {
	state := Registered
	if w.Seats() > 0 && taken >= w.Seats() {
		state = Waiting
	}
	r.Set("state", string(state))
	r.Set("asked", types.NowDateTime())
	r.Set("promoted", nil)
	r.Set("cancelled", nil)
	r.SetExpand(map[string]any{"webinar": w.ProxyRecord()}) // for those who are told of it, see Meant
	var err error
	if r.IsNew() {
		err = create(tx, r)
	} else {
		err = tx.SaveNoValidate(r) // what is not ours was checked, and whose it is was found
	}
	if err != nil {
		return fmt.Errorf("register for webinar %s: %w", w.Id, err)
	}
	return nil
}

// promote gives the seats that are free to those who wait, in the order in which they asked.
func promote(tx core.App, w *Webinar) error {
	if w.Settled() {
		return nil
	}
	taken, waiting, err := CountSeats(tx, w.Id)
	if err != nil {
		return err
	}
	free := waiting
	if w.Seats() > 0 {
		free = min(waiting, w.Seats()-taken)
	}
	for range max(free, 0) {
		r := &core.Record{}
		err := tx.RecordQuery(Registrations).AndWhere(dbx.HashExp{"webinar": w.Id, "state": string(Waiting)}).
			OrderBy("asked ASC", "rowid ASC").Limit(1).One(r)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := giveSeat(tx, RegistrationOf(r)); err != nil {
			return err
		}
	}
	return nil
}

func giveSeat(tx core.App, r *Registration) error {
	r.Set("state", string(Registered))
	r.Set("promoted", types.NowDateTime())
	if err := tx.Save(r); err != nil {
		return fmt.Errorf("promote registration %s: %w", r.Id, err)
	}
	return nil
}

// Promote gives somebody who waits a seat out of turn, even beyond the seats that there are: staff decide. Who has one keeps it.
func Promote(app core.App, registration string) error {
	return app.RunInTransaction(func(tx core.App) error {
		r, _, err := settledNot(tx, registration)
		if err != nil || r.State() != Waiting {
			return err
		}
		return giveSeat(tx, r)
	})
}
