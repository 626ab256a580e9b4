package pages

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
)

// cardsView is where a facilitator gives out cards.
type cardsView struct {
	accountView
	Class   *classes.Edition
	Course  *courses.Course
	Desk    *classes.Desk
	Address string
	Cards   []cardRow
	Sheet   string // handle of one that waits to be printed; empty: none
	Held    []shownPIN
	Over    bool
	Most    int

	Vouchers []string
}

// shownPIN is a card whose PIN can still be seen.
type shownPIN struct{ Name, Code, PIN string }

// cardRow is a card as its facilitator sees it.
type cardRow struct {
	*classes.Card
	Code, Name string
	State      string // open, locked, ended, unvouched or account
}

// Locked are the cards that wait for their facilitator.
func (v *cardsView) Locked() (locked []cardRow) {
	for _, c := range v.Cards {
		if c.State == "locked" {
			locked = append(locked, c)
		}
	}
	return locked
}

func (s *site) bindCardDesk(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/classes/{id}/cards", s.listCards)
	root.POST("/classes/{id}/cards", s.makeCards)
	root.POST("/classes/{id}/cards/assisted", s.assistClass)
	root.POST("/classes/{id}/cards/vouching", s.vouchForClass)
	root.POST("/classes/{id}/cards/reopen", s.reopenClass)
	root.POST("/classes/{id}/cards/renew", s.renewCards)
	root.GET("/classes/{id}/cards/sheets/{sheet}", s.printCards)
	root.POST("/classes/{id}/cards/{card}/unlock", s.unlockCard)
	root.POST("/classes/{id}/cards/{card}/end", s.endCard)
	root.POST("/classes/{id}/cards/{card}/consent-back", s.takeConsentBack)
	root.POST("/classes/{id}/cards/{card}/account", s.askAccountForCard)
}

// heldClass is the class of the address, for who gives out its cards. It returns errSignInFirst, classes.ErrNotFound or errNotAllowed.
func (s *site) heldClass(e *core.RequestEvent) (*classes.Edition, error) {
	if _, err := signedIn(e); err != nil {
		return nil, err
	}
	edition, err := classes.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	course, err := courseOf(e.App, edition)
	if err != nil {
		return nil, err
	}
	if !edition.MayHold(actor(e), course.Owner()) {
		return nil, errNotAllowed
	}
	return edition, nil
}

func (s *site) cards(e *core.RequestEvent) (*cardsView, error) {
	edition, err := s.heldClass(e)
	if err != nil {
		return nil, err
	}
	l := s.locale(e)
	v := &cardsView{accountView: s.accountFrame(e, "cards.title"), Class: edition, Address: classes.CardsAddress(edition.Id), Most: classes.CardsAtOnce, Vouchers: classes.Vouchers}
	if v.Course, err = courseOf(e.App, edition); err != nil {
		return nil, err
	}
	if v.Desk, err = classes.DeskOf(e.App, edition.Id); err != nil {
		return nil, err
	}
	v.Over = edition.Over(accounts.DoorkeeperOf(e.App).Now())
	desk, err := deskAddress(e, edition, v.Course)
	if err != nil {
		return nil, err
	}
	v.Crumbs = []Crumb{{edition.Title(), cmp.Or(desk, editionAddress(v.Course.Slug(), edition.Id))}, {Title: l.T("cards.title")}}
	v.Form.named = cardLabels
	if v.Cards, err = s.cardRows(e, edition.Id); err != nil {
		return nil, err
	}
	s.showPINs(e, v)
	return v, nil
}

