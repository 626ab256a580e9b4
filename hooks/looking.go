package hooks

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
)

// shownToLookers are the pages that staff see as somebody, as http.ServeMux names paths: the narrowest counts, and what none
// names stays shut.
var shownToLookers = map[string]bool{
	"/{$}": true, "/privacy": true, "/accessibility": true,
	"/courses": true, "/courses/": true,
	"/courses/{slug}/quizzes/{quiz}/attempts/": false, // what somebody answered
	"/webinars": true, "/webinars/": true,
	"/webinars/{id}/room": false, "/webinars/{id}/code": false, "/webinars/{id}/join/": false, // whoever is in the room takes part
	"/certificates": true, "/certificates/": true,
	"/organisations/": true,
	"/organisations/{ipa}/outside/{outside}/document": false, // which is for those who decide
	"/me": true, "/me/hours": true, accounts.ActingPath: true,
	"/manage": true, "/manage/": true,
	"/manage/marking/": false, // who opens a paper takes it to mark
}

// filesForTheirOwner are what pages give to take away, except the files of lessons.
var filesForTheirOwner = []string{".csv", ".ics", ".ods", ".pdf", ".zip"}

// waysOut stay open whatever a session sees, and end it.
var waysOut = []string{"/sign-out", federation.LogoutPath}

// bindLooking lets who looks as somebody read what they are shown, and nothing else.
func bindLooking(app core.App) {
	fence{"aulaLooking", shownToLookers, onlyLook, onlyLookElsewhere}.bind(app)
	app.OnRecordDelete("sessions").BindFunc(func(e *core.RecordEvent) error {
		outer := e.App
		defer func() { e.App = outer }()
		return outer.RunInTransaction(func(tx core.App) error {
			e.App = tx
			if err := accounts.LookEndsWith(tx, e.Record); err != nil {
				return err
			}
			return e.Next()
		})
	})
	app.Cron().MustAdd("aulaLooksEnd", "* * * * *", func() {
		if err := accounts.EndExpiredLooks(app); err != nil {
			app.Logger().Error("looks that are over not ended", "error", err)
		}
	})
}

// onlyLook turns away what changes anything and what is private. A look that is over ends here, before the request does anything in the
// name of who looked: they may not have noticed.
func onlyLook(e *core.RequestEvent, opens func() bool) error {
	path := e.Request.URL.Path
	visit, known := lookerOf(e)
	switch {
	case !ours(path) || !known || !visit.Look.Holds() && !visit.Look.Over || slices.Contains(waysOut, path):
		return e.Next()
	case visit.Look.Over:
		return lookIsOver(e, visit)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	if !reads(e) {
		if path == accounts.LookEndPath {
			return e.Next()
		}
		return accounts.ErrLooking
	}
	file := slices.ContainsFunc(filesForTheirOwner, func(end string) bool { return strings.HasSuffix(path, end) })
	if !opens() || file && !strings.Contains(path, "/files/") {
		return accounts.ErrLookShut
	}
	return e.Next()
}

// onlyLookElsewhere turns away what would change anything by PocketBase's own routes and dashboard.
func onlyLookElsewhere(e *core.RequestEvent) error {
	if ours(e.Request.URL.Path) {
		return e.Next()
	}
	if visit, _ := lookerOf(e); visit.Look.Holds() {
		status, key := Describe(accounts.ErrLooking)
		return inWords(e, status, key)
	}
	return e.Next()
}

// lookerOf is the visit that the request's cookie leads to. Where a session does not count, or a token counts more, it still says that whoever
// sits at this browser looks as somebody, and is to change nothing.
func lookerOf(e *core.RequestEvent) (accounts.Visit, bool) {
	if visit, known := e.Get(accounts.VisitKey).(accounts.Visit); known {
		return visit, true
	}
	cookie, err := e.Request.Cookie(accounts.SessionCookie)
	if err != nil || reads(e) {
		return accounts.Visit{}, false
	}
	visit, err := accounts.DoorkeeperOf(e.App).Recognise(e.App, cookie.Value)
	return visit, err == nil
}

// reads tells whether the request says that it changes nothing.
func reads(e *core.RequestEvent) bool {
	return e.Request.Method == http.MethodGet || e.Request.Method == http.MethodHead
}

func lookIsOver(e *core.RequestEvent, visit accounts.Visit) error {
	if err := accounts.EndLook(e.App, visit); err != nil && !errors.Is(err, accounts.ErrNoSession) {
		return err
	}
	if strings.HasPrefix(e.Request.URL.Path, "/api/") {
		return accounts.ErrLooking
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.Redirect(http.StatusSeeOther, "/?said=look_over")
}
