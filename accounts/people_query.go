package accounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/database"
)

// PeoplePage is how many people List returns at most.
const PeoplePage = 50

// PeopleFilter chooses people: whose name or mailbox has all the words, who have the role ("" is any).
type PeopleFilter struct {
	Words string
	Role  Role
	Page  int // from 1
}

// List returns a page of people by family and given name, and whether there are more.
func List(app core.App, f PeopleFilter) (people []*Person, more bool, err error) {
	q := app.RecordQuery(Collection)
	if slices.Contains(Roles, f.Role) {
		q.AndWhere(dbx.HashExp{fieldRole: string(f.Role)})
	}
	for _, word := range strings.Fields(f.Words) {
		q.AndWhere(dbx.Or(database.Contains(fieldFamily, word), database.Contains(fieldGiven, word), database.Contains("email", word)))
	}
	offset := int64(max(f.Page, 1)-1) * PeoplePage
	err = q.OrderBy("lower("+fieldFamily+")", "lower("+fieldGiven+")", "id").Limit(PeoplePage + 1).Offset(offset).All(&people)
	if err != nil {
		return nil, false, fmt.Errorf("list people: %w", err)
	}
	if len(people) > PeoplePage {
		return people[:PeoplePage], true, nil
	}
	return people, false, nil
}

// WhoMay returns the ids of the people with a confirmed mailbox whose role allows the act.
func WhoMay(app core.App, act Act) ([]string, error) {
	var allowed []any
	for _, r := range Roles {
		if r.Allows(act) {
			allowed = append(allowed, string(r))
		}
	}
	var ids []string
	err := app.DB().Select("id").From(Collection).Where(dbx.In(fieldRole, allowed...)).AndWhere(dbx.HashExp{"verified": true}).
		OrderBy("id").Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("who may %s: %w", act, err)
	}
	return ids, nil
}
