package accounts

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

const (
	fieldInvited = "invited" // when the mail of the invitation was sent last

	invitationHolds = 60 * 24 * time.Hour
	invitedAgain    = 24 * time.Hour // after that at the earliest
)

// Decisions about writing to somebody once more.
var (
	// ErrNotAwaited says that the person has come, or has left: there is nothing to invite them to.
	ErrNotAwaited = errors.New("nobody waits for the person")
	// ErrInvitedToday says that the mail was sent less than a day ago.
	ErrInvitedToday = errors.New("invited less than a day ago")
)

// Invited is when the organisation wrote to the person last.
func (m *Membership) Invited() time.Time { return m.GetDateTime(fieldInvited).Time() }

// Expired tells whether nobody answered the invitation in time.
func (m *Membership) Expired() bool { return m.Waits() && !m.Until().IsZero() }

// Awaited tells whether the organisation waits for the person: for their answer, or that they come into the account that it made. An
// invitation that has expired may be sent again.
func (m Member) Awaited() bool {
	if m.Waits() {
		return true
	}
	return m.Until().IsZero() && !m.Person.Verified() && !m.Person.TaxProven()
}

// InvitableFrom is when the mail may be sent again.
func (m *Membership) InvitableFrom() time.Time { return m.Invited().Add(invitedAgain) }

// InviteAgain sends the mail once more to somebody whom an organisation awaits; called is its name. An invitation that had expired holds
// again. It returns ErrNotAwaited, ErrInvitedToday, ErrMember where another one holds, or organisations.ErrRetired.
func InviteAgain(tx core.App, m Member, called string) error {
	now := DoorkeeperOf(tx).now()
	switch {
	case !m.Awaited():
		return ErrNotAwaited
	case now.Before(m.InvitableFrom()):
		return ErrInvitedToday
	}
	if err := servesStill(tx, m.Organisation()); err != nil {
		return err
	}
	if m.Expired() {
		if _, err := openMembership(tx, m.User(), m.Organisation(), m.Role()); err == nil {
			return ErrMember
		} else if !errors.Is(err, ErrNoMembership) {
			return err
		}
	}
	m.Set(fieldInvited, now)
	m.Set(fieldUntil, "")
	if err := tx.Save(m.Record); err != nil {
		return fmt.Errorf("invite again by membership %s: %w", m.Id, err)
	}
	return QueueMail(tx, "", invitation(m.Membership, called))
}

// invitation is the mail about a membership.
func invitation(m *Membership, called string) Mail {
	letter := Mail{Name: "admitted", Person: m.User(), Link: "/sign-in/code", Values: map[string]string{"organisation": called}}
	if m.Waits() {
		letter.Name, letter.Link = "membership", ActingPath
	}
	return letter
}

// servesStill returns organisations.ErrRetired for an organisation that is no longer served.
func servesStill(app core.App, organisation string) error {
	o, err := organisations.Find(app, organisation)
	if err == nil && !o.Retired().IsZero() {
		err = organisations.ErrRetired
	}
	return err
}

// EndInvitations ends those that nobody has answered in time.
func EndInvitations(app core.App) error {
	now := DoorkeeperOf(app).now()
	err := app.RunInTransaction(func(tx core.App) error {
		var over []*Membership
		err := tx.RecordQuery(memberships).AndWhere(dbx.HashExp{fieldAccepted: "", fieldUntil: ""}).
			AndWhere(dbx.NewExp("invited <= {:before}", dbx.Params{"before": stamp(now.Add(-invitationHolds))})).All(&over)
		for _, m := range over {
			m.Set(fieldUntil, now)
			err = errors.Join(err, tx.Save(m.Record))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("end invitations: %w", err)
	}
	return nil
}

// forgetExpired removes an invitation that nobody answered, before another one takes its place.
func forgetExpired(tx core.App, user, organisation string, role MembershipRole) error {
	_, err := tx.DB().Delete(memberships, dbx.And(dbx.HashExp{fieldUser: user, fieldOrganisation: organisation, fieldRole: string(role), fieldAccepted: ""},
		dbx.Not(dbx.HashExp{fieldUntil: ""}))).Execute()
	if err != nil {
		return fmt.Errorf("forget invitation of %s: %w", user, err)
	}
	return nil
}
