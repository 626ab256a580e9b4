package organisations

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// UnionMembers holds which comune belongs to which union: from a moment, until another at which it no longer does.
const UnionMembers = "union_members"

const (
	fieldUnion  = "union"
	fieldMember = "comune"
	fieldFrom   = "from"
	fieldUntil  = "until"
)

// MembersOf returns the ids of the comuni that belong to the union at that moment, in no order that matters.
func MembersOf(app core.App, union string, at time.Time) ([]string, error) {
	return across(app, fieldMember, fieldUnion, union, at)
}

// UnionsOf returns the ids of the unions to which the comune belongs at that moment.
func UnionsOf(app core.App, comune string, at time.Time) ([]string, error) {
	return across(app, fieldUnion, fieldMember, comune, at)
}

func across(app core.App, wanted, known, id string, at time.Time) ([]string, error) {
	var ids []string
	err := app.DB().Select(wanted).From(UnionMembers).Where(dbx.HashExp{known: id}).AndWhere(holds(at)).OrderBy("id").Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("%s by %s %s: %w", wanted, known, id, err)
	}
	return ids, nil
}

// holds chooses rows whose period holds at that moment: who has left at noon is out at noon.
func holds(at time.Time) dbx.Expression {
	return dbx.NewExp("[[from]] <= {:at} AND ([[until]] = '' OR [[until]] > {:at})", dbx.Params{"at": stamp(at)})
}

// stamp writes a moment as the database keeps it.
func stamp(t time.Time) string {
	d, err := types.ParseDateTime(t)
	if err != nil {
		panic(err) // a time.Time always parses
	}
	return d.String()
}

// MemberHistory returns who belongs and belonged to the union, who is in it first, then by beginning.
func MemberHistory(app core.App, union string) ([]*Member, error) {
	return history(app, fieldUnion, union)
}

// UnionHistory returns the unions to which the comune belongs and belonged, in the same order.
func UnionHistory(app core.App, comune string) ([]*Member, error) {
	return history(app, fieldMember, comune)
}

func history(app core.App, side, id string) ([]*Member, error) {
	list := []*Member{}
	err := app.RecordQuery(UnionMembers).AndWhere(dbx.HashExp{side: id}).
		OrderBy("(CASE WHEN [[until]] = '' THEN 0 ELSE 1 END)", "[[from]] DESC", "id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("members by %s %s: %w", side, id, err)
	}
	return list, nil
}
