package organisations

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ErrNoOrganisation says that there is no such organisation.
var ErrNoOrganisation = errors.New("no such organisation")

// Find returns the organisation with the id, or ErrNoOrganisation.
func Find(app core.App, id string) (*Organisation, error) {
	return one(app, dbx.HashExp{"id": id})
}

// FindByIPA returns the organisation with the code, however its letters are written, or ErrNoOrganisation.
func FindByIPA(app core.App, ipa string) (*Organisation, error) {
	return one(app, dbx.HashExp{fieldIPA: strings.ToLower(strings.TrimSpace(ipa))})
}

func one(app core.App, which dbx.HashExp) (*Organisation, error) {
	r := &core.Record{}
	err := app.RecordQuery(Collection).AndWhere(which).Limit(1).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoOrganisation
	}
	if err != nil {
		return nil, fmt.Errorf("find organisation: %w", err)
	}
	return Of(r), nil
}

// Page is how many organisations List returns at most.
const Page = 50

// Filter chooses organisations: whose name or code has all the words, of one kind ("" is any).
type Filter struct {
	Words   string
	Kind    Kind
	Retired bool // those that are retired; else those that are served
	Page    int  // from 1
}

// List returns a page of organisations by name, and how many there are in all.
func List(app core.App, f Filter) ([]*Organisation, int, error) {
	where := f.where()
	total, err := app.CountRecords(Collection, where)
	if err != nil {
		return nil, 0, fmt.Errorf("count organisations: %w", err)
	}
	list := []*Organisation{}
	err = app.RecordQuery(Collection).AndWhere(where).OrderBy("lower(name)", "id").Limit(Page).
		Offset(int64(max(f.Page, 1)-1) * Page).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list organisations: %w", err)
	}
	return list, int(total), nil
}

// literally takes from a word what LIKE would read as a sign of its own: codes are full of "_".
var literally = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func (f Filter) where() dbx.Expression {
	state := "="
	if f.Retired {
		state = "!="
	}
	all := []dbx.Expression{dbx.NewExp("[[" + fieldRetired + "]] " + state + " ''")}
	if slices.Contains(Kinds, f.Kind) {
		all = append(all, dbx.HashExp{fieldKind: string(f.Kind)})
	}
	for i, word := range strings.Fields(f.Words) {
		name := fmt.Sprintf("word%d", i)
		all = append(all, dbx.NewExp("[[name]] || ' ' || [[ipa]] LIKE {:"+name+`} ESCAPE '\'`, dbx.Params{name: "%" + literally.Replace(word) + "%"}))
	}
	return dbx.And(all...)
}
