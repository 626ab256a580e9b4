package accounts

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// FactorGrace is how long somebody who must have a second factor may put off setting it up, from when they were first asked.
const FactorGrace = 14 * 24 * time.Hour

// freshFor is how long somebody who has just shown who they are may change their factors without showing it again.
const freshFor = 10 * time.Minute

// FactorState says what a person's second factor asks of them before anything else.
type FactorState int

// The states, from nothing to all.
const (
	FactorFree  FactorState = iota // nothing
	FactorLater                    // they must set one up, and may still put it off
	FactorDue                      // they must set one up now: only that works
	FactorAsked                    // they have one and have not given it in this session: only giving it works
)

// factorState is the rule. has: the person has a factor; needs: they must; given: in this session; asked: since when they know.
func factorState(has, needs, given bool, asked, now time.Time) FactorState {
	switch {
	case has && !given:
		return FactorAsked
	case has || !needs:
		return FactorFree
	case asked.IsZero() || now.Before(asked.Add(FactorGrace)):
		return FactorLater
	}
	return FactorDue
}

// FactorDeadline is until when the person may put off setting one up; zero if nobody has asked them yet.
func (p *Person) FactorDeadline() time.Time {
	if asked := p.asked(); !asked.IsZero() {
		return asked.Add(FactorGrace)
	}
	return time.Time{}
}

func (p *Person) asked() time.Time { return p.GetDateTime(fieldAsked).Time() }

// FactorOf says what is asked of somebody who has just shown their password: FactorFree, FactorLater, FactorDue or FactorAsked.
func FactorOf(app core.App, user *core.Record) (FactorState, error) {
	has, err := HasFactor(app, user.Id)
	if err != nil {
		return FactorAsked, err
	}
	needs, err := NeedsFactor(app, user)
	if err != nil {
		return FactorAsked, err
	}
	return factorState(has, needs, false, PersonOf(user).asked(), DoorkeeperOf(app).now()), nil
}

// AskForFactor notes, the first time, that the person now knows that they need a second factor.
func AskForFactor(app core.App, user *core.Record) error {
	if !PersonOf(user).asked().IsZero() {
		return nil
	}
	d := DoorkeeperOf(app)
	// Straight to the table: nothing that others know of the person changes.
	_, err := app.NonconcurrentDB().Update(Collection, dbx.Params{fieldAsked: stamp(d.now())}, dbx.HashExp{"id": user.Id, fieldAsked: ""}).Execute()
	if err != nil {
		return fmt.Errorf("note that %s was asked for a second factor: %w", user.Id, err)
	}
	d.ForgetPerson(user.Id)
	return nil
}

// noteFactor writes into the session that the second factor was given in it. It belongs in the transaction that checked it.
func noteFactor(tx core.App, session string) error { return noteIn(tx, session, fieldFactor) }

func noteIn(tx core.App, session, field string) error {
	s, err := tx.FindRecordById(sessions, session)
	if err != nil {
		return ErrNoSession
	}
	s.Set(field, DoorkeeperOf(tx).now())
	if err := tx.Save(s); err != nil {
		return fmt.Errorf("note in session %s: %w", session, err)
	}
	return nil
}
