package hooks

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/classes"
	"aula/notifications"
)

// openToCards are the pages and routes of who has come by a card, as http.ServeMux names them: lessons, quizzes, the own class, the way out,
// and the way to a full account. What none names stays shut.
var openToCards = map[string]bool{
	"GET /{$}":                 true, // leads to the own class
	"GET " + accounts.CardPath: true, "GET " + accounts.CardPath + "/": true, "POST " + accounts.CardPath: true, "POST " + accounts.CardPath + "/": true,
	"GET /courses/{slug}": true, "GET /courses/{slug}/{lesson}": true, "POST /courses/{slug}/lessons/{lesson}/done": true,
	"GET /courses/{slug}/lessons/{lesson}/words": true, "POST /courses/{slug}/lessons/{lesson}/words": true, "GET /courses/{slug}/lessons/{lesson}/film/{file}": true,
	"GET /courses/{slug}/files/": true, "GET /courses/{slug}/quizzes/": true, "POST /courses/{slug}/quizzes/": true,
	"GET /door": true, "GET /door/{session}": true, "POST /door/{session}": true,
	"POST /language": true, "POST /text-size": true, "POST /view": true, "GET /privacy": true, "GET /accessibility": true, "POST /sign-out": true,
	"GET /api/aula/courses/{slug}": true, "GET /api/aula/courses/{slug}/progress": true, "PUT /api/aula/courses/{slug}/lessons/{lesson}": true,
	"POST /api/aula/courses/{slug}/lessons/{lesson}/watching": true, "POST /api/aula/quizzes/{id}/attempts": true, "/api/aula/attempts/": true,
	"GET " + federation.EnterPath: true, "POST " + federation.AssertionsPath: true, "GET " + federation.LogoutPath: true, "POST " + federation.LogoutPath: true,
	"GET /oidc/enter": true, "GET " + federation.OIDCCallback: true, "GET /cns/enter": true, "GET " + federation.CNSCard: true,
	"GET /sign-in/identity": true, "POST /sign-in/identity/tie": true, "POST /sign-in/identity/leave": true,
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
	fence{"aulaCards", openToCards, onlyCard, onlyCardElsewhere}.bind(app)
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
func onlyCard(e *core.RequestEvent, opens func() bool) error {
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
	e.Response = keepsNothing{e.Response}
	if visit.Card == "" { // a full account: others use the PC, and everything opens
		return e.Next()
	}
	if !opens() {
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
