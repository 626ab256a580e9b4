package hooks

import (
	"errors"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/notifications"
	"aula/webinars"
)

// webinarStands tells whether what a mail or notice about a registration says still holds.
func webinarStands(app core.App, id string, e *notifications.Entry) (bool, error) {
	return webinarHolds(app, id, string(e.Kind()), e.Values())
}

func webinarHolds(app core.App, registration, kind string, values map[string]string) (bool, error) {
	r, err := webinars.FindRegistration(app, registration)
	if errors.Is(err, webinars.ErrNotRegistered) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	w, err := webinars.Find(app, r.Webinar())
	if errors.Is(err, webinars.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if r.State() == webinars.Withdrawn {
		return notifications.Kind(kind) == notifications.WebinarRemoved && r.IsRemoved(), nil
	}
	return webinarHoldsFor(w, r, notifications.Kind(kind), values), nil
}

// webinarHoldsFor tells it of somebody who has a seat or waits for one.
func webinarHoldsFor(w *webinars.Webinar, r *webinars.Registration, kind notifications.Kind, values map[string]string) bool {
	live := w.State() == webinars.Planned || w.State() == webinars.Open
	same := values["when_moment"] == momentOf(w)
	switch kind {
	case notifications.WebinarCancelled:
		return w.State() == webinars.Cancelled
	case notifications.WebinarThanks, notifications.WebinarCredit:
		return w.State() == webinars.Ended
	case notifications.WebinarWaiting:
		return live && same && r.State() == webinars.Waiting
	case notifications.WebinarChanged: // once more changed, there is a newer letter
		return live && same && values["webinar"] == w.Title() && values["lasts_length"] == strconv.Itoa(w.Minutes())
	case notifications.WebinarSoon:
		return live && same && r.State() == webinars.Registered && time.Now().Before(w.Over())
	case notifications.WebinarRemoved: // and taken in again since
		return false
	}
	return live && r.State() == webinars.Registered // a seat, a seat after waiting, a code
}
