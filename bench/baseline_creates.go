package main

import (
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// plainRows is a data folder of PocketBase alone, on its default settings. Its collections have as many columns of the same kinds as
// those that a submission writes, and no rules, indexes or hooks of ours.
type plainRows struct {
	app    core.App
	sheets *core.Collection
	small  *core.Collection
}

func openPlainRows(l *lab) (*plainRows, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: filepath.Join(l.dir, "creates")})
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	if err := app.RunSystemMigrations(); err != nil {
		return nil, err
	}
	p := &plainRows{app: app}
	err := saveCollection(app, "sheets",
		&core.TextField{Name: "user"}, &core.TextField{Name: "quiz"}, &core.TextField{Name: "enrolment"}, &core.NumberField{Name: "number"},
		&core.SelectField{Name: "state", MaxSelect: 1, Values: []string{"open", "submitted"}}, &core.JSONField{Name: "drawn", MaxSize: 1 << 20},
		&core.JSONField{Name: "answers", MaxSize: 1 << 20}, &core.JSONField{Name: "result", MaxSize: 1 << 20}, &core.NumberField{Name: "score"},
		&core.NumberField{Name: "max"}, &core.BoolField{Name: "passed"}, &core.DateField{Name: "expires"}, &core.DateField{Name: "submitted"})
	if err != nil {
		return nil, err
	}
	err = saveCollection(app, "small", &core.TextField{Name: "of"}, &core.TextField{Name: "what"}, &core.JSONField{Name: "why"}, &core.NumberField{Name: "percent"})
	if err != nil {
		return nil, err
	}
	if p.sheets, err = app.FindCollectionByNameOrId("sheets"); err != nil {
		return nil, err
	}
	p.small, err = app.FindCollectionByNameOrId("small")
	return p, err
}

// createAll does it for so many submissions.
func (p *plainRows) createAll(count int, sheet map[string]any, small int) error {
	for range count {
		if err := p.create(sheet, small); err != nil {
			return err
		}
	}
	return nil
}

// create saves one record as large as a submitted attempt, and small ones, in one transaction.
func (p *plainRows) create(sheet map[string]any, small int) error {
	return p.app.RunInTransaction(func(tx core.App) error {
		r := core.NewRecord(p.sheets)
		r.Load(sheet)
		if err := tx.Save(r); err != nil {
			return err
		}
		for range small {
			r := core.NewRecord(p.small)
			r.Set("of", sheet["enrolment"])
			r.Set("what", "quiz:finale")
			r.Set("why", types.JSONRaw(`{"attempt":"abcdefghijklmno","max":25,"score":20}`))
			r.Set("percent", 50)
			if err := tx.Save(r); err != nil {
				return err
			}
		}
		return nil
	})
}
