package accounts

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/database"
)

// FindMembership returns the membership with the id, or ErrNoMembership.
func FindMembership(app core.App, id string) (*Membership, error) {
	return oneMembership(app, dbx.HashExp{"id": id})
}

// openMembership is the one that has no end yet, or ErrNoMembership.
func openMembership(app core.App, user, organisation string, role MembershipRole) (*Membership, error) {
	return oneMembership(app, dbx.HashExp{fieldUser: user, fieldOrganisation: organisation, fieldRole: string(role), fieldUntil: ""})
}

func oneMembership(app core.App, which dbx.Expression) (*Membership, error) {
	m := &Membership{}
	err := app.RecordQuery(memberships).AndWhere(which).Limit(1).One(m)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoMembership
	}
	if err != nil {
		return nil, fmt.Errorf("find membership: %w", err)
	}
	return m, nil
}

// MembershipsOf are all of a person's, those that have ended too, the latest first.
func MembershipsOf(app core.App, user string) (list []*Membership, err error) {
	err = app.RecordQuery(memberships).AndWhere(dbx.HashExp{fieldUser: user}).OrderBy("[["+fieldFrom+"]] DESC", "id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("find memberships of %s: %w", user, err)
	}
	return list, nil
}

// EmployersAt are the organisations that employed somebody at a moment, the one that they joined last first.
func EmployersAt(app core.App, user string, at time.Time) (organisations []string, err error) {
	moment, _ := types.ParseDateTime(at) // a time always is one
	err = database.Each(app.ConcurrentDB(), employersQuery, []any{user, moment.String(), moment.String()}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		organisations = append(organisations, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("employers of %s: %w", user, err)
	}
	return organisations, nil
}

const employersQuery = `SELECT organisation FROM memberships WHERE user = ? AND role = 'employee' AND accepted != ''
	AND "from" <= ? AND ("until" = '' OR "until" > ?) ORDER BY "from" DESC, id`

// LastActedFor is the organisation that somebody chose to act for, on the device that they used last of those on which they chose; "" if
// they chose none.
func LastActedFor(app core.App, user string) (organisation string, err error) {
	err = app.DB().Select("m.organisation").From(sessions+" s").InnerJoin(memberships+" m", dbx.NewExp("m.id = s.membership")).
		Where(dbx.HashExp{"s.user": user}).OrderBy("s."+fieldLastSeen+" DESC", "s.rowid DESC").Limit(1).Row(&organisation)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("for whom %s acts: %w", user, err)
	}
	return organisation, nil
}

// belongingsOf are the person's memberships that have not ended yet, those that are still to begin among them.
func belongingsOf(app core.App, user string, now time.Time) ([]Belonging, error) {
	list, err := MembershipsOf(app, user)
	if err != nil {
		return nil, err
	}
	var open []Belonging
	for _, m := range list {
		if until := m.Until(); until.IsZero() || until.After(now) {
			open = append(open, Belonging{m.Id, m.Organisation(), m.Role(), m.From(), until, m.Waits()})
		}
	}
	return open, nil
}

// EmployedWhen is the condition that whom a column names was employed by an organisation at the moment that another column holds, for
// queries that read what these people did.
func EmployedWhen(organisation, user, moment string) dbx.Expression {
	return dbx.And(dbx.NewExp(user+" IN (SELECT [[user]] FROM [["+memberships+"]] WHERE organisation = {:employer})", dbx.Params{"employer": organisation}),
		OfWhomEmployedWhen(organisation, user, moment)) // the first finds them by an index
}

// OfWhomEmployedWhen is EmployedWhen for queries that read what a few people did, whom they name themselves.
func OfWhomEmployedWhen(organisation, user, moment string) dbx.Expression {
	return dbx.NewExp("EXISTS (SELECT 1 FROM [["+memberships+"]] m WHERE "+employs(user)+
		" AND m.[[from]] <= "+moment+" AND (m.[[until]] = '' OR "+moment+" < m.[[until]]))", dbx.Params{"employer": organisation})
}

// TermsOf is SQL for from when until when the {:employer} employs a user, whom a column names; Employs reads it.
func TermsOf(user string) string {
	return "(SELECT group_concat(m.[[from]] || '/' || m.[[until]]) FROM [[" + memberships + "]] m WHERE " + employs(user) + ")"
}

// employs is SQL that is true of the memberships m by which the {:employer} employs a user, whenever.
func employs(user string) string {
	return "m.user = " + user + " AND m.organisation = {:employer} AND m.role = 'employee' AND m.accepted != ''"
}

// Employs tells whether one of the terms that TermsOf found holds at a moment, as the database writes it.
func Employs(terms, moment string) bool {
	for term := range strings.SplitSeq(terms, ",") {
		from, until, is := strings.Cut(term, "/")
		if is && from <= moment && (until == "" || moment < until) {
			return true
		}
	}
	return false
}

// BelongsTo tells whether somebody belongs to an organisation in any role, as long as nobody has ended it.
func BelongsTo(app core.App, user, organisation string) (bool, error) {
	n, err := app.CountRecords(memberships, dbx.HashExp{fieldUser: user, fieldOrganisation: organisation, fieldUntil: ""}, dbx.Not(dbx.HashExp{fieldAccepted: ""}))
	if err != nil {
		return false, fmt.Errorf("whether %s belongs to %s: %w", user, organisation, err)
	}
	return n > 0, nil
}

// MaySomewhere tells whether somebody may do an act by their role in any organisation.
func MaySomewhere(app core.App, user string, act Act) (bool, error) {
	open, err := belongingsOf(app, user, DoorkeeperOf(app).now())
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(open, func(b Belonging) bool { return !b.Waits && slices.Contains(rights[act].own, b.Role) }), nil
}

// ReferentsOf are the ids of those who answer for an organisation at a moment.
func ReferentsOf(app core.App, organisation string, at time.Time) (ids []string, err error) {
	var list []*Membership
	err = app.RecordQuery(memberships).AndWhere(dbx.HashExp{fieldOrganisation: organisation, fieldRole: string(Referent)}).OrderBy(fieldUser).All(&list)
	if err != nil {
		return nil, fmt.Errorf("who answers for %s: %w", organisation, err)
	}
	for _, m := range list {
		if m.Holds(at) {
			ids = append(ids, m.User())
		}
	}
	return ids, nil
}
