package hooks

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/classes"
	"aula/notifications"
)

// openToCards are the pages and routes of who has come by a card, as http.ServeMux names them: lessons, quizzes, the own class, the way out,
// and the way to a full account. What none names stays shut.
var openToCards = []string{
	"GET /{$}", // leads to the own class
	"GET " + accounts.CardPath, "GET " + accounts.CardPath + "/", "POST " + accounts.CardPath, "POST " + accounts.CardPath + "/",
	"GET /courses/{slug}", "GET /courses/{slug}/{lesson}", "POST /courses/{slug}/lessons/{lesson}/done",
	"GET /courses/{slug}/lessons/{lesson}/words", "POST /courses/{slug}/lessons/{lesson}/words", "GET /courses/{slug}/lessons/{lesson}/film/{file}",
	"GET /courses/{slug}/files/", "GET /courses/{slug}/quizzes/", "POST /courses/{slug}/quizzes/",
	"GET /door", "GET /door/{session}", "POST /door/{session}",
	"POST /language", "POST /text-size", "POST /view", "GET /privacy", "GET /accessibility", "POST /sign-out",
	"GET /api/aula/courses/{slug}", "GET /api/aula/courses/{slug}/progress", "PUT /api/aula/courses/{slug}/lessons/{lesson}",
	"POST /api/aula/courses/{slug}/lessons/{lesson}/watching", "POST /api/aula/quizzes/{id}/attempts", "/api/aula/attempts/",
	"GET " + federation.EnterPath, "POST " + federation.AssertionsPath, "GET " + federation.LogoutPath, "POST " + federation.LogoutPath,
	"GET /oidc/enter", "GET " + federation.OIDCCallback, "GET /cns/enter", "GET " + federation.CNSCard,
	"GET /sign-in/identity", "POST /sign-in/identity/tie", "POST /sign-in/identity/leave",
}

// openAfterCards are the pages that a browser may ask for whose card's session is over.
var openAfterCards = []string{
	accounts.CardPath, accounts.CardPath + "/leave", accounts.CardPath + "/other", accounts.CardPath + "/stay", accounts.CardWatchPath, accounts.CardConfirmPath,
	"/sign-out", "/language", "/view",
}

// cardOverKey is where a request keeps why the card's session that it came with is over.
const cardOverKey = "aula:card_over"

// bindCards lets who has come by a card see what they came for, and ends cards with their class.
func bindCards(app core.App) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		pages := http.NewServeMux()
		for _, pattern := range openToCards {
			pages.Handle(pattern, lookedAt(true))
		}
		se.Router.Bind(
			&hook.Handler[*core.RequestEvent]{
				Id: "aulaCards", Priority: 2, // after what shows errors, and after other sites were turned away
				Func: func(e *core.RequestEvent) error { return onlyCard(e, pages) },
			},
			&hook.Handler[*core.RequestEvent]{
				Id: "aulaCardsElsewhere", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority - 1, Func: onlyCardElsewhere,
			},
		)
		return se.Next()
	})
	app.OnRecordAuthRequest(accounts.Collection).BindFunc(noTokenByCard)
	app.OnRecordAfterUpdateSuccess("editions").BindFunc(func(e *core.RecordEvent) error {
		endCards(e.App)
		return e.Next()
	})
	app.Cron().MustAdd("aulaCardsEnd", "* * * * *", func() { endCards(app) })
}

func endCards(app core.App) {
	if err := classes.EndCards(app, accounts.DoorkeeperOf(app).Now()); err != nil {
		app.Logger().Error("cards of classes that are over not ended", "error", err)
	}
}

// noTokenByCard gives no token of PocketBase's to an account that only a card opens.
func noTokenByCard(e *core.RecordAuthRequestEvent) error {
	if accounts.PersonOf(e.Record).Carded() {
		return inWords(e.RequestEvent, http.StatusForbidden, "error.card_shut")
	}
	return e.Next()
}

// onlyCard turns away what is not for cards, keeps nothing on a PC that others use, and says why a session there is over.
func onlyCard(e *core.RequestEvent, pages *http.ServeMux) error {
	path := e.Request.URL.Path
	if !ours(path) {
		return e.Next()
	}
	if why, over := e.Get(cardOverKey).(string); over {
		return cardIsOver(e, why)
	}
	visit, known := e.Get(accounts.VisitKey).(accounts.Visit)
	if !known || !visit.Shared {
		return e.Next()
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	if visit.Card == "" { // a full account: others use the PC, and everything opens
		return e.Next()
	}
	if page, _ := pages.Handler(e.Request); page != lookedAt(true) {
		return accounts.ErrCardShut
	}
	return e.Next()
}

// cardIsOver leads a page back to where cards sign in, and leaves nothing in the browser; a program learns that nobody is signed in.
func cardIsOver(e *core.RequestEvent, why string) error {
	path := e.Request.URL.Path
	if slices.Contains(openAfterCards, path) || strings.HasPrefix(path, accounts.CardPath+"/q/") || strings.HasPrefix(path, "/api/") {
		return e.Next()
	}
	h := e.Response.Header()
	h.Set("Clear-Site-Data", accounts.ClearSite)
	h.Set("Cache-Control", "no-store")
	return e.Redirect(http.StatusSeeOther, accounts.CardPath+"?said=card_"+why)
}

// onlyCardElsewhere turns a card's browser away from PocketBase's own routes and dashboard. The centre's logo is a file of theirs.
func onlyCardElsewhere(e *core.RequestEvent) error {
	path := e.Request.URL.Path
	if ours(path) || strings.HasPrefix(path, "/assets/") || reads(e) && strings.HasPrefix(path, "/api/files/") {
		return e.Next()
	}
	cookie, err := e.Request.Cookie(accounts.SessionCookie)
	if err != nil {
		return e.Next()
	}
	visit, err := accounts.DoorkeeperOf(e.App).Recognise(e.App, cookie.Value)
	if errors.As(err, new(accounts.CardOver)) || err == nil && visit.Card != "" {
		return inWords(e, http.StatusForbidden, "error.card_shut")
	}
	return e.Next()
}

// TellOfCards tells the facilitators of a class, or where it names none those who hold any, that one of its cards was locked, or that somebody goes from card to card.
func TellOfCards(tx core.App, a classes.Alarm) error {
	n := notifications.Notice{
		Kind: notifications.CardsTried, Key: a.Edition.Id, About: "class:" + a.Edition.Id, Link: classes.CardsAddress(a.Edition.Id),
		Values: map[string]string{"class": a.Edition.Title()},
	}
	moment := accounts.DoorkeeperOf(tx).Now().UTC().Format("2006-01-02T15:04")
	if a.Card != nil {
		n.Kind, n.Key = notifications.CardLocked, a.Card.Id
		n.Values["card"] = classes.CodeInGroups(a.Card.Code())
	}
	n.Key += ":" + moment
	people := a.Edition.Facilitators()
	if len(people) == 0 {
		var err error
		if people, err = accounts.WhoMay(tx, accounts.HoldClasses); err != nil {
			return err
		}
	}
	return notifications.TellAll(tx, people, n)
}
