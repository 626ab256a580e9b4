package pages

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/classes"
)

// cardCookie keeps which card was scanned, for the minutes that typing a PIN takes: the address that was scanned stays in no history.
const (
	cardCookie     = "aula_card"
	cardCookieStay = 300 // seconds
)

// cardEntryView is the page where cards sign in.
type cardEntryView struct {
	accountView
	Code    string // of the card that was scanned, in groups; empty: it is to be typed
	PIN     string // as far as it was typed on the keys of the page
	Length  int
	Keys    []string
	Scanned bool
}

func (s *site) bindCards(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET(accounts.CardPath, s.showCardEntry)
	root.POST(accounts.CardPath, s.enterByCard)
	root.GET(accounts.CardPath+"/q/{secret}", s.scanCard)
	root.POST(accounts.CardPath+"/other", s.otherCard)
	root.GET(accounts.CardPath+"/class", s.showOwnClass)
	root.POST(accounts.CardPath+"/leave", s.leaveShared)
	root.GET(accounts.CardWatchPath, s.watchCard)
	root.POST(accounts.CardPath+"/stay", s.stayByCard)
	root.GET(accounts.CardAccountPath, s.showCardAccount)
	root.POST(accounts.CardAccountPath, s.askForCardAccount)
	root.POST(accounts.CardAccountPath+"/pin", s.proveCard)
	root.GET(accounts.CardConfirmPath, s.showCardBecomes)
	root.POST(accounts.CardConfirmPath, s.cardBecomes)
	root.POST("/view", s.chooseView)
}

// cardOf is the card by which the reader has come in, "" if they have not.
func cardOf(e *core.RequestEvent) string {
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	return visit.Card
}

func (s *site) cardEntry(e *core.RequestEvent) *cardEntryView {
	v := &cardEntryView{accountView: s.accountFrame(e, "card.title"), Length: classes.PINLength}
	v.Bare = true
	v.Path = accounts.CardPath
	for i := range 9 {
		v.Keys = append(v.Keys, strconv.Itoa(i+1))
	}
	if cookie, err := e.Request.Cookie(cardCookie); err == nil {
		if code, ok := classes.ParseCardCode(cookie.Value); ok {
			v.Code, v.Scanned = classes.CodeInGroups(code), true
		}
	}
	return v
}

func (s *site) showCardEntry(e *core.RequestEvent) error {
	if cardOf(e) != "" {
		return back(e, accounts.CardPath+"/class")
	}
	if e.Request.URL.Query().Get("said") != "" && wasLeft(e) {
		e.Response.Header().Set("Clear-Site-Data", accounts.ClearSite)
	}
	return s.render(e, http.StatusOK, "card_enter", s.cardEntry(e))
}

// wasLeft tells whether somebody has left this browser, or was left in it: a page of ours says so, and nobody is in on a device of their own. What
// another site sends here, as a picture or a link, must not empty a browser.
func wasLeft(e *core.RequestEvent) bool {
	if _, in := e.Get(accounts.VisitKey).(accounts.Visit); in {
		return false
	}
	switch e.Request.Header.Get("Sec-Fetch-Site") {
	case "same-origin":
		return true
	case "": // an older browser: it shows what is over
		c, err := e.Request.Cookie(accounts.SessionCookie)
		return err == nil && c.Value != ""
	}
	return false
}

// scanCard takes what a QR code holds, once: the page that follows has an address that says nothing.
func (s *site) scanCard(e *core.RequestEvent) error {
	e.Response.Header().Set("Referrer-Policy", "no-referrer")
	e.Response.Header().Set("Cache-Control", "no-store")
	if err := accounts.Take(e.App, accounts.TryCard, "", e.RealIP()); err != nil {
		return err
	}
	c, err := classes.FindCardBySecret(e.App, e.Request.PathValue("secret"))
	if errors.Is(err, classes.ErrNoCard) {
		return back(e, withSaid(accounts.CardPath, "card_unknown"))
	}
	if err != nil {
		return err
	}
	setCookie(e, cardCookie, c.Code(), cardCookieStay)
	return back(e, accounts.CardPath)
}

// otherCard forgets the card that was scanned.
func (s *site) otherCard(e *core.RequestEvent) error {
	setCookie(e, cardCookie, "", -1)
	return back(e, accounts.CardPath)
}