func (s *site) cardRows(e *core.RequestEvent, edition string) ([]cardRow, error) {
	all, err := classes.CardsOf(e.App, edition)
	if err != nil {
		return nil, err
	}
	var rows []cardRow
	for _, c := range all {
		p, err := accounts.Find(e.App, c.User())
		if err != nil {
			return nil, err
		}
		number := s.locale(e).T("cards.number", "number", c.Number())
		row := cardRow{Card: c, Code: classes.CodeInGroups(c.Code()), State: "open", Name: cmp.Or(p.Name(), number)}
		switch {
		case !p.Carded():
			row.State, row.Name = "account", number // whose account it is, is theirs to tell
		case !c.ConsentBack().IsZero():
			row.State = "unvouched"
		case !c.Ended().IsZero():
			row.State = "ended"
		case !c.Locked().IsZero():
			row.State = "locked"
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// showPINs shows those of a sheet that waits to be printed, to who has made it.
func (s *site) showPINs(e *core.RequestEvent, v *cardsView) {
	handle := e.Request.URL.Query().Get("sheet")
	held, err := s.cardSheets.find(handle, person(e).Id, v.Class.Id, accounts.DoorkeeperOf(e.App).Now())
	if err != nil { // there is none, or no longer
		return
	}
	v.Sheet = handle
	for _, c := range held.cards {
		name := cmp.Or(c.Name, s.locale(e).T("cards.number", "number", c.Number()))
		v.Held = append(v.Held, shownPIN{name, classes.CodeInGroups(c.Code()), c.PIN})
	}
}

// cardLabels are the texts above the fields of the page.
var cardLabels = map[string]string{"names": "cards.names", "count": "cards.count", "vouches": "cards.vouches", "voucher": "cards.voucher", "consent": "cards.consent", "email": "account.email", "minors": "cards.minors"}

func (s *site) listCards(e *core.RequestEvent) error {
	v, err := s.cards(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "card_manage", v)
}

// cardsAgain shows the page once more with what is wrong.
func (s *site) cardsAgain(e *core.RequestEvent, v *cardsView, wrong error, field string) error {
	status, err := v.Form.take(e, s.locale(e), wrong, field)
	if err != nil {
		return err
	}
	v.Form.named = cardLabels
	return s.render(e, status, "card_manage", v)
}

// makeCards makes cards for the names that were typed, or for a number of people without.
func (s *site) makeCards(e *core.RequestEvent) error {
	v, err := s.cards(e)
	if err != nil {
		return err
	}
	v.Form = typed(e, "names", "count")
	names, err := v.names()
	if err != nil {
		return s.cardsAgain(e, v, err, "names")
	}
	made, err := classes.MakeCards(e.App, v.Class, names, person(e).Id, s.locale(e).Tag())
	if err != nil {
		return err
	}
	return s.heldSheet(e, v.Class, made)
}

// names are those that were typed, or as many cards without one.
func (v *cardsView) names() (names []classes.CardName, err error) {
	if v.Desk.Guardians() {
		names, err = classes.ParseChildren(v.Form.Value("names"), v.Desk.Voucher())
	} else {
		names, err = classes.ParseCardNames(v.Form.Value("names"), v.Desk.Minors())
	}
	if err != nil || len(names) > 0 {
		return names, err
	}
	if v.Desk.Guardians() && v.Desk.Voucher() == "" {
		return nil, accounts.Problems{{Field: "names", Code: "cards_guardian"}}
	}
	return unnamed(v.Form.Value("count"))
}

// unnamed are as many cards without a name as somebody typed.
func unnamed(count string) ([]classes.CardName, error) {
	n, err := strconv.Atoi(count)
	switch {
	case count == "":
		return nil, accounts.Problems{{Field: "names", Code: "cards_none"}}
	case err != nil || n < 1 || n > classes.CardsAtOnce:
		return nil, accounts.Problems{{Field: "count", Code: "cards_many"}}
	}
	return make([]classes.CardName, n), nil
}

func (s *site) heldSheet(e *core.RequestEvent, edition *classes.Edition, made []classes.NewCard) error {
	handle := s.cardSheets.hold(heldSheet{user: person(e).Id, edition: edition.Id, cards: made}, accounts.DoorkeeperOf(e.App).Now())
	return back(e, classes.CardsAddress(edition.Id)+"?sheet="+handle)
}
