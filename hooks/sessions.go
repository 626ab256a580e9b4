package hooks

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/accounts"
	"aula/organisations"
)

// bindSessions lets people who hold a session's cookie in, and keeps the doorkeeper's memory true.
func bindSessions(app core.App) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(
			&hook.Handler[*core.RequestEvent]{
				Id: "aulaSession", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority - 1, Func: recognise,
			},
			&hook.Handler[*core.RequestEvent]{
				Id: "aulaPeopleOnly", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1, Func: peopleOnly,
			},
		)
		return se.Next()
	})
	forget := func(tell func(d *accounts.Doorkeeper, id string)) func(*core.RecordEvent) error {
		return func(e *core.RecordEvent) error {
			tell(accounts.DoorkeeperOf(e.App), e.Record.Id)
			return e.Next()
		}
	}
	app.OnRecordAfterUpdateSuccess(accounts.Collection).BindFunc(forget((*accounts.Doorkeeper).ForgetPerson))
	app.OnRecordAfterDeleteSuccess(accounts.Collection).BindFunc(forget((*accounts.Doorkeeper).ForgetPerson))
	app.OnRecordAfterUpdateSuccess("sessions").BindFunc(forget((*accounts.Doorkeeper).ForgetSession))
	app.OnRecordAfterDeleteSuccess("sessions").BindFunc(forget((*accounts.Doorkeeper).ForgetSession))
	forgetMember := func(e *core.RecordEvent) error {
		accounts.DoorkeeperOf(e.App).ForgetPerson(e.Record.GetString("user"))
		return e.Next()
	}
	app.OnRecordAfterCreateSuccess("memberships").BindFunc(forgetMember)
	app.OnRecordAfterUpdateSuccess("memberships").BindFunc(forgetMember)
	app.OnRecordAfterDeleteSuccess("memberships").BindFunc(forgetMember)
	writeNotes := func() {
		if err := accounts.DoorkeeperOf(app).WriteNotes(app); err != nil {
			app.Logger().Error("sessions in use not noted", "error", err)
		}
	}
	app.Cron().MustAdd("aulaSessionNotes", "* * * * *", writeNotes)
	app.Cron().MustAdd("aulaSessionPurge", "17 * * * *", func() {
		if err := accounts.PurgeSessions(app); err != nil {
			app.Logger().Error("expired sessions not removed", "error", err)
		}
	})
	app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		writeNotes()
		return e.Next()
	})
}

// ours tells whether a path is a page's or a route's of Aula, where sessions count. PocketBase's own API and
// its dashboard know tokens only: a cookie there would let other sites act in people's names.
func ours(path string) bool {
	if strings.HasPrefix(path, "/api/") {
		return strings.HasPrefix(path, "/api/aula/")
	}
	return path != "/api" && path != metricsPath && !strings.HasPrefix(path, "/_/") && !strings.HasPrefix(path, "/assets/")
}

// recognise lets in who holds a session. A token in the request counts more than a cookie.
func recognise(e *core.RequestEvent) error {
	if !ours(e.Request.URL.Path) {
		return e.Next()
	}
	if header := e.Request.Header.Get("Authorization"); header != "" {
		return recogniseToken(e, header)
	}
	cookie, err := e.Request.Cookie(accounts.SessionCookie)
	if err != nil {
		return e.Next()
	}
	if e.Request.URL.Path == accounts.CardWatchPath { // asking how long a session lasts is no use of it
		return e.Next()
	}
	visit, err := accounts.DoorkeeperOf(e.App).Recognise(e.App, cookie.Value)
	var over accounts.CardOver
	switch {
	case errors.As(err, &over):
		e.Set(cardOverKey, over.Why)
		giveCookie(e, "", -1)
	case errors.Is(err, accounts.ErrNoSession):
		giveCookie(e, "", -1)
	case err != nil:
		e.App.Logger().Error("session not recognised", "error", err)
	default:
		e.Set(accounts.VisitKey, visit)
		if visit.Renew > 0 {
			giveCookie(e, cookie.Value, visit.Renew)
		}
		return letPast(e, visit)
	}
	return e.Next()
}

// recogniseToken lets in who sends a token of their own, and leaves any other to PocketBase.
func recogniseToken(e *core.RequestEvent, header string) error {
	const scheme = "Bearer " // PocketBase takes tokens without it, too
	if len(header) > len(scheme) && strings.EqualFold(header[:len(scheme)], scheme) {
		header = header[len(scheme):]
	}
	visit, err := accounts.DoorkeeperOf(e.App).RecogniseToken(e.App, header)
	if err != nil {
		return e.Next()
	}
	return letPast(e, visit)
}

func giveCookie(e *core.RequestEvent, token string, stay time.Duration) {
	seconds := int(stay.Seconds())
	if stay < 0 {
		seconds = -1
	}
	e.SetCookie(&http.Cookie{
		Name: accounts.SessionCookie, Value: token, Path: "/", MaxAge: seconds,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: encrypted(e),
	})
}

func encrypted(e *core.RequestEvent) bool {
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		centre = &organisations.Centre{}
	}
	return centre.Encrypted(e.IsTLS(), e.Request.Host, e.Request.Header.Get("X-Forwarded-Proto"))
}

// peopleOnly drops who is no person of the academy: superusers run the machine, they take no courses.
func peopleOnly(e *core.RequestEvent) error {
	if e.Auth != nil && e.Auth.Collection().Name != accounts.Collection && ours(e.Request.URL.Path) {
		e.Auth = nil
	}
	return e.Next()
}
