package webinars

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/internal/markup"
)

// Bounds of a plan.
const (
	LongestTitle       = 150
	LongestDescription = 20_000
	LongestSeries      = 100
	MostMinutes        = 12 * 60
	MostSeats          = 10_000
	MostHosts          = 20
	leastRecorded      = 5 // minutes
)

// Plan is what staff say about a webinar.
type Plan struct {
	Title, Description, Series string
	Start                      time.Time
	Minutes                    int
	Zone                       string
	Hosts, Presenters          []string // mailboxes of people with an account
	Seats                      int
	Audience, Lobby            string
	SignIn                     bool
	Course, CourseKey          string // record id; key of the course's rule
	Percent                    int
	Engine                     Engine // empty: ThisMachine
	RecordingMinutes           int    // that may be recorded; 0: as the centre says
}

// PlanOf reads the plan of a webinar back.
func PlanOf(app core.App, w *Webinar) (Plan, error) {
	p := Plan{
		Title: w.Title(), Description: w.Description(), Series: w.Series(), Start: w.Start(), Minutes: w.Minutes(), Zone: w.Zone(),
		Seats: w.Seats(), Audience: w.Audience(), Lobby: w.Lobby(), SignIn: w.NeedsSignIn(),
		Course: w.Course(), CourseKey: w.CourseKey(), Percent: w.Percent(), Engine: w.Engine(),
		RecordingMinutes: w.RecordingMinutes(),
	}
	for _, list := range []struct {
		ids  []string
		into *[]string
	}{{w.Hosts(), &p.Hosts}, {w.Presenters(), &p.Presenters}} {
		for _, id := range list.ids {
			person, err := accounts.Find(app, id)
			if err != nil {
				return p, err
			}
			*list.into = append(*list.into, person.Email())
		}
	}
	return p, nil
}

// check returns what is wrong with the plan, as fields and codes below "webinar.problem.".
func (p Plan) check(now time.Time, moved bool) accounts.Problems {
	var all accounts.Problems
	add := all.AddIf
	add(p.Title == "", "title", "title_missing")
	add(utf8.RuneCountInString(p.Title) > LongestTitle, "title", "title_long")
	add(len(p.Description) > LongestDescription || !utf8.ValidString(p.Description), "description", "description_long")
	add(utf8.RuneCountInString(p.Series) > LongestSeries, "series", "series_long")
	add(p.Start.IsZero(), "start", "start_missing")
	add(moved && p.Start.Before(now), "start", "start_past")
	add(p.Start.After(now.AddDate(5, 0, 0)), "start", "start_far")
	add(p.Minutes < 5 || p.Minutes > MostMinutes, "minutes", "minutes_wrong")
	add(!KnownZone(p.Zone), "zone", "zone_wrong")
	add(p.Seats < 0 || p.Seats > MostSeats, "seats", "seats_wrong")
	add(p.Audience != Anyone && p.Audience != PeopleOnly, "audience", "audience_wrong")
	add(p.Lobby != LobbyAutomatic && p.Lobby != LobbyHosts, "lobby", "lobby_wrong")
	add(p.Percent < 0 || p.Percent > 100, "percent", "percent_wrong")
	add(p.SignIn && p.Audience == Anyone, "sign_in", "sign_in_guests")
	add(p.CourseKey != "" && !plainKey(p.CourseKey), "course_key", "key_wrong")
	add(p.Engine != "" && p.Engine != ThisMachine && p.Engine != LiveKit, "engine", "engine_wrong")
	add(p.RecordingMinutes != 0 && (p.RecordingMinutes < leastRecorded || p.RecordingMinutes > MostMinutes), "recording_hours", "recording_wrong")
	add(len(p.Hosts) > MostHosts, "hosts", "people_many")
	add(len(p.Presenters) > MostHosts, "presenters", "people_many")
	return all
}

