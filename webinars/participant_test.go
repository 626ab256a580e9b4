package webinars_test

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/webinars"
)

func planned(t testing.TB, app core.App, values map[string]any) *webinars.Webinar {
	t.Helper()
	all := map[string]any{
		"title": "SPID e CIE in comune", "start": time.Now().Add(48 * time.Hour), "minutes": 60, "zone": "Europe/Rome",
		"audience": webinars.Anyone, "lobby": webinars.LobbyAutomatic, "state": "planned", "revision": 1,
	}
	for name, value := range values {
		all[name] = value
	}
	return webinars.Of(testapp.Save(t, app, webinars.Collection, all))
}

func seated(t testing.TB, app core.App, w *webinars.Webinar, values map[string]any) *webinars.Registration {
	t.Helper()
	all := map[string]any{"webinar": w.Id, "state": "registered", "asked": time.Now(), "version": 1}
	for name, value := range values {
		all[name] = value
	}
	return webinars.RegistrationOf(testapp.Save(t, app, webinars.Registrations, all))
}

func TestWhoKnocksIsKnownWithTheirRole(t *testing.T) {
	app := testapp.New(t)
	host := testapp.Person(t, app, "staff", "host@example.org")
	presenter := testapp.Person(t, app, "author", "presenter@example.org")
	learner := testapp.Person(t, app, "learner")
	stranger := testapp.Person(t, app, "learner", "stranger@example.org")
	states := []struct {
		state                         string
		host, presenter, learner, not error
	}{
		{"planned", nil, nil, webinars.ErrNotOpen, webinars.ErrNotRegistered},
		{"open", nil, nil, nil, webinars.ErrNotRegistered},
		{"ended", webinars.ErrEnded, webinars.ErrEnded, webinars.ErrEnded, webinars.ErrNotRegistered},
		{"cancelled", webinars.ErrCancelled, webinars.ErrCancelled, webinars.ErrCancelled, webinars.ErrNotRegistered},
	}
	for _, row := range states {
		w := planned(t, app, map[string]any{"state": row.state, "hosts": []string{host.Id}, "presenters": []string{presenter.Id}})
		seated(t, app, w, map[string]any{"user": learner.Id})
		for _, who := range []struct {
			user *core.Record
			role webinars.Role
			want error
		}{{host, webinars.Host, row.host}, {presenter, webinars.Presenter, row.presenter}, {learner, webinars.Attendee, row.learner}, {stranger, "", row.not}, {nil, "", row.not}} {
			p, err := webinars.Admitted(app, webinars.Knock{Webinar: w.Id, User: who.user})
			if !errors.Is(err, who.want) {
				t.Errorf("%s: %s gets %v, want %v", row.state, who.role, err, who.want)
			}
			if (err == nil || errors.Is(err, webinars.ErrNotOpen)) && (p.Role != who.role || p.Name != "Ada Bianchi" || p.User != who.user.Id) {
				t.Errorf("%s: %+v, want a %s", row.state, p, who.role)
			}
		}
	}
	if _, err := webinars.Admitted(app, webinars.Knock{Webinar: "none"}); !errors.Is(err, webinars.ErrNotFound) {
		t.Errorf("a webinar that is not there: %v", err)
	}
}

func TestWhoWaitsWithdrewOrWasRemovedStaysOutside(t *testing.T) {
	app := testapp.New(t)
	learner := testapp.Person(t, app, "learner")
	for _, row := range []struct {
		name   string
		values map[string]any
		want   error
	}{
		{"waits", map[string]any{"state": "waiting"}, webinars.ErrWaiting},
		{"withdrew", map[string]any{"state": "cancelled"}, webinars.ErrNotRegistered},
		{"was removed", map[string]any{"removed": time.Now()}, webinars.ErrRemoved},
		{"has a seat", nil, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := planned(t, app, map[string]any{"state": "open"})
			values := map[string]any{"user": learner.Id}
			for k, v := range row.values {
				values[k] = v
			}
			seated(t, app, w, values)
			if _, err := webinars.Admitted(app, webinars.Knock{Webinar: w.Id, User: learner}); !errors.Is(err, row.want) {
				t.Errorf("%v, want %v", err, row.want)
			}
		})
	}
}
