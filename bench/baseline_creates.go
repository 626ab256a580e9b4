package main

import (
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// plainRows is a data folder of PocketBase alone, on its default settings. Its collections have columns of the same kinds as the four
// rows that a submission writes, relations among them, and no indexes, rules or hooks of ours.
type plainRows struct {
	app                           core.App
	sheets, met, progress, ledger *core.Collection
	user, quiz, course, enrolment string
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
	return p, p.found()
}

// found makes the collections, and one record of each that the others are about.
func (p *plainRows) found() error {
	user, err := save(p.app, "users", map[string]any{
		"email": "ada@example.org", "password": "una frase lunga e tranquilla", "verified": true, "name": learnerName,
	})
	if err != nil {
		return err
	}
	p.user = user.Id
	to := map[string]string{"user": "users"}
	for _, name := range []string{"course", "quiz", "enrolment"} {
		if err := saveCollection(p.app, name, &core.TextField{Name: "title"}); err != nil {
			return err
		}
		to[name] = name
	}
	for name, id := range map[string]*string{"course": &p.course, "quiz": &p.quiz, "enrolment": &p.enrolment} {
		r, err := save(p.app, name, map[string]any{"title": "Uno"})
		if err != nil {
			return err
		}
		*id = r.Id
	}
	relation := func(name string) core.Field {
		c, err := p.app.FindCollectionByNameOrId(to[name])
		if err != nil {
			return nil
		}
		return &core.RelationField{Name: name, CollectionId: c.Id, MaxSelect: 1}
	}
	packed := func(name string) core.Field { return &core.JSONField{Name: name, MaxSize: 8 << 20} }
	for name, fields := range map[string][]core.Field{
		"sheets": {relation("user"), relation("quiz"), relation("enrolment"), &core.NumberField{Name: "number"},
			&core.SelectField{Name: "state", MaxSelect: 1, Values: []string{"open", "submitted"}}, packed("drawn"), packed("answers"), packed("result"),
			packed("certainty"), packed("checked"), &core.NumberField{Name: "score"}, &core.NumberField{Name: "max"}, &core.NumberField{Name: "waiting"}, &core.NumberField{Name: "extra"},
			&core.BoolField{Name: "passed"}, &core.DateField{Name: "expires"}, &core.DateField{Name: "submitted"}, &core.DateField{Name: "regraded"}},
		"met": {relation("enrolment"), &core.TextField{Name: "requirement"}, packed("evidence")},
		"progress": {relation("user"), relation("course"), &core.TextField{Name: "edition"}, &core.NumberField{Name: "cycle"},
			&core.NumberField{Name: "percent"}, &core.DateField{Name: "completed"}, &core.BoolField{Name: "rated"}, &core.TextField{Name: "last_lesson"}},
		"ledger": {&core.TextField{Name: "person"}, &core.TextField{Name: "organisation"}, &core.NumberField{Name: "year"}, &core.DateField{Name: "day"},
			&core.TextField{Name: "area"}, &core.BoolField{Name: "compulsory"}, &core.NumberField{Name: "minutes"}, &core.TextField{Name: "source"},
			&core.TextField{Name: "key"}, &core.NumberField{Name: "turn"}, &core.TextField{Name: "reverses"}, &core.TextField{Name: "reason"},
			&core.TextField{Name: "by"}, &core.TextField{Name: "title"}, packed("evidence")},
	} {
		if err := saveCollection(p.app, name, fields...); err != nil {
			return err
		}
	}
	for name, c := range map[string]**core.Collection{"sheets": &p.sheets, "met": &p.met, "progress": &p.progress, "ledger": &p.ledger} {
		if *c, err = p.app.FindCollectionByNameOrId(name); err != nil {
			return err
		}
	}
	return nil
}

// createAll makes the rows of so many submissions.
func (p *plainRows) createAll(count int, sheet map[string]any) error {
	for range count {
		if err := p.create(sheet); err != nil {
			return err
		}
	}
	return nil
}

// create saves one record as large as a submitted attempt and the three small ones, in one transaction.
func (p *plainRows) create(sheet map[string]any) error {
	return p.app.RunInTransaction(func(tx core.App) error {
		for _, row := range []struct {
			collection *core.Collection
			values     map[string]any
		}{
			{p.sheets, sheet},
			{p.met, map[string]any{"requirement": "quiz:finale", "evidence": types.JSONRaw(`{"attempt":"abcdefghijklmno","max":25,"score":20}`)}},
			{p.progress, map[string]any{"user": p.user, "course": p.course, "cycle": 1, "percent": 50}},
			{p.ledger, map[string]any{"person": p.user, "year": 2026, "day": types.NowDateTime(), "area": "digital", "minutes": 60, "source": "quiz",
				"key": p.enrolment + "/quiz:finale", "title": "Sicurezza", "evidence": types.JSONRaw(`{"attempt":"abcdefghijklmno","course":"abcdefghijklmno"}`)}},
		} {
			r := core.NewRecord(row.collection)
			r.Load(row.values)
			r.Load(map[string]any{"user": p.user, "quiz": p.quiz, "enrolment": p.enrolment})
			if err := tx.Save(r); err != nil {
				return err
			}
		}
		return nil
	})
}
