package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/organisations"
)

// errSignInFirst is answered with the sign-in page.
var errSignInFirst = router.NewUnauthorizedError("", nil)

// bindSign adds the ways in and out.
func (s *site) bindSign(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/sign-in", s.showSignIn)
	root.POST("/sign-in", s.signIn)
	root.GET("/sign-in/code", s.showCodeRequest)
	root.POST("/sign-in/code", s.requestCode)
	root.POST("/sign-in/code/enter", s.enterCode)
	root.GET("/sign-in/reset", s.showResetRequest)
	root.POST("/sign-in/reset", s.requestReset)
	root.GET(accounts.ResetPath, s.showReset)
	root.POST(accounts.ResetPath, s.reset)
	root.GET("/sign-up", s.showSignUp)
	root.POST("/sign-up", s.signUp)
	root.GET("/sign-up/sent", s.showSignUpSent)
	root.GET(accounts.ConfirmPath, s.showConfirm)
	root.POST(accounts.ConfirmPath, s.confirm)
	root.GET(accounts.FactorPath, s.showFactor)
	root.POST(accounts.FactorPath, s.giveFactor)
	root.POST(accounts.FactorPath+"/passkey", s.givePasskey)
	root.POST("/sign-out", s.signOut)
	root.POST("/sign-out/everywhere", s.signOutEverywhere)
}

// enter opens a session on this device and goes on. Who must set up a second factor is led there first, once they come in.
func (s *site) enter(e *core.RequestEvent, p *accounts.Person, remember bool, next string) error {
	return s.enterWith(e, p, entry{remember: remember, next: next})
}

// entry is how somebody comes in, and where to.
type entry struct {
	remember  bool
	next      string
	strong    bool   // by an identity that is as good as a second factor
	federated string // what ends the session at the provider
	shared    bool   // others use the device
}

func (s *site) enterWith(e *core.RequestEvent, p *accounts.Person, in entry) error {
	var given time.Time
	if in.strong {
		given = accounts.DoorkeeperOf(e.App).Now()
	}
	visit, visiting := e.Get(accounts.VisitKey).(accounts.Visit)
	if visiting = visiting && visit.User.Id == p.Id; visiting && !in.strong {
		given = visit.Given
	}
	if err := s.admit(e, p, in.remember, accounts.Opening{Factor: given, Federated: in.federated, Shared: in.shared}); err != nil {
		return err
	}
	next := localPath(in.next, "/me")
	if visiting {
		return back(e, next)
	}
	state, err := accounts.FactorOf(e.App, p.Record)
	if err != nil {
		return err
	}
	if state == accounts.FactorLater {
		next = accounts.FactorsPath + "?next=" + escape(next)
	}
	return back(e, next)
}

// admit opens a session on this device. One that the browser had before ends; where others were known to use it, they still do.
func (s *site) admit(e *core.RequestEvent, p *accounts.Person, remember bool, o accounts.Opening) error {
	o.Shared = o.Shared || onShared(e)
	remember = remember && !o.Shared
	o.Stay = accounts.BriefStay
	if remember {
		o.Stay = accounts.LongStay
	}
	if visit, ok := e.Get(accounts.VisitKey).(accounts.Visit); ok {
		// It may have ended already, by what led here.
		_ = accounts.EndSession(e.App, visit.User.Id, visit.Session)
	}
	token, err := accounts.OpenSessionWith(e.App, p.Record, e.Request.UserAgent(), o)
	if err != nil {
		return err
	}
	age := 0 // until the browser closes
	if remember {
		age = int(o.Stay.Seconds())
	}
	setCookie(e, accounts.SessionCookie, token, age)
	return nil
}

// setCookie sets a cookie that scripts cannot read; age in seconds, 0 for the browser's session, -1 to drop it.
func setCookie(e *core.RequestEvent, name, value string, age int) {
	e.SetCookie(&http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age,
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

// hidesToken keeps the token in the page's address to this page: it is sent to no other.
func hidesToken(e *core.RequestEvent) string {
	e.Response.Header().Set("Referrer-Policy", "no-referrer")
	if token := e.Request.PostFormValue("token"); token != "" {
		return token
	}
	return e.Request.URL.Query().Get("token")
}

// keepPreferences makes this browser speak the account's language at its size of text: what was chosen
// here by a switch before would otherwise come first.
func keepPreferences(e *core.RequestEvent, name, value string) {
	setCookie(e, name, value, int((365 * 24 * time.Hour).Seconds()))
}
