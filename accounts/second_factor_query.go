package accounts

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// HasFactor tells whether the person has an app or a passkey. Spare codes alone are none.
func HasFactor(app core.App, user string) (bool, error) {
	n, err := app.CountRecords(secondFactors, dbx.HashExp{fieldUser: user}, ownFactor())
	if err != nil {
		return false, fmt.Errorf("count second factors of %s: %w", user, err)
	}
	return n > 0, nil
}

// SecondFactorsOf are the person's apps and passkeys, the oldest first.
func SecondFactorsOf(app core.App, user string) ([]*SecondFactor, error) {
	return factorsBy(app, dbx.HashExp{fieldUser: user}, ownFactor())
}

// FindFactor returns the person's app or passkey with the id, or ErrNoFactor.
func FindFactor(app core.App, user, id string) (*SecondFactor, error) {
	found, err := factorsBy(app, dbx.HashExp{fieldUser: user, "id": id}, ownFactor())
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrNoFactor
	}
	return found[0], nil
}

// CountWithoutFactor counts those who must have a second factor, and those of them who have none.
func CountWithoutFactor(app core.App) (without, all int, err error) {
	var people []*core.Record
	err = app.RecordQuery(Collection).AndWhere(dbx.HashExp{"verified": true}).AndWhere(dbx.Or(
		dbx.In(fieldRole, string(Staff), string(Administrator)),
		dbx.NewExp("[[id]] IN (SELECT [[user]] FROM [["+memberships+"]] WHERE role = {:referent})", dbx.Params{"referent": string(Referent)}),
	)).All(&people)
	if err != nil {
		return 0, 0, fmt.Errorf("find people with power: %w", err)
	}
	for _, user := range people {
		needs, err := NeedsFactor(app, user)
		if err != nil {
			return 0, 0, err
		}
		if !needs {
			continue
		}
		all++
		has, err := HasFactor(app, user.Id)
		if err != nil {
			return 0, 0, err
		}
		if !has {
			without++
		}
	}
	return without, all, nil
}

func ofKind(app core.App, user string, kind FactorKind) ([]*SecondFactor, error) {
	return factorsBy(app, dbx.HashExp{fieldUser: user, fieldKind: string(kind)})
}

func factorsBy(app core.App, conditions ...dbx.Expression) ([]*SecondFactor, error) {
	var found []*SecondFactor
	if err := app.RecordQuery(secondFactors).AndWhere(dbx.And(conditions...)).OrderBy("created", "rowid").All(&found); err != nil {
		return nil, fmt.Errorf("find second factors: %w", err)
	}
	return found, nil
}

// ownFactor leaves spare codes out.
func ownFactor() dbx.Expression { return dbx.Not(dbx.HashExp{fieldKind: string(SpareCodes)}) }

func newFactor(app core.App, user string, kind FactorKind, name string) (*SecondFactor, error) {
	c, err := app.FindCachedCollectionByNameOrId(secondFactors)
	if err != nil {
		return nil, err
	}
	f := &SecondFactor{}
	f.SetProxyRecord(core.NewRecord(c))
	f.Id = core.GenerateDefaultRandomId() // to which its secret is bound
	f.Set(fieldUser, user)
	f.Set(fieldKind, string(kind))
	f.Set(fieldFactorName, name)
	return f, nil
}
