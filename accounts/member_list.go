package accounts

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/unicode/norm"
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
	Expired      bool // those who did not answer in time, instead
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
	if !slices.Contains(MembershipRoles, f.Role) {
		f.Role = ""
	}
	r, err := rosters.Of(app, f.Organisation)
	if err != nil {
		return nil, 0, err
	}
	ids := r.choose(f)
	first := min((max(f.Page, 1)-1)*MembersPage, len(ids))
	onPage := make([]any, 0, MembersPage)
	for _, id := range ids[first:min(first+MembersPage, len(ids))] {
		onPage = append(onPage, id)
	}
	if len(onPage) == 0 {
		return nil, len(ids), nil
	}
	var found []*Membership
	if err := app.RecordQuery(memberships).AndWhere(dbx.In("id", onPage...)).OrderBy(fieldListed, "id").All(&found); err != nil {
		return nil, 0, fmt.Errorf("list people of %s: %w", f.Organisation, err)
	}
	list, err = withPeople(app, found)
	return list, len(ids), err
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
