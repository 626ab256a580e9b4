package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/webinars"
)

// registerForWebinar registers the reader, or a guest by name and mailbox. Whether a mailbox was registered before is not told.
func (s *site) registerForWebinar(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "name", "email", "remind", "news")
	a := webinars.Applicant{Name: f.Value("name"), Email: f.Value("email"), Locale: l.Tag(), Remind: f.Is("remind", "yes"), News: f.Is("news", "yes")}
	if u := person(e); u != nil {
		a = webinars.Applicant{User: u.Id, Remind: true}
	} else if err := accounts.Take(e.App, accounts.TryRegister, a.Email, e.RealIP()); err != nil {
		status, err := f.take(e, l, err, "email")
		if err != nil {
			return err
		}
		return s.renderWebinar(e, status, w.Id, f)
	}
	said, err := s.apply(e, w, a)
	var problems accounts.Problems
	switch {
	case errors.As(err, &problems):
		f.blameWebinar(l, problems)
		return s.renderWebinar(e, http.StatusUnprocessableEntity, w.Id, f)
	case errors.Is(err, webinars.ErrPeopleOnly):
		return back(e, "/sign-in?next=/webinars/"+w.Id)
	case err != nil:
		return err
	}
	return back(e, withSaid("/webinars/"+w.Id, said))
}

// apply registers the applicant and returns what to say of it. Guests read where they stand in the mail alone.
func (s *site) apply(e *core.RequestEvent, w *webinars.Webinar, a webinars.Applicant) (said string, err error) {
	if a.User == "" {
		return "webinar_asked", s.options.Rooms.RegisterGuest(e.App, w.Id, a)
	}
	r, _, err := webinars.Apply(e.App, w.Id, a)
	if err == nil && r.State() == webinars.Waiting {
		return "webinar_waiting", nil
	}
	return "webinar_registered", err
}
