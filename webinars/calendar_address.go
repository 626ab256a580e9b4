package webinars

import (
	"crypto/hmac"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

const (
	calendars   = "calendar_addresses"
	forCalendar = "calendar"
)

var calendarForm = regexp.MustCompile(`^([a-z0-9]{15})\.([A-Za-z0-9_-]{43})$`)

// CalendarPath is the secret address of the person's own calendar; programs read it without signing in.
func CalendarPath(app core.App, user string) (string, error) {
	version, err := calendarVersion(app, user)
	if err != nil {
		return "", err
	}
	mac, err := sign(app, forCalendar, fmt.Sprintf("%s.%d", user, version))
	if err != nil {
		return "", err
	}
	return "/calendar/" + user + "." + base64.RawURLEncoding.EncodeToString(mac) + ".ics", nil
}

// RenewCalendar makes the address that somebody may have seen void.
func RenewCalendar(app core.App, user string) error {
	return app.RunInTransaction(func(tx core.App) error {
		r := &core.Record{}
		err := tx.RecordQuery(calendars).AndWhere(dbx.HashExp{"user": user}).Limit(1).One(r)
		if errors.Is(err, sql.ErrNoRows) {
			c, err := tx.FindCachedCollectionByNameOrId(calendars)
			if err != nil {
				return err
			}
			r = core.NewRecord(c)
			r.Set("user", user)
		} else if err != nil {
			return err
		}
		r.Set("version", r.GetInt("version")+1)
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("renew calendar address of %s: %w", user, err)
		}
		return nil
	})
}

func calendarVersion(app core.App, user string) (version int, err error) {
	err = app.DB().Select("version").From(calendars).Where(dbx.HashExp{"user": user}).Row(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("calendar address of %s: %w", user, err)
	}
	return version, nil
}

// WhoseCalendar returns whose calendar the last part of an address names, or ErrCalendar.
func WhoseCalendar(app core.App, token string) (user string, err error) {
	parts := calendarForm.FindStringSubmatch(token)
	if parts == nil {
		return "", ErrCalendar
	}
	version, err := calendarVersion(app, parts[1])
	if err != nil {
		return "", err
	}
	mac, err := sign(app, forCalendar, fmt.Sprintf("%s.%d", parts[1], version))
	if err != nil {
		return "", err
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || !hmac.Equal(mac, given) {
		return "", ErrCalendar
	}
	if _, err := accounts.Find(app, parts[1]); errors.Is(err, accounts.ErrNoPerson) {
		return "", ErrCalendar
	} else if err != nil {
		return "", err
	}
	return parts[1], nil
}

// Mine are the webinars that the person has a seat in, waits for, hosts or presents, from a moment on, soonest first. Those that were
// cancelled are among them, so that calendars learn of it.
func Mine(app core.App, user string, from time.Time) ([]*Webinar, error) {
	var list []*Webinar
	err := app.RecordQuery(Collection).AndWhere(dbx.NewExp(`[[start]] >= {:from} AND (owner = {:user} OR hosts LIKE '%"' || {:user} || '"%'
		OR presenters LIKE '%"' || {:user} || '"%' OR id IN (SELECT webinar FROM webinar_registrations WHERE user = {:user} AND user != '' AND state = 'registered'))`,
		dbx.Params{"from": stamp(from), "user": user})).OrderBy("start ASC", "id").Limit(200).All(&list)
	if err != nil {
		return nil, fmt.Errorf("webinars of %s: %w", user, err)
	}
	return list, nil
}
