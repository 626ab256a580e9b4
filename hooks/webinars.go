package hooks

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/locales"
	"aula/webinars"
)

// webinarAnswer is what anyone may know of a webinar.
type webinarAnswer struct {
	ID          string          `json:"id"`
	Title       string          `json:"title"`
	Series      string          `json:"series"`
	State       string          `json:"state"`
	Held        bool            `json:"held"` // somebody opened its room
	Start       time.Time       `json:"start"`
	Minutes     int             `json:"minutes"`
	Zone        string          `json:"zone"`
	Audience    string          `json:"audience"`
	Seats       *int            `json:"seats"`                 // null: without limit
	Places      webinars.Places `json:"places"`                // left
	Description string          `json:"description,omitempty"` // HTML, on its own
}

type registrationAnswer struct {
	State    string `json:"state"` // registered | waiting | cancelled | asked
	Position int    `json:"position,omitempty"`
}

func bindWebinarRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.GET("/webinars", listWebinars)
	api.GET("/webinars/{id}", showWebinar)
	api.POST("/webinars/{id}/registration", registerForWebinar)
	api.DELETE("/webinars/{id}/registration", withdrawFromWebinar)
}

func answerWebinar(app core.App, w *webinars.Webinar) (webinarAnswer, error) {
	a := webinarAnswer{
		ID: w.Id, Title: w.Title(), Series: w.Series(), State: string(w.State()), Held: w.Held(), Start: w.Start().UTC(), Minutes: w.Minutes(), Zone: w.Zone(), Audience: w.Audience(), Places: webinars.PlacesUnlimited,
	}
	if w.Seats() > 0 {
		taken, _, err := webinars.CountSeats(app, w.Id)
		if err != nil {
			return a, err
		}
		seats := w.Seats()
		a.Seats, a.Places = &seats, webinars.PlacesLeft(seats, taken)
	}
	return a, nil
}

func listWebinars(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page, err := strconv.Atoi(q.Get("page"))
	if err != nil && q.Has("page") {
		return errInvalid
	}
	list, total, err := webinars.List(e.App, webinars.Filter{Past: q.Get("past") == "true", Series: q.Get("series"), Audience: q.Get("audience"), Page: min(page, 10_000)}, time.Now())
	if err != nil {
		return err
	}
	answers := []webinarAnswer{}
	for _, w := range list {
		a, err := answerWebinar(e.App, w)
		if err != nil {
			return err
		}
		answers = append(answers, a)
	}
	return e.JSON(http.StatusOK, map[string]any{"total": total, "webinars": answers})
}

func showWebinar(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	a, err := answerWebinar(e.App, w)
	if err != nil {
		return err
	}
	a.Description = w.DescriptionHTML()
	return e.JSON(http.StatusOK, a)
}

// registerForWebinar registers who is signed in, or a guest by name and mailbox.
func registerForWebinar(e *core.RequestEvent) error {
	if e.Auth == nil || e.Auth.Collection().Name != accounts.Collection {
		return registerGuest(e)
	}
	r, made, err := webinars.Apply(e.App, e.Request.PathValue("id"), webinars.Applicant{User: e.Auth.Id, Remind: true})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	return answerRegistration(e, status, r)
}

func registerGuest(e *core.RequestEvent) error {
	var body struct {
		Name   string `json:"name"`
		Email  string `json:"email"`
		Locale string `json:"locale"`
		Remind *bool  `json:"remind"`
		News   bool   `json:"news"`
	}
	if err := e.BindBody(&body); err != nil {
		return errInvalid
	}
	if body.Email == "" {
		return errSignIn
	}
	if err := accounts.Take(e.App, accounts.TryRegister, body.Email, e.RealIP()); err != nil {
		return err
	}
	a := webinars.Applicant{Name: body.Name, Email: body.Email, Locale: locales.For(body.Locale).Tag(), Remind: body.Remind == nil || *body.Remind, News: body.News}
	err := RegisterGuest(e.App, e.Request.PathValue("id"), a)
	var problems accounts.Problems
	if errors.As(err, &problems) {
		return errInvalid
	}
	if err != nil {
		return err
	}
	return e.JSON(http.StatusCreated, registrationAnswer{State: guestAsked})
}

// guestAsked is all that a guest's request is answered: a mail says where they stand.
const guestAsked = "asked"

// RegisterGuest registers a guest by name and mailbox, or writes once more to one who is registered already. Whether the mailbox was is
// nobody else's business, so the outcome is the same for all, for somebody whom the hosts removed too: it comes by mail.
func RegisterGuest(app core.App, webinar string, a webinars.Applicant) error {
	r, made, err := webinars.Apply(app, webinar, a)
	if errors.Is(err, webinars.ErrRemoved) {
		return nil
	}
	if err != nil || made {
		return err
	}
	return ResendWebinarMail(app, r)
}

func answerRegistration(e *core.RequestEvent, status int, r *webinars.Registration) error {
	position, err := webinars.Position(e.App, r)
	if err != nil {
		return err
	}
	return e.JSON(status, registrationAnswer{string(r.State()), position})
}

// withdrawFromWebinar gives the seat of who is signed in back. Guests do so by their link, on the page.
func withdrawFromWebinar(e *core.RequestEvent) error {
	user, err := learner(e)
	if err != nil {
		return err
	}
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	r, err := webinars.FindOwn(e.App, w.Id, user.Id)
	if err != nil {
		return err
	}
	if err := webinars.Withdraw(e.App, r.Id); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, registrationAnswer{State: string(webinars.Withdrawn)})
}
