package pages

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/classes"
)

// cardAccountView is where the holder of a card begins to have a full account.
type cardAccountView struct {
	accountView
	Proven bool // the PIN was given in this session a moment ago
	SPID   []spidChoice
	Ways   []wayIn
	Length int
}

func (s *site) cardAccount(e *core.RequestEvent) (*cardAccountView, *classes.Card, error) {
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	if visit.Card == "" {
		return nil, nil, errNotAllowed
	}
	c, err := classes.FindCard(e.App, visit.Card)
	if err != nil {
		return nil, nil, err
	}
	desk, err := classes.DeskOf(e.App, c.Edition())
	if err != nil {
		return nil, nil, err
	}
	if desk.Minors() {
		return nil, nil, classes.ErrMinor
	}
	v := &cardAccountView{accountView: s.accountFrame(e, "card.account"), Proven: visit.Fresh, Length: classes.PINLength}
	if v.Ways, err = s.waysIn(e.App, url.Values{"link": {"1"}}); err != nil {
		return nil, nil, err
	}
	v.SPID, err = s.spidChoices(e, url.Values{"link": {"1"}})
	return v, c, err
}

func (s *site) showCardAccount(e *core.RequestEvent) error {
	v, _, err := s.cardAccount(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "card_account", v)
}

// proveCard lets the holder go on who has just shown again that they know the PIN.
func (s *site) proveCard(e *core.RequestEvent) error {
	v, c, err := s.cardAccount(e)
	if err != nil {
		return err
	}
	v.Form = &form{named: map[string]string{"pin": "card.pin"}}
	pin, ok := classes.ParsePIN(e.Request.PostFormValue("pin"))
	err = accounts.Problems{{Field: "pin", Code: "card_pin"}}
	if ok {
		err = classes.ShowAgain(e.App, c, pin, s.options.TellOfCards)
	}
	if err != nil {
		status, err := s.cardProblem(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "card_account", v)
	}
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	if err := accounts.ShowAgainByCard(e.App, visit.Session); err != nil {
		return err
	}
	if a, err := federation.DeskOf(e.App).Held(browserSecret(e)); err == nil && a.Person == c.User() {
		return back(e, identityPath) // they have shown it, and only the PIN was too long ago
	}
	return back(e, accounts.CardAccountPath)
}

// askForCardAccount sends a link to the mailbox that the holder says is theirs.
func (s *site) askForCardAccount(e *core.RequestEvent) error {
	v, c, err := s.cardAccount(e)
	if err != nil {
		return err
	}
	v.Form = typed(e, "email")
	email := accounts.NormaliseAddress(v.Form.Value("email"))
	err = mailboxProblem(email)
	if err == nil {
		err = accounts.Take(e.App, accounts.TryNewEmail, c.User(), e.RealIP())
	}
	if err == nil {
		err = classes.AskForAccount(e.App, c, email, c.User())
	}
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "email")
		if err != nil {
			return err
		}
		return s.render(e, status, "card_account", v)
	}
	return back(e, withSaid(accounts.CardPath+"/class", "card_account_queued"))
}

// cardBecomesView is what the link of the mail opens.
type cardBecomesView struct {
	accountView
	Length int
	Known  bool // others use this PC: a card is in
}

func (s *site) becoming(e *core.RequestEvent) (*cardBecomesView, error) {
	v := &cardBecomesView{accountView: s.accountFrame(e, "card.becomes"), Length: classes.PINLength, Known: onShared(e)}
	v.Token = hidesToken(e)
	p, email, err := accounts.MovableBy(e.App, v.Token)
	if err != nil {
		return v, err
	}
	if !p.Carded() {
		return v, accounts.ErrLink
	}
	v.Mailbox = email
	v.Form = filled("given_name", p.Given(), "family_name", p.Family(), "shared", "yes")
	return v, nil
}

func (s *site) showCardBecomes(e *core.RequestEvent) error {
	v, err := s.becoming(e)
	if err != nil {
		return s.showDeadLink(e, err)
	}
	return s.render(e, http.StatusOK, "card_becomes", v)
}

// cardBecomes makes the account for who knows the PIN, and lets them in.
func (s *site) cardBecomes(e *core.RequestEvent) error {
	v, err := s.becoming(e)
	if err != nil {
		return s.showDeadLink(e, err)
	}
	v.Form = typed(e, "given_name", "family_name", "shared")
	v.Form.named = map[string]string{"pin": "card.pin"}
	pin, ok := classes.ParsePIN(e.Request.PostFormValue("pin"))
	var p *accounts.Person
	err = accounts.Problems{{Field: "pin", Code: "card_pin"}}
	if ok {
		err = accounts.Take(e.App, accounts.TryCard, "", e.RealIP())
	}
	if err == nil {
		p, err = classes.Become(e.App, v.Token, pin, v.Form.Value("given_name"), v.Form.Value("family_name"), s.options.TellOfCards)
	}
	if errors.Is(err, accounts.ErrLink) {
		return s.showDeadLink(e, err)
	}
	if err != nil {
		status, err := s.cardProblem(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "card_becomes", v)
	}
	in := entry{next: withSaid("/me", "card_account"), shared: v.Known || v.Form.Is("shared", "yes")}
	if in.shared {
		in.next = withSaid("/me", "card_account_shared")
	}
	return s.enterWith(e, p, in)
}