// enterByCard takes a key of the page's own keypad, or the whole.
func (s *site) enterByCard(e *core.RequestEvent) error {
	v := s.cardEntry(e)
	v.Form = typed(e, "code")
	v.Form.named = map[string]string{"code": "card.code", "pin": "card.pin"}
	if v.Scanned {
		v.Form = filled("code", v.Code)
	}
	v.PIN = e.Request.PostFormValue("pin")
	if key := e.Request.PostFormValue("key"); key != "" {
		v.PIN = pressed(v.PIN, key)
		return s.render(e, http.StatusOK, "card_enter", v)
	}
	pin := v.PIN
	v.PIN = ""
	c, p, err := s.byCard(e, v.Form.Value("code"), pin)
	token, moved := "", 0
	if err == nil {
		token, moved, err = classes.Admit(e.App, c, p, e.Request.UserAgent())
	}
	if err != nil {
		status, err := s.cardProblem(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "card_enter", v)
	}
	return s.admitByCard(e, c, token, moved)
}

// pressed is a PIN after one more key.
func pressed(pin, key string) string {
	switch {
	case key == "back" && pin != "":
		return pin[:len(pin)-1]
	case len(key) == 1 && key[0] >= '0' && key[0] <= '9' && len(pin) < classes.PINLength:
		return pin + key
	}
	return pin[:min(len(pin), classes.PINLength)]
}

func (s *site) byCard(e *core.RequestEvent, typedCode, typedPIN string) (*classes.Card, *accounts.Person, error) {
	code, isCode := classes.ParseCardCode(typedCode)
	pin, isPIN := classes.ParsePIN(typedPIN)
	var problems accounts.Problems
	if !isCode {
		problems = append(problems, accounts.Problem{Field: "code", Code: "card_code"})
	}
	if !isPIN {
		problems = append(problems, accounts.Problem{Field: "pin", Code: "card_pin"})
	}
	if err := problems.Err(); err != nil {
		return nil, nil, err
	}
	if err := accounts.Take(e.App, accounts.TryCard, "", e.RealIP()); err != nil {
		return nil, nil, err
	}
	return classes.Enter(e.App, code, pin, s.options.TellOfCards)
}

// cardProblem says of a card in words what is wrong. Other errors come back.
func (s *site) cardProblem(e *core.RequestEvent, f *form, err error) (status int, other error) {
	l := s.locale(e)
	for _, known := range []error{classes.ErrCardWrong, classes.ErrCardLocked, classes.ErrCardsLocked, classes.ErrCardEnded, classes.ErrCardsOver, accounts.ErrNoCard} {
		if errors.Is(err, known) {
			status, key := s.describe(err)
			f.say(l, "pin", l.T(key))
			return status, nil
		}
	}
	var wait accounts.TooMany
	if errors.As(err, &wait) && wait.Seconds() < 60 {
		e.Response.Header().Set("Retry-After", strconv.Itoa(wait.Seconds()))
		f.say(l, "pin", l.T("card.wait", "seconds", wait.Seconds()))
		return http.StatusTooManyRequests, nil
	}
	return f.take(e, l, err, "pin")
}

// admitByCard gives the browser the session that the card has opened, ends the one that it had, and leads to the lesson.
func (s *site) admitByCard(e *core.RequestEvent, c *classes.Card, token string, moved int) error {
	if visit, ok := e.Get(accounts.VisitKey).(accounts.Visit); ok { // whoever sat here before
		_ = accounts.EndSession(e.App, visit.User.Id, visit.Session) // it may have ended already
	}
	setCookie(e, accounts.SessionCookie, token, 0)
	setCookie(e, cardCookie, "", -1)
	setCookie(e, viewCookie, viewOf(c.Easy()), 0)
	next, err := s.cardStep(e, c)
	if err != nil {
		return err
	}
	if session, read := readDoor(e, c.User()); read {
		next = "/door/" + session
	}
	if moved > 0 {
		next = withSaid(next, "card_moved")
	}
	return back(e, next)
}

// cardStep is where the holder of a card goes on: the next lesson, or their class when there is none left.
func (s *site) cardStep(e *core.RequestEvent, c *classes.Card) (string, error) {
	edition, err := classes.Find(e.App, c.Edition())
	if err != nil {
		return "", err
	}
	course, err := courseOf(e.App, edition)
	if err != nil {
		return "", err
	}
	outline, reading, err := s.shelf.Open(e.App, course.Slug(), c.User())
	if err != nil {
		return "", err
	}
	if lesson := outline.Next(reading); lesson != nil {
		return "/courses/" + course.Slug() + "/" + lesson.Slug(), nil
	}
	return accounts.CardPath + "/class", nil
}
