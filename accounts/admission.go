package accounts

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Newcomer is somebody whom an organisation takes among its people, as it knows them.
type Newcomer struct {
	Given, Family, Email, Office string
	Role                         MembershipRole
	Locale                       string // of the mail to somebody who has no account yet
}

// Normalise removes what nobody means to write.
func (n *Newcomer) Normalise() {
	n.Given, n.Family, n.Office = NormaliseName(n.Given), NormaliseName(n.Family), normaliseOffice(n.Office)
	n.Email = NormaliseAddress(n.Email)
	if n.Role == "" {
		n.Role = Employee
	}
	if !slices.Contains(languages, n.Locale) {
		n.Locale = languages[0]
	}
}

// Check returns what is wrong with the newcomer.
func (n Newcomer) Check() Problems {
	var p Problems
	p.add("given_name", checkName(n.Given))
	p.add("family_name", checkName(n.Family))
	p.add("email", checkAddress(n.Email))
	if len([]rune(n.Office)) > longestOffice {
		p.add(fieldOffice, "long")
	}
	if !slices.Contains(MembershipRoles, n.Role) {
		p.add(fieldRole, "membership_role")
	}
	return p
}

// Admission is what became of a newcomer.
type Admission string

// What becomes of newcomers.
const (
	Admitted Admission = "admitted" // an account was made: they come in by a code to their mailbox, and belong to the organisation
	Asked    Admission = "asked"    // they had an account: it belongs to the organisation once they say so
)

// Admit takes somebody among an organisation's people and writes to them. by is the id of who decided it, and called the organisation's name.
// Whoever has an account already is asked first, and nothing of the account is told. It returns Problems or ErrMember.
func Admit(app core.App, by, organisation, called string, n Newcomer) (what Admission, m *Membership, err error) {
	n.Normalise()
	if err := n.Check().Err(); err != nil {
		return "", nil, err
	}
	err = app.RunInTransaction(func(tx core.App) error {
		person, err := FindByEmail(tx, n.Email)
		what = Asked
		if errors.Is(err, ErrNoPerson) {
			what = Admitted
			person, err = expect(tx, n)
		}
		if err != nil {
			return err
		}
		j := Joining{User: person.Id, Organisation: organisation, Role: n.Role, Office: n.Office}
		if what == Asked {
			j.Waits, j.Family, j.Given = true, n.Family, n.Given
		}
		if m, err = Join(tx, by, j); err != nil {
			return err
		}
		return QueueMail(tx, "", invitation(m, called))
	})
	if err != nil {
		return "", nil, fmt.Errorf("admit somebody to %s: %w", organisation, err)
	}
	return what, m, nil
}

// ActingPath is the page where people see where they belong, and say for whom they act.
const ActingPath = "/me/organisation"

// expect makes an account for somebody who has not come yet: nobody knows its password, and a code to the mailbox opens it.
func expect(tx core.App, n Newcomer) (*Person, error) {
	p, err := newPerson(tx)
	if err != nil {
		return nil, err
	}
	for field, value := range map[string]any{fieldGiven: n.Given, fieldFamily: n.Family, fieldRole: string(Learner), fieldLocale: n.Locale} {
		p.Set(field, value)
	}
	p.SetEmail(n.Email)
	p.SetRandomPassword()
	if err := tx.Save(p.Record); err != nil {
		return nil, fmt.Errorf("expect somebody: %w", err)
	}
	return p, nil
}

// Accept lets somebody belong to the organisation that asked them. It returns ErrNoMembership if they were not asked, ErrUnconfirmed,
// ErrMember if they said so before, ErrMembershipOver if they were not in time, or organisations.ErrRetired.
func Accept(app core.App, user, membership string) error {
	return answered(app, user, membership, func(tx core.App, person *Person, m *Membership) error {
		now := DoorkeeperOf(app).now()
		m.Set(fieldAccepted, now)
		m.Set(fieldFrom, now)
		m.Set(fieldCalled, "")
		m.Set(fieldListed, listed(person.Record))
		return tx.Save(m.Record)
	})
}

// Decline removes what the organisation asked: it never held. It returns what Accept does.
func Decline(app core.App, user, membership string) error {
	return answered(app, user, membership, func(tx core.App, _ *Person, m *Membership) error { return tx.Delete(m.Record) })
}

// answered does what somebody answers to an organisation. The organisation asked a mailbox: who came in by an identity, and has not shown that
// the mailbox is theirs, may not answer in its owner's place.
func answered(app core.App, user, membership string, act func(core.App, *Person, *Membership) error) error {
	err := app.RunInTransaction(func(tx core.App) error {
		person, err := Find(tx, user)
		if err != nil {
			return err
		}
		if !person.Verified() {
			return ErrUnconfirmed
		}
		m, err := oneMembership(tx, dbx.HashExp{"id": membership, fieldUser: user})
		switch {
		case err != nil:
			return err
		case !m.Until().IsZero():
			return ErrMembershipOver
		case !m.Waits():
			return ErrMember
		}
		if err := servesStill(tx, m.Organisation()); err != nil {
			return err
		}
		return act(tx, person, m)
	})
	if err != nil {
		return fmt.Errorf("answer to membership %s: %w", membership, err)
	}
	return nil
}

// isExpected tells whether an organisation made the account, or takes its person among its people, so that it waits for them.
func isExpected(app core.App, user string) (bool, error) {
	_, err := oneMembership(app, dbx.HashExp{fieldUser: user, fieldUntil: ""})
	if errors.Is(err, ErrNoMembership) {
		return false, nil
	}
	return err == nil, err
}
