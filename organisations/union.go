package organisations

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Member is that a comune belongs to a union, for a period.
type Member struct{ core.BaseRecordProxy }

// Union is the id of the union.
func (m *Member) Union() string { return m.GetString(fieldUnion) }

// Comune is the id of the comune.
func (m *Member) Comune() string { return m.GetString(fieldMember) }

// Period is from when until when.
func (m *Member) Period() Period { return periodOf(m.Record) }

func periodOf(r *core.Record) Period {
	return Period{r.GetDateTime(fieldFrom).Time(), r.GetDateTime(fieldUntil).Time()}
}

// AddMember says that a comune belongs to a union for a period. It returns ErrNoOrganisation or ErrRetired, and Problems where the
// comune is none, the union has no members, or the comune belongs to it or to another of its kind within that time: "ogni comune può far
// parte di una sola unione di comuni" (d.lgs. 267/2000, art. 32 c. 2).
func AddMember(app core.App, union, comune string, p Period) error {
	return app.RunInTransaction(func(tx core.App) error {
		problems, err := judgeMember(tx, union, comune, p)
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return problems
		}
		c, err := tx.FindCachedCollectionByNameOrId(UnionMembers)
		if err != nil {
			return err
		}
		r := core.NewRecord(c)
		r.Set(fieldUnion, union)
		r.Set(fieldMember, comune)
		setPeriod(r, p)
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("add %s to union %s: %w", comune, union, err)
		}
		return nil
	})
}

func judgeMember(tx core.App, union, comune string, p Period) (Problems, error) {
	u, err := servedBy(tx, union)
	if err != nil {
		return nil, err
	}
	m, err := servedBy(tx, comune)
	if err != nil {
		return nil, err
	}
	problems := p.Check()
	switch {
	case !u.Kind().HasMembers():
		problems = append(problems, Problem{fieldUnion, "no_union"})
	case m.Kind() != Comune:
		problems = append(problems, Problem{fieldMember, "no_comune"})
	}
	if len(problems) > 0 {
		return problems, nil
	}
	var rows []*Member
	if err := tx.RecordQuery(UnionMembers).AndWhere(dbx.HashExp{fieldMember: comune}).All(&rows); err != nil {
		return nil, fmt.Errorf("unions of %s: %w", comune, err)
	}
	for _, row := range rows {
		if !row.Period().Overlaps(p) {
			continue
		}
		if row.Union() == union {
			return Problems{{fieldMember, "member_already"}}, nil
		}
		other, err := Find(tx, row.Union())
		if err != nil {
			return nil, err
		}
		if other.Kind() == u.Kind() {
			return Problems{{fieldMember, "member_elsewhere"}}, nil
		}
	}
	return nil, nil
}

// servedBy returns the organisation if the academy serves it.
func servedBy(app core.App, id string) (*Organisation, error) {
	o, err := Find(app, id)
	if err == nil && !o.Retired().IsZero() {
		err = fmt.Errorf("organisation %s: %w", id, ErrRetired)
	}
	return o, err
}

// EndMember says at which moment a comune leaves the union. That it belonged to it stays known. It returns ErrNoOrganisation if the
// union has no such row.
func EndMember(app core.App, union, member string, at time.Time) error {
	r, err := memberOf(app, union, member)
	if err != nil {
		return err
	}
	p := Period{periodOf(r).From, at}
	if problems := p.Check(); len(problems) > 0 {
		return problems
	}
	setPeriod(r, p)
	if err := app.Save(r); err != nil {
		return fmt.Errorf("end member %s: %w", member, err)
	}
	return nil
}

// RemoveMember takes back what was entered by mistake, as if the comune had never belonged to the union.
func RemoveMember(app core.App, union, member string) error {
	r, err := memberOf(app, union, member)
	if err != nil {
		return err
	}
	if err := app.Delete(r); err != nil {
		return fmt.Errorf("remove member %s: %w", member, err)
	}
	return nil
}

func memberOf(app core.App, union, member string) (*core.Record, error) {
	var rows []*core.Record
	err := app.RecordQuery(UnionMembers).AndWhere(dbx.HashExp{"id": member, fieldUnion: union}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("find member %s: %w", member, err)
	}
	if len(rows) == 0 {
		return nil, ErrNoOrganisation
	}
	return rows[0], nil
}

func setPeriod(r *core.Record, p Period) {
	r.Set(fieldFrom, p.From)
	if r.Set(fieldUntil, p.Until); p.Until.IsZero() {
		r.Set(fieldUntil, "")
	}
}
