package accounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
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
		q.AndWhere(dbx.Or(dbx.Like(fieldFamily, word), dbx.Like(fieldGiven, word), dbx.Like("email", word)))
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
