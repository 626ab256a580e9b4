package organisations

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Decisions about organisations.
var (
	// ErrRetired says that the organisation is not served any more: it is brought back before anything else is done with it.
	ErrRetired = errors.New("organisation is retired")
	// ErrReferred says that something is known about the organisation, so that it is retired and not deleted.
	ErrReferred = errors.New("organisation is referred to")
)

// Add stores a new organisation. It refuses what is wrong with Problems.
func Add(app core.App, f Facts) (*Organisation, error) {
	c, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	o := Of(core.NewRecord(c))
	return o, o.keep(app, f, takenIn(app))
}

// Change says something else of the organisation. It returns ErrNoOrganisation, ErrRetired or Problems.
func Change(app core.App, id string, f Facts) (*Organisation, error) {
	o, err := Find(app, id)
	if err != nil {
		return nil, err
	}
	if !o.Retired().IsZero() {
		return nil, fmt.Errorf("change organisation %s: %w", id, ErrRetired)
	}
	return o, o.keep(app, f, takenIn(app))
}

func (o *Organisation) keep(app core.App, f Facts, by taken) error {
	f.Normalise()
	o.write(f)
	return app.RunInTransaction(func(tx core.App) error {
		if err := o.judge(tx, by); err != nil {
			return err
		}
		if err := tx.SaveNoValidate(o); err != nil { // it has just been judged
			return fmt.Errorf("save organisation %s: %w", f.IPA, err)
		}
		return nil
	})
}

// Judge returns as Problems what is wrong with the organisation as it is about to be stored, by itself and beside the others.
func (o *Organisation) Judge(tx core.App) error { return o.judge(tx, takenIn(tx)) }

// taken tells whether another organisation than the one with this id has the value.
type taken func(field, value, id string) (bool, error)

// takenIn asks the database. The number of a comune that is retired is free: another may come out of it.
func takenIn(app core.App) taken {
	return func(field, value, id string) (bool, error) {
		var served dbx.Expression
		if field == fieldISTAT {
			served = dbx.HashExp{fieldRetired: ""}
		}
		n, err := app.CountRecords(Collection, dbx.HashExp{field: value}, dbx.Not(dbx.HashExp{"id": id}), served)
		if err != nil {
			return false, fmt.Errorf("count organisations: %w", err)
		}
		return n > 0, nil
	}
}

func (o *Organisation) judge(tx core.App, by taken) error {
	f := o.Facts()
	problems := f.Check()
	for _, row := range []struct{ field, value, code string }{{fieldIPA, f.IPA, "ipa_taken"}, {fieldISTAT, f.ISTAT, "istat_taken"}} {
		if row.value == "" {
			continue
		}
		other, err := by(row.field, row.value, o.Id)
		if err != nil {
			return err
		}
		if other {
			problems = append(problems, Problem{row.field, row.code})
		}
	}
	kind, err := o.judgeKind(tx)
	if err != nil {
		return err
	}
	if problems = append(problems, kind...); len(problems) > 0 {
		return problems
	}
	return nil
}

// judgeKind: what has been a member of a union stays a comune, and what has had members stays a union.
func (o *Organisation) judgeKind(tx core.App) (Problems, error) {
	if o.IsNew() || Of(o.Original()).Kind() == o.Kind() {
		return nil, nil
	}
	for _, row := range []struct {
		stays bool
		side  string
		code  string
	}{{o.Kind() == Comune, fieldMember, "kind_member"}, {o.Kind().HasMembers(), fieldUnion, "kind_members"}} {
		if row.stays {
			continue
		}
		n, err := tx.CountRecords(UnionMembers, dbx.HashExp{row.side: o.Id})
		if err != nil {
			return nil, fmt.Errorf("count members: %w", err)
		}
		if n > 0 {
			return Problems{{fieldKind, row.code}}, nil
		}
	}
	return nil, nil
}

// Retire ends that the organisation is served, and keeps all that is known about it.
func Retire(app core.App, id string, at time.Time) error { return retire(app, id, at) }

// Restore takes Retire back.
func Restore(app core.App, id string) error { return retire(app, id, time.Time{}) }

func retire(app core.App, id string, at time.Time) error {
	o, err := Find(app, id)
	if err != nil {
		return err
	}
	if o.Set(fieldRetired, at); at.IsZero() {
		o.Set(fieldRetired, "")
	}
	if err := app.Save(o); err != nil {
		return fmt.Errorf("retire organisation %s: %w", id, err)
	}
	return nil
}

// Delete forgets an organisation of which nothing is known. It returns ErrReferred for others.
func Delete(app core.App, id string) error {
	return app.RunInTransaction(func(tx core.App) error {
		o, err := Find(tx, id)
		if err != nil {
			return err
		}
		if referred, err := o.Referred(tx); err != nil {
			return err
		} else if referred {
			return fmt.Errorf("delete organisation %s: %w", id, ErrReferred)
		}
		return tx.Delete(o)
	})
}

// Referred tells whether any record of the academy refers to the organisation, of whatever collection.
func (o *Organisation) Referred(app core.App) (bool, error) {
	references, err := app.FindCachedCollectionReferences(o.Collection())
	if err != nil {
		return false, fmt.Errorf("what refers to organisations: %w", err)
	}
	for c, fields := range references {
		for _, field := range fields {
			n, err := app.CountRecords(c, refers(field, o.Id))
			if err != nil {
				return false, fmt.Errorf("count %s of organisation %s: %w", c.Name, o.Id, err)
			}
			if n > 0 {
				return true, nil
			}
		}
	}
	return false, nil
}

// refers chooses the records whose field names the id, alone or in a list.
func refers(field core.Field, id string) dbx.Expression {
	if r, ok := field.(*core.RelationField); ok && r.IsMultiple() {
		return dbx.Like(field.GetName(), id) // an id has letters and digits only
	}
	return dbx.HashExp{field.GetName(): id}
}
