package accounts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Who of an organisation may be asked to do something: who belongs to it, and has accepted.

// MemberChoice is whom an organisation means: one of these.
type MemberChoice struct {
	Organisation string
	All          bool
	Office       string
	Users        []string // ids
	Mailboxes    []string
}

// PeopleToAsk are those of an organisation who may be asked, each once, up to a number.
func PeopleToAsk(app core.App, organisation string, most int) ([]Member, error) {
	var found []*Membership
	err := app.RecordQuery(memberships).AndWhere(mayBeAsked(organisation)).GroupBy(fieldUser).OrderBy(fieldListed, "id").Limit(int64(most)).All(&found)
	if err != nil {
		return nil, fmt.Errorf("people of %s: %w", organisation, err)
	}
	return withPeople(app, found)
}

func mayBeAsked(organisation string) dbx.Expression {
	return dbx.And(dbx.HashExp{fieldOrganisation: organisation, fieldUntil: ""}, dbx.Not(dbx.HashExp{fieldAccepted: ""}))
}

// Offices are those in which an organisation has people who may be asked, by name.
func Offices(app core.App, organisation string) (names []string, err error) {
	err = app.DB().Select(fieldOffice).Distinct(true).From(memberships).Where(mayBeAsked(organisation)).AndWhere(dbx.Not(dbx.HashExp{fieldOffice: ""})).
		OrderBy("lower(" + fieldOffice + ")").Column(&names)
	if err != nil {
		return nil, fmt.Errorf("offices of %s: %w", organisation, err)
	}
	return names, nil
}

// Choose returns the ids of those who are meant and may be asked, each once, and the mailboxes among those meant that are none of the
// organisation's: whether somebody else has them is not told.
func (c MemberChoice) Choose(app core.App) (ids, others []string, err error) {
	switch {
	case c.All:
		ids, err = c.among(app, nil)
	case c.Office != "":
		ids, err = c.among(app, dbx.HashExp{fieldOffice: c.Office})
	case len(c.Users) > 0:
		ids, err = c.named(app, fieldUser, c.Users)
	case len(c.Mailboxes) > 0:
		return c.byMailbox(app)
	}
	return ids, nil, err
}

func (c MemberChoice) among(app core.App, which dbx.Expression) (ids []string, err error) {
	err = app.DB().Select(fieldUser).Distinct(true).From(memberships).Where(mayBeAsked(c.Organisation)).AndWhere(which).OrderBy(fieldUser).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("people of %s: %w", c.Organisation, err)
	}
	return ids, nil
}

// named are those whose column has one of the values.
func (c MemberChoice) named(app core.App, column string, values []string) (ids []string, err error) {
	for some := range slices.Chunk(values, idsAtOnce) {
		in := make([]any, len(some))
		for i, v := range some {
			in[i] = v
		}
		found, err := c.among(app, dbx.In(column, in...))
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func (c MemberChoice) byMailbox(app core.App) (ids, others []string, err error) {
	for some := range slices.Chunk(c.Mailboxes, idsAtOnce) {
		in := make([]any, len(some))
		for i, m := range some {
			in[i] = m
		}
		var known []struct {
			ID    string `db:"id"`
			Email string `db:"email"`
		}
		err := app.DB().Select("id", "email").From(Collection).Where(dbx.In("email", in...)).
			AndWhere(dbx.NewExp("id IN (SELECT [[user]] FROM memberships WHERE organisation = {:here} AND [[until]] = '' AND accepted != '')", dbx.Params{"here": c.Organisation})).All(&known)
		if err != nil {
			return nil, nil, fmt.Errorf("people of %s by mailbox: %w", c.Organisation, err)
		}
		theirs := map[string]bool{}
		for _, k := range known {
			ids, theirs[k.Email] = append(ids, k.ID), true
		}
		for _, m := range some {
			if !theirs[m] {
				others = append(others, m)
			}
		}
	}
	slices.Sort(ids)
	return ids, others, nil
}

// mailboxIn finds mailboxes in what people paste: one a line, with names before them as mail programs write them, or in a row.
var mailboxIn = regexp.MustCompile(`[^\s,;:<>()"]+@[^\s,;:<>()"]+`)

// Mailboxes are those that stand in a text, each once, as they are kept.
func Mailboxes(text string) (list []string) {
	seen := map[string]bool{}
	for _, m := range mailboxIn.FindAllString(text, -1) {
		m = NormaliseAddress(strings.TrimRight(m, "."))
		if !seen[m] {
			seen[m] = true
			list = append(list, m)
		}
	}
	return list
}
