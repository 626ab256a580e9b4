package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/hooks"
	"aula/webinars"
)

const (
	webinarsOfATurn      = 4   // one is over before anything but chance is measured
	registrationsOfATurn = 150 // for each
	registeredBefore     = 350 // so that a turn ends with as many as a large webinar has
	registrationSeats    = 600
)

// registrationTime compares registering for a webinar, with the seats counted and the mail queued, with creating one record of the same
// fields. Guests and people with an account are measured apart; the dearer of the two has the goal.
func registrationTime(l *lab) ([]figure, error) {
	var figures []figure
	err := within(filepath.Join(l.dir, "registrations"), func(app core.App) error {
		x, err := openCounter(app)
		if err != nil {
			return err
		}
		plain, err := openPlainSeats(l, "seats")
		if err != nil {
			return err
		}
		var both [2]pairs
		for i, apply := range []func(int) error{x.people, x.guests} {
			both[i], err = watched(func() (pairs, error) {
				return inTurn(
					func() (float64, error) { return x.turn(apply) },
					func() (float64, error) { return each(webinarsOfATurn*registrationsOfATurn, plain.create) })
			})
			if err != nil {
				return errors.Join(err, plain.app.ResetBootstrapState())
			}
		}
		figures = append(ratio("registration", "ms", both[0]), ratio("registration_guest", "ms", both[1])...)
		return errors.Join(x.check(), plain.app.ResetBootstrapState())
	})
	return figures, err
}

// counter is where people register: a new webinar each turn, for which others are registered already.
type counter struct {
	app     core.App
	host    string
	users   []string
	webinar string
	turns   int
}

func openCounter(app core.App) (*counter, error) {
	hooks.Bind(app, hooks.Options{})
	if err := foundAcademy(app); err != nil {
		return nil, err
	}
	host, err := save(app, "users", person("author", "host@example.org", learnerName))
	if err != nil {
		return nil, err
	}
	x := &counter{app: app, host: host.Id}
	_, err = app.DB().NewQuery(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {:people})
		INSERT INTO users (id, email, tokenKey, password, verified, role, given_name, family_name, locale, created, updated)
		SELECT printf('p%014d', i), 'p' || i || '@example.org', hex(randomblob(25)), 'none', 1, 'learner', 'Persona', 'N. ' || i, 'it',
			'2026-01-01 09:00:00.000Z', '2026-01-01 09:00:00.000Z' FROM n`).Bind(dbx.Params{"people": registeredBefore + registrationsOfATurn}).Execute()
	if err != nil {
		return nil, err
	}
	return x, app.DB().NewQuery("SELECT id FROM users WHERE id LIKE 'p0%' ORDER BY id").Column(&x.users)
}

// turn measures registrations for new webinars, one after the other.
func (x *counter) turn(apply func(int) error) (float64, error) {
	sum := 0.0
	for range webinarsOfATurn {
		if err := x.plan(); err != nil {
			return 0, err
		}
		took, err := each(registrationsOfATurn, apply)
		if err != nil {
			return 0, err
		}
		sum += took
	}
	return sum / webinarsOfATurn, nil
}

// plan plans a webinar and fills most of it.
func (x *counter) plan() error {
	w, err := webinars.Create(x.app, x.host, webinars.Plan{
		Title: "SPID dal vivo", Start: time.Now().Add(30 * 24 * time.Hour), Minutes: 60, Zone: "Europe/Rome", Seats: registrationSeats,
		Audience: webinars.Anyone, Lobby: webinars.LobbyAutomatic, Percent: 80,
	})
	if err != nil {
		return err
	}
	x.webinar = w.Id
	x.turns++
	_, err = x.app.DB().NewQuery(`INSERT INTO webinar_registrations (id, webinar, user, state, asked, version, created, updated)
		SELECT lower(hex(randomblob(7))) || 'x', {:webinar}, id, 'registered', '2026-01-01 09:00:00.000Z', 1, created, updated
		FROM users WHERE id LIKE 'p0%' ORDER BY id LIMIT {:before}`).Bind(dbx.Params{"webinar": w.Id, "before": registeredBefore}).Execute()
	return err
}

func (x *counter) people(count int) error {
	return x.apply(count, func(i int) webinars.Applicant {
		return webinars.Applicant{User: x.users[registeredBefore+i], Remind: true}
	})
}

func (x *counter) guests(count int) error {
	return x.apply(count, func(i int) webinars.Applicant {
		return webinars.Applicant{Name: learnerName, Email: fmt.Sprintf("ospite%d@example.org", i), Locale: "it", Remind: true}
	})
}

func (x *counter) apply(count int, who func(int) webinars.Applicant) error {
	for i := range count {
		r, made, err := webinars.Apply(x.app, x.webinar, who(i))
		if err != nil {
			return err
		}
		if !made || r.State() != webinars.Registered {
			return fmt.Errorf("registration %d: made %v, %s", i, made, r.State())
		}
	}
	return nil
}

// check makes sure that a mail was queued for each.
func (x *counter) check() error {
	seats, mails := 0, 0
	err := x.app.DB().NewQuery("SELECT count(*) FROM webinar_registrations").Row(&seats)
	if err == nil {
		err = x.app.DB().NewQuery("SELECT count(*) FROM jobs").Row(&mails)
	}
	if made := seats - x.turns*registeredBefore; err == nil && (made != x.turns*registrationsOfATurn || mails < made) {
		err = fmt.Errorf("%d registrations, %d mails", made, mails)
	}
	return err
}