// KnownZone tells whether name is an IANA time zone.
func KnownZone(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func plainKey(key string) bool {
	return len(key) <= 60 && !strings.ContainsFunc(key, func(r rune) bool {
		return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// Create plans a webinar; owner is who does. It returns accounts.Problems.
func Create(app core.App, owner string, p Plan) (*Webinar, error) {
	c, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	w := Of(core.NewRecord(c))
	w.Set("owner", owner)
	w.Set("state", string(Planned))
	if err := w.put(app, p, time.Now(), true); err != nil {
		return nil, err
	}
	if err := app.Save(w); err != nil {
		return nil, fmt.Errorf("plan webinar: %w", err)
	}
	return w, nil
}

// Change changes the plan of a webinar that stood at this revision when whoever changes it read it, and gives seats that are new to
// those who wait. It returns accounts.Problems, ErrSettled, or ErrChanged if somebody else was faster.
func Change(app core.App, id string, revision int, p Plan) (*Webinar, error) {
	var w *Webinar
	err := app.RunInTransaction(func(tx core.App) (err error) {
		if w, err = Find(tx, id); err != nil {
			return err
		}
		if w.Revision() != revision {
			return ErrChanged
		}
		if w.Settled() {
			return ErrSettled
		}
		if err := w.put(tx, p, time.Now(), !w.Start().Equal(p.Start)); err != nil {
			return err
		}
		if err := tx.Save(w); err != nil {
			return fmt.Errorf("change webinar %s: %w", id, err)
		}
		return promote(tx, w)
	})
	return w, err
}

// put writes a plan that is right into the record.
func (w *Webinar) put(app core.App, p Plan, now time.Time, moved bool) error {
	p.Title, p.Series = accounts.NormaliseName(p.Title), accounts.NormaliseName(p.Series)
	problems := p.check(now, moved)
	engine := cmp.Or(p.Engine, ThisMachine)
	if w.State() == Open && engine != w.Engine() {
		problems = append(problems, accounts.Problem{Field: "engine", Code: "engine_open"})
	}
	hosts, missing, err := accounts.ConfirmedAt(app, p.Hosts)
	if err != nil {
		return err
	}
	if missing {
		problems = append(problems, accounts.Problem{Field: "hosts", Code: "person_unknown"})
	}
	presenters, missing, err := accounts.ConfirmedAt(app, p.Presenters)
	if err != nil {
		return err
	}
	if missing {
		problems = append(problems, accounts.Problem{Field: "presenters", Code: "person_unknown"})
	}
	if err := problems.Err(); err != nil {
		return err
	}
	doc, err := markup.Render([]byte(p.Description), markup.Options{Prefix: "d-"})
	if err != nil {
		return accounts.Problems{{Field: "description", Code: "description_long"}}
	}
	if p.Course == "" {
		p.CourseKey = ""
	}
	for name, value := range map[string]any{
		"title": p.Title, "description": p.Description, "description_html": doc.HTML, "series": p.Series,
		"start": p.Start.UTC(), "minutes": p.Minutes, "zone": p.Zone, "hosts": hosts, "presenters": presenters,
		"seats": p.Seats, "audience": p.Audience, "lobby": p.Lobby, "sign_in": p.SignIn,
		"course": p.Course, "course_key": p.CourseKey, "percent": p.Percent, "engine": string(engine), "recording_minutes": p.RecordingMinutes, "revision": w.Revision() + 1,
	} {
		w.Set(name, value)
	}
	return nil
}

// Cancel calls a webinar off for good. It returns ErrSettled if it is over or cancelled already, and ErrUnderway while it is open: who is
// in it must not read that it was called off.
func Cancel(app core.App, id string) error {
	return app.RunInTransaction(func(tx core.App) error {
		w, err := Find(tx, id)
		if err != nil {
			return err
		}
		if w.Settled() {
			return ErrSettled
		}
		if w.State() == Open {
			return ErrUnderway
		}
		w.Set("state", string(Cancelled))
		w.Set("cancelled", types.NowDateTime())
		w.Set("revision", w.Revision()+1)
		if err := tx.Save(w); err != nil {
			return fmt.Errorf("cancel webinar %s: %w", id, err)
		}
		return nil
	})
}

// Begin opens the room of a planned webinar; one that is open stays open.
func Begin(app core.App, id string) error { return turn(app, id, Open, "started") }

// Finish ends a webinar for all; one that has ended stays so.
func Finish(app core.App, id string) error { return turn(app, id, Ended, "ended") }

func turn(app core.App, id string, to State, mark string) error {
	return app.RunInTransaction(func(tx core.App) error {
		w, err := Find(tx, id)
		if err != nil || w.State() == to {
			return err
		}
		if w.Settled() {
			return ErrSettled
		}
		w.Set("state", string(to))
		w.Set(mark, types.NowDateTime())
		if err := tx.Save(w); err != nil {
			return fmt.Errorf("webinar %s becomes %s: %w", id, to, err)
		}
		return nil
	})
}
