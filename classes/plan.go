package classes

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/calendar"
)

// Bounds of a plan.
const (
	LongestTitle     = 150
	LongestPlace     = 200
	LongestReason    = 300
	LongestNews      = 2000
	MostSeats        = 10_000
	MostSessions     = 60
	MostFacilitators = 20
	longestSession   = 12 * time.Hour
	longestEdition   = 2 * 366 // days
)

// Plan is what its staff say about an edition.
type Plan struct {
	Title             string
	From, Until       time.Time // any moment of the first and of the last day
	Seats             int       // 0: without limit
	Ways              []Way
	Approval, Waiting bool
	Facilitators      []string // mailboxes of people with an account
	Counts            bool     // the course asks for presence at it
	Percent           int      // of presence
	Assisted          bool
	Sessions          []SessionPlan // but for those that stay, see Session.Stays
}

// PlanOf reads the plan of an edition back, with the sessions whose plan can change.
func PlanOf(app core.App, e *Edition, now time.Time) (Plan, error) {
	p := Plan{
		Title: e.Title(), From: e.From(), Until: e.Until(), Seats: e.Seats(), Ways: e.Ways(), Approval: e.Approval(), Waiting: e.Waiting(),
		Counts: e.Presence() != "", Percent: e.Percent(), Assisted: e.Assisted(),
	}
	for _, id := range e.Facilitators() {
		person, err := accounts.Find(app, id)
		if errors.Is(err, accounts.ErrNoPerson) {
			continue
		}
		if err != nil {
			return p, err
		}
		p.Facilitators = append(p.Facilitators, person.Email())
	}
	sessions, err := SessionsOf(app, e.Id)
	for _, s := range sessions {
		stays, err := s.Stays(app, now)
		if err != nil {
			return p, err
		}
		if !stays {
			p.Sessions = append(p.Sessions, SessionPlan{s.Id, s.From(), s.Until(), s.Kind(), s.Place(), s.Webinar()})
		}
	}
	return p, err
}

// Check returns what is wrong with the plan by itself, as fields and codes below "edition.problem.". A field of a session is "session_N_NAME".
func (p Plan) Check(now time.Time) accounts.Problems {
	var all accounts.Problems
	add := all.AddIf
	add(p.Title == "", "title", "title_missing")
	add(utf8.RuneCountInString(p.Title) > LongestTitle, "title", "title_long")
	add(p.From.IsZero(), "from", "day_missing")
	add(p.Until.IsZero(), "until", "day_missing")
	known := !p.From.IsZero() && !p.Until.IsZero()
	add(known && calendar.DaysBetween(p.From, p.Until) < 0, "until", "until_before")
	add(known && calendar.DaysBetween(p.From, p.Until) > longestEdition, "until", "until_far")
	add(known && now.After(calendar.EndOfDay(p.Until)), "until", "until_past")
	add(p.Seats < 0 || p.Seats > MostSeats, "seats", "seats_wrong")
	add(p.Percent < 0 || p.Percent > 100, "percent", "percent_wrong")
	add(len(p.Facilitators) > MostFacilitators, "facilitators", "people_many")
	add(len(p.Sessions) > MostSessions, "sessions", "sessions_many")
	for i, s := range p.Sessions {
		s.check(func(wrong bool, field, code string) { add(wrong, fmt.Sprintf("session_%d_%s", i, field), code) }, p, now)
	}
	return all
}

// Make plans an edition of a course; organisation is whose it is, empty for the centre's. It returns accounts.Problems.
func Make(app core.App, course, organisation string, p Plan) (e *Edition, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		c, err := tx.FindCachedCollectionByNameOrId(Collection)
		if err != nil {
			return err
		}
		e = Of(core.NewRecord(c))
		e.Set("course", course)
		e.Set("organisation", organisation)
		e.Set("state", string(Planned))
		return e.put(tx, p, time.Now())
	})
	return e, err
}

// Change changes the plan of an edition that stood at this revision when whoever changes it read it, and gives seats that are new to
// those who wait. It returns accounts.Problems, ErrSettled, or ErrChanged if somebody else was faster.
func Change(app core.App, id string, revision int, p Plan) (e *Edition, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		if e, err = Find(tx, id); err != nil {
			return err
		}
		if e.Revision() != revision {
			return ErrChanged
		}
		if e.Settled() {
			return ErrSettled
		}
		if err := e.put(tx, p, time.Now()); err != nil {
			return err
		}
		return e.promote(tx)
	})
	return e, err
}

// put writes a plan that is right.
func (e *Edition) put(tx core.App, p Plan, now time.Time) error {
	p.Title = accounts.NormaliseName(p.Title)
	problems := p.Check(now)
	facilitators, missing, err := accounts.ConfirmedAt(tx, p.Facilitators)
	if err != nil {
		return err
	}
	stranger, err := e.strangerAmong(tx, facilitators)
	if err != nil {
		return err
	}
	problems.AddIf(missing || stranger, "facilitators", "person_unknown")
	asks, err := e.mayCount(tx)
	if err != nil {
		return err
	}
	problems.AddIf(p.Counts && !asks, "counts", "counts_course")
	wrong, err := p.checkWebinars(tx)
	if err != nil {
		return err
	}
	if err := append(problems, wrong...).Err(); err != nil {
		return err
	}
	ways := slices.DeleteFunc(slices.Clone(Ways), func(w Way) bool { return !slices.Contains(p.Ways, w) })
	code := ""
	if slices.Contains(ways, ByCode) {
		code = cmp.Or(e.Code(), newCode())
	}
	presence, percent, err := presenceOf(tx, e.Course(), p)
	if err != nil {
		return err
	}
	for name, value := range map[string]any{
		"title": p.Title, "from": calendar.AddDays(p.From, 0), "until": calendar.EndOfDay(p.Until), "seats": p.Seats, "ways": ways, "code": code,
		"approval": p.Approval, "waiting": p.Waiting, "facilitators": facilitators, "presence": presence, "percent": percent,
		"assisted": p.Assisted, "revision": e.Revision() + 1,
	} {
		e.Set(name, value)
	}
	if err := tx.Save(e); err != nil {
		return fmt.Errorf("plan edition of course %s: %w", e.Course(), err)
	}
	return e.putSessions(tx, p.Sessions, now)
}

// presenceOf is the key that presence at an edition fulfils, and how much of it the course asks for under it. Where the course knows no
// presence yet it asks for it from now on.
func presenceOf(tx core.App, course string, p Plan) (key string, percent int, err error) {
	percent = cmp.Or(p.Percent, usualPercent)
	if !p.Counts {
		return "", percent, nil
	}
	if key, err = courses.PresenceKeyOf(tx, course); err != nil {
		return "", 0, err
	}
	if err := courses.AskPresence(tx, course, key, percent); err != nil {
		return "", 0, err
	}
	percent, err = courses.PresencePercent(tx, course, key, percent)
	return key, percent, err
}

// usualPercent is how much presence an edition asks for where nobody says.
const usualPercent = 80
