package accounts

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

const (
	memberships = "memberships"

	fieldOrganisation = "organisation"
	fieldOffice       = "office"
	fieldFrom         = "from"
	fieldUntil        = "until"
	fieldBy           = "by"
	fieldAccepted     = "accepted"
	fieldCalled       = "called"
	fieldListed       = "listed" // what the person is sorted and found by

	longestOffice = 200 // characters
)

// Decisions about who belongs where.
var (
	ErrNoMembership   = errors.New("no such membership")
	ErrMember         = errors.New("belongs to the organisation in this role already")
	ErrMembershipRole = errors.New("no such role in an organisation")
	ErrMembershipEnds = errors.New("membership would end before it began")
	ErrMembershipOver = errors.New("membership has ended")
)

// MembershipRole is what somebody is in an organisation.
type MembershipRole string

// The roles in an organisation. One person may have several in the same one.
const (
	Employee    MembershipRole = "employee"
	Referent    MembershipRole = "referent"    // answers for the organisation's people: RTD, personnel office
	Facilitator MembershipRole = "facilitator" // holds classes
)

// MembershipRoles are all of them, in the order in which they are shown.
var MembershipRoles = []MembershipRole{Employee, Referent, Facilitator}

// Membership is that somebody belongs to an organisation in a role for some time. It is never deleted while both exist: when it ends it
// stays as history, so that what somebody finished in March counts for whom they worked in March.
type Membership struct{ core.BaseRecordProxy }

var _ core.RecordProxy = (*Membership)(nil)

// User is the person's record id.
func (m *Membership) User() string { return m.GetString(fieldUser) }

// Organisation is the organisation's record id.
func (m *Membership) Organisation() string { return m.GetString(fieldOrganisation) }

// Role is what the person is there.
func (m *Membership) Role() MembershipRole { return MembershipRole(m.GetString(fieldRole)) }

// Office is where in the organisation, empty if nobody said.
func (m *Membership) Office() string { return m.GetString(fieldOffice) }

// From is when it begins.
func (m *Membership) From() time.Time { return m.GetDateTime(fieldFrom).Time() }

// Until is when it has ended; zero: it goes on.
func (m *Membership) Until() time.Time { return m.GetDateTime(fieldUntil).Time() }

// Waits tells whether the person, who had an account before, has yet to accept it.
func (m *Membership) Waits() bool { return m.GetDateTime(fieldAccepted).IsZero() }

// Called is the family and the given name by which the organisation knows somebody who has yet to accept.
func (m *Membership) Called() (family, given string) {
	family, given, _ = strings.Cut(m.GetString(fieldCalled), calledCut)
	return family, given
}

// calledCut parts the two names; no name has it.
const calledCut = "|"

// Holds tells whether it counts at a moment: from its beginning, up to but not at its end.
func (m *Membership) Holds(at time.Time) bool { return !m.Waits() && holds(m.From(), m.Until(), at) }

func holds(from, until, at time.Time) bool {
	return !at.Before(from) && (until.IsZero() || at.Before(until))
}

// Joining is who is to belong where.
type Joining struct {
	User, Organisation string
	Role               MembershipRole
	Office             string
	From               time.Time // zero: now
	Waits              bool      // the person has yet to accept it
	Family, Given      string    // how the organisation calls somebody who has yet to accept
}

// Join makes a membership. by is the id of who decided it. It returns ErrMember, ErrMembershipRole, ErrNoPerson or Problems.
func Join(tx core.App, by string, j Joining) (*Membership, error) {
	if !slices.Contains(MembershipRoles, j.Role) {
		return nil, ErrMembershipRole
	}
	var err error
	if j.Office, err = office(j.Office); err != nil {
		return nil, err
	}
	if j.From.IsZero() {
		j.From = DoorkeeperOf(tx).now()
	}
	if _, err := openMembership(tx, j.User, j.Organisation, j.Role); err == nil {
		return nil, ErrMember
	} else if !errors.Is(err, ErrNoMembership) {
		return nil, err
	}
	person, err := Find(tx, j.User)
	if err != nil {
		return nil, err
	}
	if err := forgetExpired(tx, j.User, j.Organisation, j.Role); err != nil {
		return nil, err
	}
	c, err := tx.FindCachedCollectionByNameOrId(memberships)
	if err != nil {
		return nil, err
	}
	m := &Membership{}
	m.SetProxyRecord(core.NewRecord(c))
	sorted := listed(person.Record)
	if j.Waits {
		sorted = folded(j.Family + " " + j.Given + " " + person.Email())
		m.Set(fieldCalled, j.Family+calledCut+j.Given)
	} else {
		m.Set(fieldAccepted, DoorkeeperOf(tx).now())
	}
	for field, value := range map[string]any{
		fieldUser: j.User, fieldOrganisation: j.Organisation, fieldRole: string(j.Role), fieldOffice: j.Office, fieldFrom: j.From, fieldBy: by,
		fieldListed: sorted, fieldInvited: DoorkeeperOf(tx).now(),
	} {
		m.Set(field, value)
	}
	if err := tx.Save(m.Record); err != nil {
		return nil, fmt.Errorf("let %s belong to %s: %w", j.User, j.Organisation, err)
	}
	return m, nil
}

// office is its name without what nobody means to write, or Problems.
func office(name string) (string, error) {
	var p Problems
	if name = normaliseOffice(name); len([]rune(name)) > longestOffice {
		p.add(fieldOffice, "long")
	}
	return name, p.Err()
}

// Move says in which office somebody works, none if the name is empty. It returns Problems, or ErrMembershipOver for a membership that has
// ended: it stays as it was.
func Move(tx core.App, m *Membership, name string) error {
	name, err := office(name)
	switch {
	case err != nil:
		return err
	case !m.Until().IsZero():
		return ErrMembershipOver
	}
	m.Set(fieldOffice, name)
	if err := tx.Save(m.Record); err != nil {
		return fmt.Errorf("office of membership %s: %w", m.Id, err)
	}
	return nil
}

// Leave ends a membership at a moment; the zero one is now. One that nobody has accepted is taken back: it never held. It returns ErrMembershipEnds; one that has ended already keeps its end.
func Leave(tx core.App, m *Membership, at time.Time) error {
	if at.IsZero() {
		at = DoorkeeperOf(tx).now()
	}
	switch {
	case m.Waits():
		return tx.Delete(m.Record)
	case !m.Until().IsZero():
		return nil
	case at.Before(m.From()):
		return ErrMembershipEnds
	}
	m.Set(fieldUntil, at)
	if err := tx.Save(m.Record); err != nil {
		return fmt.Errorf("end membership %s: %w", m.Id, err)
	}
	return nil
}
