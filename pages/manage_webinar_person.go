package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// managedRegistration is the registration of the address, for a webinar that the reader may manage.
func managedRegistration(e *core.RequestEvent) (*webinars.Webinar, *webinars.Registration, error) {
	w, err := managedWebinar(e)
	if err != nil {
		return nil, nil, err
	}
	r, err := webinars.FindRegistration(e.App, e.Request.PathValue("registration"))
	if err != nil {
		return nil, nil, err
	}
	if r.Webinar() != w.Id {
		return nil, nil, webinars.ErrNotFound
	}
	return w, r, nil
}

// actOnWebinarPerson gives a seat, sends the link again, withdraws it, or removes the person.
func (s *site) actOnWebinarPerson(e *core.RequestEvent) error {
	w, r, err := managedRegistration(e)
	if err != nil {
		return err
	}
	said := "webinar_person_done"
	switch e.Request.PostFormValue("act") {
	case "promote":
		err = webinars.Promote(e.App, r.Id)
	case "resend":
		err = s.options.Rooms.Resend(e.App, r)
	case "link":
		err = webinars.WithdrawLink(e.App, r.Id)
	case "remove":
		err, said = webinars.Remove(e.App, r.Id), "webinar_person_removed"
	default:
		err = e.BadRequestError("", nil)
	}
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id+"/people", said))
}

type webinarRemoveView struct {
	manageFrame
	Webinar, When, Act, Back string
}

func (s *site) askRemoveWebinarPerson(e *core.RequestEvent) error {
	w, r, err := managedRegistration(e)
	if err != nil {
		return err
	}
	if w.Settled() {
		return webinars.ErrSettled
	}
	name, err := webinars.NameOf(e.App, r)
	if err != nil {
		return err
	}
	l, people := s.locale(e), "/manage/webinars/"+w.Id+"/people"
	view := webinarRemoveView{
		manageFrame: s.webinarFrame(e, l.T("webinar.remove_title", "name", name), w, Crumb{l.T("webinar.people"), people}, Crumb{Title: l.T("webinar.remove")}),
		Webinar:     w.Title(), When: l.Moment(w.Start(), w.Zone()), Act: people + "/" + r.Id, Back: people,
	}
	return s.render(e, http.StatusOK, "manage_webinar_remove", &view)
}
