package pages

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
)

// renewCards prints chosen cards again: with new PINs, since nobody knows the old ones.
func (s *site) renewCards(e *core.RequestEvent) error {
	edition, err := s.heldClass(e)
	if err != nil {
		return err
	}
	if err := e.Request.ParseForm(); err != nil {
		return err
	}
	var list []*classes.Card
	for _, id := range e.Request.PostForm["card"] {
		c, err := classes.FindCard(e.App, id)
		if err != nil {
			return err
		}
		list = append(list, c)
		if len(list) > classes.CardsAtOnce {
			return back(e, withSaid(classes.CardsAddress(edition.Id), "cards_many"))
		}
	}
	if len(list) == 0 {
		return back(e, withSaid(classes.CardsAddress(edition.Id), "cards_none"))
	}
	made, err := classes.RenewCards(e.App, edition, list, person(e).Id)
	if err != nil {
		return err
	}
	return s.heldSheet(e, edition, made)
}

// assistClass makes an assisted class of one that is none yet.
func (s *site) assistClass(e *core.RequestEvent) error {
	edition, err := s.heldClass(e)
	if err != nil {
		return err
	}
	if err := classes.Assist(e.App, edition.Id, person(e).Id); err != nil {
		return err
	}
	return back(e, classes.CardsAddress(edition.Id))
}

// vouchForClass keeps who vouches for people who have not turned fourteen.
func (s *site) vouchForClass(e *core.RequestEvent) error {
	v, err := s.cards(e)
	if err != nil {
		return err
	}
	v.Form = typed(e, "minors", "vouches", "voucher", "consent")
	err = classes.Vouch(e.App, v.Class.Id, classes.Vouching{
		Minors: v.Form.Is("minors", "yes"), Vouches: v.Form.Value("vouches"), Voucher: v.Form.Value("voucher"), Consent: v.Form.Is("consent", "yes"),
	}, person(e).Id)
	if err != nil {
		return s.cardsAgain(e, v, err, "voucher")
	}
	return back(e, withSaid(v.Address, "cards_vouched"))
}

func (s *site) reopenClass(e *core.RequestEvent) error {
	edition, err := s.heldClass(e)
	if err != nil {
		return err
	}
	if err := classes.Reopen(e.App, edition.Id, person(e).Id); err != nil {
		return err
	}
	return back(e, withSaid(classes.CardsAddress(edition.Id), "cards_reopened"))
}

// actOnCard does something to a card of the class.
func (s *site) actOnCard(e *core.RequestEvent, said string, act func(core.App, *classes.Card, string) error) error {
	edition, c, err := s.heldCard(e)
	if err != nil {
		return err
	}
	if err := act(e.App, c, person(e).Id); err != nil {
		return err
	}
	return back(e, withSaid(classes.CardsAddress(edition.Id), said))
}

func (s *site) heldCard(e *core.RequestEvent) (*classes.Edition, *classes.Card, error) {
	edition, err := s.heldClass(e)
	if err != nil {
		return nil, nil, err
	}
	c, err := classes.FindCard(e.App, e.Request.PathValue("card"))
	if err == nil && c.Edition() != edition.Id {
		err = classes.ErrNoCard
	}
	return edition, c, err
}

func (s *site) unlockCard(e *core.RequestEvent) error {
	return s.actOnCard(e, "card_unlocked", classes.Unlock)
}

func (s *site) endCard(e *core.RequestEvent) error {
	return s.actOnCard(e, "card_taken_back", classes.EndCard)
}

// takeConsentBack notes that the parents of a child no longer agree.
func (s *site) takeConsentBack(e *core.RequestEvent) error {
	return s.actOnCard(e, "card_consent_back", classes.TakeConsentBack)
}

// askAccountForCard sends a link to the mailbox that the holder has told the facilitator.
func (s *site) askAccountForCard(e *core.RequestEvent) error {
	v, err := s.cards(e)
	if err != nil {
		return err
	}
	_, c, err := s.heldCard(e)
	if err != nil {
		return err
	}
	email := accounts.NormaliseAddress(e.Request.PostFormValue("email"))
	err = mailboxProblem(email)
	if err == nil {
		err = accounts.Take(e.App, accounts.TryNewEmail, person(e).Id, e.RealIP())
	}
	if err == nil {
		err = classes.AskForAccount(e.App, c, email, person(e).Id)
	}
	if errors.Is(err, accounts.ErrNoCard) || errors.Is(err, classes.ErrMinor) {
		return err
	}
	if err != nil {
		v.Form = typed(e, "email")
		return s.cardsAgain(e, v, err, "email")
	}
	return back(e, withSaid(v.Address, "card_account_queued"))
}
