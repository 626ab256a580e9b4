package main

import (
	"fmt"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// plainSeats is a data folder of PocketBase alone, on its default settings, with one collection: its columns are of the same kinds as a
// registration's, relations among them. It has no indexes, rules or hooks of ours; nothing is counted and nobody is told.
type plainSeats struct {
	app           core.App
	seats         *core.Collection
	user, webinar string
	url           string // where it is served
	made          int
}

func openPlainSeats(l *lab, name string) (*plainSeats, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: filepath.Join(l.dir, name)})
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	if err := app.RunSystemMigrations(); err != nil {
		return nil, err
	}
	p := &plainSeats{app: app}
	return p, p.found()
}

func (p *plainSeats) found() error {
	user, err := save(p.app, "users", map[string]any{
		"email": "ada@example.org", "password": "una frase lunga e tranquilla", "verified": true, "name": learnerName,
	})
	if err != nil {
		return err
	}
	if err := saveCollection(p.app, "webinars", &core.TextField{Name: "title"}); err != nil {
		return err
	}
	webinar, err := save(p.app, "webinars", map[string]any{"title": "SPID dal vivo"})
	if err != nil {
		return err
	}
	p.user, p.webinar = user.Id, webinar.Id
	err = saveCollection(p.app, "seats",
		&core.RelationField{Name: "webinar", CollectionId: webinar.Collection().Id, MaxSelect: 1}, &core.RelationField{Name: "user", CollectionId: user.Collection().Id, MaxSelect: 1},
		&core.TextField{Name: "name"}, &core.TextField{Name: "email"}, &core.TextField{Name: "locale"},
		&core.SelectField{Name: "state", MaxSelect: 1, Values: []string{"registered", "waiting", "cancelled"}},
		&core.SelectField{Name: "role", MaxSelect: 1, Values: []string{"host", "presenter", "attendee"}}, &core.BoolField{Name: "captioner"},
		&core.DateField{Name: "asked"}, &core.DateField{Name: "promoted"}, &core.DateField{Name: "cancelled"}, &core.DateField{Name: "removed"},
		&core.BoolField{Name: "remind"}, &core.BoolField{Name: "news"}, &core.TextField{Name: "reminded"}, &core.DateField{Name: "thanked"},
		&core.NumberField{Name: "version", OnlyInt: true}, &core.JSONField{Name: "devices"}, &core.TextField{Name: "code_hash"},
		&core.DateField{Name: "code_until"}, &core.NumberField{Name: "code_tries", OnlyInt: true})
	if err != nil {
		return err
	}
	p.seats, err = p.app.FindCollectionByNameOrId("seats")
	return err
}

// values are those of one more record.
func (p *plainSeats) values() map[string]any {
	p.made++
	return map[string]any{
		"webinar": p.webinar, "user": p.user, "name": learnerName, "email": fmt.Sprintf("ospite%d@example.org", p.made), "locale": "it",
		"state": "registered", "asked": types.NowDateTime(), "remind": true, "version": 1,
	}
}

// create saves so many records, one after the other.
func (p *plainSeats) create(count int) error {
	for range count {
		r := core.NewRecord(p.seats)
		r.Load(p.values())
		if err := p.app.Save(r); err != nil {
			return err
		}
	}
	return nil
}
