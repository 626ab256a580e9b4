package accounts

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/unicode/norm"

	"aula/internal/database"
)

// MembersPage is how many people Members returns at most.
const MembersPage = 50

// MemberFilter chooses an organisation's people.
type MemberFilter struct {
	Organisation string
	Words        string // all of them in the name or mailbox, with or without accents
	Role         MembershipRole
	Office       string
	Left         bool // those who have left, instead of those who belong to it
	Page         int  // from 1
}

// Member is a person in an organisation.
type Member struct {
	*Membership
	Person *Person
}

// Names are the family and given name as the organisation may see them: until somebody accepts, those that it wrote itself.
func (m Member) Names() (family, given string) {
	if m.Waits() {
		return m.Called()
	}
	return m.Person.Family(), m.Person.Given()
}

// Name is both, the family name first.
func (m Member) Name() string {
	family, given := m.Names()
	return strings.TrimSpace(family + " " + given)
}

// Members returns a page of an organisation's people by family and given name, and how many there are in all.
func Members(app core.App, f MemberFilter) (list []Member, total int, err error) {
	where, first := f.where(), (max(f.Page, 1)-1)*MembersPage
	if strings.TrimSpace(f.Words) != "" {
		if where, total, err = f.found(app, where, first); err != nil || total == 0 {
			return nil, 0, err
		}
		first = 0
	} else if err := app.RecordQuery(memberships).Select("count(*)").AndWhere(where).Row(&total); err != nil {
		return nil, 0, fmt.Errorf("count people of %s: %w", f.Organisation, err)
	}
	var found []*Membership
	err = app.RecordQuery(memberships).AndWhere(where).OrderBy(fieldListed, "id").Limit(MembersPage).Offset(int64(first)).All(&found)
	if err != nil {
		return nil, 0, fmt.Errorf("list people of %s: %w", f.Organisation, err)
	}
	list, err = withPeople(app, found)
	return list, total, err
}

// found looks for words, which no index finds, once: it returns who is on the page that begins with the first, and how many there are in all.
func (f MemberFilter) found(app core.App, where dbx.Expression, first int) (onPage dbx.Expression, total int, err error) {
	var ids []any
	if err := app.DB().Select("id").From(memberships).Where(where).OrderBy(fieldListed, "id").Column(&ids); err != nil {
		return nil, 0, fmt.Errorf("find people of %s: %w", f.Organisation, err)
	}
	first = min(first, len(ids))
	return dbx.In("id", ids[first:min(first+MembersPage, len(ids))]...), len(ids), nil
}

func (f MemberFilter) where() dbx.Expression {
	all := []dbx.Expression{dbx.HashExp{fieldOrganisation: f.Organisation}}
	if f.Left {
		all = append(all, dbx.NewExp("[[until]] != ''"))
	} else {
		all = append(all, dbx.HashExp{fieldUntil: ""})
	}
	if slices.Contains(MembershipRoles, f.Role) {
		all = append(all, dbx.HashExp{fieldRole: string(f.Role)})
	}
	if f.Office != "" {
		all = append(all, dbx.HashExp{fieldOffice: f.Office})
	}
	for _, word := range strings.Fields(folded(f.Words)) {
		all = append(all, database.Contains(fieldListed, word))
	}
	return dbx.And(all...)
}

func withPeople(app core.App, found []*Membership) ([]Member, error) {
	ids := make([]string, len(found))
	for i, m := range found {
		ids[i] = m.User()
	}
	users, err := app.FindRecordsByIds(Collection, ids)
	if err != nil {
		return nil, fmt.Errorf("find people: %w", err)
	}
	byID := map[string]*core.Record{}
	for _, u := range users {
		byID[u.Id] = u
	}
	var list []Member
	for _, m := range found {
		if u := byID[m.User()]; u != nil { // or deleted between the two
			list = append(list, Member{m, PersonOf(u)})
		}
	}
	return list, nil
}

// listed is what people are sorted and found by.
func listed(user *core.Record) string {
	return folded(strings.Join([]string{user.GetString(fieldFamily), user.GetString(fieldGiven), user.Email()}, " "))
}

// folded is a text in small letters without accents: "Nicolò" is found by "nicolo".
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(NormaliseName(text))))
}

// ListAnew keeps what somebody is sorted and found by true to their name and mailbox. It belongs in the transaction that changes them.
func ListAnew(tx core.App, user *core.Record) error {
	if listed(user) == listed(user.Original()) {
		return nil
	}
	_, err := tx.DB().Update(memberships, dbx.Params{fieldListed: listed(user)}, dbx.And(dbx.HashExp{fieldUser: user.Id}, dbx.Not(dbx.HashExp{fieldAccepted: ""}))).Execute()
	if err != nil {
		return fmt.Errorf("list %s anew: %w", user.Id, err)
	}
	return nil
}
