package classes

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/calendar"
	"aula/webinars"
)

// SessionPlan is what an edition's staff say about one meeting.
type SessionPlan struct {
	ID          string // of the session that is planned anew; empty: another one
	From, Until time.Time
	Kind        Kind
	Place       string
	Webinar     string // record id
}

// Begun tells whether it has begun.
func (s *Session) Begun(now time.Time) bool { return !now.Before(s.From()) }

// Afterwards tells whether it was entered when it had begun: nobody was told of it before.
func (s *Session) Afterwards() bool { return s.GetDateTime("created").Time().After(s.From()) }

// Stays tells whether its plan changes no more: it has begun, but for one that was entered afterwards; or its register says something, as it may
// an hour before.
func (s *Session) Stays(app core.App, now time.Time) (bool, error) {
	switch {
	case s.Closed() || s.Begun(now) && !s.Afterwards():
		return true, nil
	case now.Before(s.RegisterOpens()):
		return false, nil
	}
	n, err := app.CountRecords(Presences, dbx.HashExp{"session": s.Id})
	if err != nil {
		return false, fmt.Errorf("register of session %s: %w", s.Id, err)
	}
	return n > 0, nil
}

func (s SessionPlan) check(add func(wrong bool, field, code string), p Plan, now time.Time) {
	add(s.From.IsZero(), "from", "hour_missing")
	add(s.Until.IsZero(), "until", "hour_missing")
	if s.From.IsZero() || s.Until.IsZero() {
		return
	}
	add(s.From.Before(now) && s.Kind != InRoom, "day", "session_past") // one in a room can be entered when it was held already
	add(!s.Until.After(s.From), "until", "session_turned")
	add(s.Until.Sub(s.From) > longestSession, "until", "session_long")
	add(!p.From.IsZero() && calendar.DaysBetween(p.From, s.From) < 0 || !p.Until.IsZero() && calendar.DaysBetween(s.From, p.Until) < 0, "day", "session_outside")
	add(s.Kind != InRoom && s.Kind != InWebinar && s.Kind != InBoth, "kind", "kind_wrong")
	add(s.Kind != InWebinar && s.Place == "", "place", "place_missing")
	add(utf8.RuneCountInString(s.Place) > LongestPlace, "place", "place_long")
	add(s.Kind != InRoom && s.Webinar == "", "webinar", "webinar_missing")
	overlaps := 0
	for _, o := range p.Sessions {
		if s.From.Before(o.Until) && o.From.Before(s.Until) {
			overlaps++ // one is itself
		}
	}
	add(overlaps > 1, "from", "session_overlaps")
}

// webinarSlack is how long before or after a session begins its webinar may.
const webinarSlack = time.Hour

// checkWebinars returns what is wrong with the webinars in which the sessions are held.
func (p Plan) checkWebinars(tx core.App) (all accounts.Problems, err error) {
	seen := map[string]bool{}
	for i, s := range p.Sessions {
		if s.Webinar == "" || s.Kind == InRoom {
			continue
		}
		code, err := s.webinarProblem(tx, p)
		if err != nil {
			return nil, err
		}
		if code == "" && seen[s.Webinar] {
			code = "webinar_twice"
		}
		seen[s.Webinar] = true
		if code != "" {
			all = append(all, accounts.Problem{Field: fmt.Sprintf("session_%d_webinar", i), Code: code})
		}
	}
	return all, nil
}

func (s SessionPlan) webinarProblem(tx core.App, p Plan) (code string, err error) {
	w, err := webinars.Find(tx, s.Webinar)
	switch {
	case errors.Is(err, webinars.ErrNotFound):
		return "webinar_missing", nil
	case err != nil:
		return "", err
	case w.Settled():
		return "webinar_over", nil
	case w.Course() != "": // its own register would count for the whole course
		return "webinar_course", nil
	case w.Seats() > 0 && (p.Seats == 0 || w.Seats() < p.Seats):
		return "webinar_seats", nil
	case w.Start().Sub(s.From).Abs() > webinarSlack:
		return "webinar_time", nil
	}
	return "", nil
}

// putSessions plans the sessions anew whose plan does not stay. Those of which the plan knows nothing are no more.
func (e *Edition) putSessions(tx core.App, plans []SessionPlan, now time.Time) error {
	was, err := SessionsOf(tx, e.Id)
	if err != nil {
		return err
	}
	webinarsBefore := map[string]bool{}
	for _, s := range was {
		webinarsBefore[s.Webinar()] = true
		stays, err := s.Stays(tx, now)
		if err != nil {
			return err
		}
		if stays || slices.ContainsFunc(plans, func(p SessionPlan) bool { return p.ID == s.Id }) {
			continue
		}
		if err := tx.Delete(s); err != nil {
			return fmt.Errorf("call session %s off: %w", s.Id, err)
		}
	}
	fresh := false
	for _, p := range plans {
		s, err := e.sessionFor(tx, was, p, now)
		if err != nil {
			return err
		}
		if err := s.put(tx, p); err != nil {
			return err
		}
		fresh = fresh || s.Webinar() != "" && !webinarsBefore[s.Webinar()]
	}
	if !fresh {
		return nil
	}
	return e.enterFresh(tx)
}

// enterFresh brings everybody who has a seat into webinars that are new to the edition.
func (e *Edition) enterFresh(tx core.App) error {
	people, err := People(tx, e.Id, In)
	if err != nil {
		return err
	}
	for _, s := range people {
		if s.User() == "" {
			continue
		}
		if err := e.enterWebinars(tx, s.User()); err != nil {
			return err
		}
	}
	return nil
}

// sessionFor is the session that a plan is about, or a new one. One that began meanwhile changes no more.
func (e *Edition) sessionFor(tx core.App, was []*Session, p SessionPlan, now time.Time) (*Session, error) {
	for _, s := range was {
		if s.Id != p.ID {
			continue
		}
		stays, err := s.Stays(tx, now)
		if err == nil && stays {
			err = ErrChanged
		}
		return s, err
	}
	c, err := tx.FindCachedCollectionByNameOrId(Sessions)
	if err != nil {
		return nil, err
	}
	s := SessionOf(core.NewRecord(c))
	s.Set("edition", e.Id)
	return s, nil
}

func (s *Session) put(tx core.App, p SessionPlan) error {
	if p.Kind == InWebinar {
		p.Place = ""
	}
	if p.Kind == InRoom {
		p.Webinar = ""
	}
	if !s.From().Equal(p.From) {
		s.Set("reminded", nil)
	}
	for name, value := range map[string]any{"from": p.From.UTC(), "until": p.Until.UTC(), "kind": string(p.Kind), "place": p.Place, "webinar": p.Webinar} {
		s.Set(name, value)
	}
	if err := tx.Save(s); err != nil {
		return fmt.Errorf("plan session of edition %s: %w", s.Edition(), err)
	}
	return nil
}
