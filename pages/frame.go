package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/locales"
	"aula/notifications"
	"aula/organisations"
)

// Frame is what surrounds every page. Views embed it.
type Frame struct {
	Lang        string
	Title       string // of the page, without the academy's name
	Description string // for search engines; may be empty
	Path        string // of the page, for the language switch and for coming back after signing in
	Section     string // entry of the navigation that is lit: courses | manage | me | ""
	Crumbs      []Crumb
	Centre      *organisations.Centre
	Person      *Person // nil when nobody is signed in
	Said        string  // what the last act led to, in the reader's language
	Warns       bool    // it did not go as somebody wanted
	TextSize    string  // normal | large | larger
	Search      string  // what was searched for
	NoIndex     bool
	Looking     *lookBar // nil: the reader sees the academy as themselves
	Card        *cardBar // nil: the reader has not come by a card
	Idle        int      // seconds without use after which the reader is signed out of a PC that others use; 0: it is not
	Bare        bool     // of a page where cards sign in
	View        string   // easy or full
	Demo        bool
	Version     string
	Languages   []Language
}

func (f *Frame) frame() *Frame { return f }

// Crumb is a step of the way back to the home page.
type Crumb struct{ Title, Address string }

// Person is who is signed in, as the frame shows them.
type Person struct {
	ID        string
	Name      string
	Email     string
	Verified  bool
	CanManage bool
	Belongs   bool   // to an organisation
	Unread    int    // notices, up to notifications.ManyUnread
	Bell      string // what the bell says
	Count     string // what stands beside it

	FactorUntil time.Time // when a second factor must be set up; zero: it need not, or is
}

// Language is an entry of the language switch.
type Language struct {
	Tag, Name string
	Current   bool
}

var languageNames = map[string]string{"it": "Italiano", "en": "English", "de": "Deutsch", "fr": "Français", "sl": "Slovenščina"}

// textSizeCookie keeps the size that somebody without an account chose.
const textSizeCookie = "aula_text"

// newFrame builds the frame of a page; title is a finished text in the reader's language.
func (s *site) newFrame(e *core.RequestEvent, title string) Frame {
	l := s.locale(e)
	centre, err := organisations.CentreOf(s.app)
	if err != nil { // the page is still worth showing
		s.app.Logger().Error("frame without centre", "error", err)
		centre = &organisations.Centre{}
	}
	f := Frame{
		Lang: l.Tag(), Title: title, Path: e.Request.URL.RequestURI(),
		Centre: centre, Demo: s.options.Demo, Version: s.options.Version,
		TextSize: textSize(e), Said: said(e, l), Warns: warnings[e.Request.URL.Query().Get("said")], View: viewOf(seesEasily(e)),
	}
	for _, tag := range locales.Languages {
		f.Languages = append(f.Languages, Language{tag, languageNames[tag], tag == f.Lang})
	}
	if u := person(e); u != nil {
		if onShared(e) {
			f.Idle = int(accounts.CardStay.Seconds())
		}
		if f.Card = s.cardBarOf(e, u); f.Card != nil {
			f.Person = &Person{ID: u.Id, Name: f.Card.Name}
			return f
		}
		name := strings.TrimSpace(u.GetString("given_name") + " " + u.GetString("family_name"))
		if name == "" {
			name = u.Email()
		}
		f.Person = &Person{
			ID: u.Id, Name: name, Email: u.Email(), Verified: u.Verified(),
			CanManage: accounts.Allowed(u, accounts.OpenManage), Belongs: len(actor(e).All) > 0 || actor(e).Asked,
		}
		if f.Person.Unread, err = notifications.CountUnread(s.app, u.Id); err != nil {
			s.app.Logger().Error("frame without notices", "error", err)
		}
		f.Person.ring(l)
		visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
		if visit.Look.Holds() {
			f.Looking = &lookBar{name, l.Clock(visit.Look.Until)}
		} else if visit.Factor == accounts.FactorLater {
			f.Person.FactorUntil = accounts.PersonOf(u).FactorDeadline()
		}
	}
	return f
}

// person is who is signed in, or nil. A superuser is nobody here.
func person(e *core.RequestEvent) *core.Record {
	if e.Auth == nil || e.Auth.Collection().Name != accounts.Collection {
		return nil
	}
	return e.Auth
}

// signedIn is who is signed in, or errSignInFirst.
func signedIn(e *core.RequestEvent) (*core.Record, error) {
	if user := person(e); user != nil {
		return user, nil
	}
	return nil, errSignInFirst
}

// locale is that of the reader: switch, account, browser, Italian.
func (s *site) locale(e *core.RequestEvent) *locales.Locale {
	chosen, account := "", ""
	if c, err := e.Request.Cookie(locales.Cookie); err == nil {
		chosen = c.Value
	}
	if visit, ok := e.Get(accounts.VisitKey).(accounts.Visit); ok { // whoever they look as, and between password and second factor too
		account = visit.User.GetString("locale")
	} else if u := person(e); u != nil {
		account = u.GetString("locale")
	}
	return locales.For(locales.Choose(chosen, account, e.Request.Header.Get("Accept-Language")))
}

func textSize(e *core.RequestEvent) string {
	if c, err := e.Request.Cookie(textSizeCookie); err == nil && (c.Value == "large" || c.Value == "larger" || c.Value == "normal") {
		return c.Value
	}
	if u := person(e); u != nil && u.GetString("text_size") != "" {
		return u.GetString("text_size")
	}
	return "normal"
}

// warnings are what is said when something did not go as somebody wanted.
var warnings = map[string]bool{
	"card_idle": true, "card_unused": true, "card_elsewhere": true, "card_closed": true, "card_consent": true, "card_over": true, "card_unknown": true,
	"cards_none": true, "cards_many": true, "cards_sheet_gone": true, "outside_none": true,
}

// said reads what a redirect wants said: ?said=KEY speaks the text "said.KEY".
func said(e *core.RequestEvent, l *locales.Locale) string {
	key := e.Request.URL.Query().Get("said")
	if key == "" || !l.Has("said."+key) {
		return ""
	}
	return l.T("said." + key)
}

// localPath returns the address if it stays on this site, else the fallback.
func localPath(address, fallback string) string {
	// Browsers drop tabs and line ends from addresses: "/\t/evil.example" would leave.
	if len(address) <= longestAddress && strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.ContainsAny(address, "\\\r\n\t\x00") {
		return address
	}
	return fallback
}

// longestAddress bounds what is remembered of where somebody wants to go.
const longestAddress = 2000

// signInFirst sends somebody who is not signed in to the sign-in page and back again afterwards.
func signInFirst(e *core.RequestEvent) error {
	next := e.Request.URL.RequestURI()
	if e.Request.Method != http.MethodGet {
		next = localPath(refererPath(e), "/")
	}
	return back(e, "/sign-in?next="+escape(next))
}
