package main

import (
	"fmt"
	"net/url"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// plainPocketBase is a data folder of PocketBase alone, on its default settings and with none of our schema:
// the collection pages holds the lesson's HTML in one field, the collection courses what the catalogue shows.
// Anyone may read both, which is the rule that costs least.
type plainPocketBase struct {
	dir   string
	page  string // path of the record's own view
	list  string // path of the list of courses
	token string
}

func (l *lab) makePlainPocketBase(a *academy) (*plainPocketBase, error) {
	p := &plainPocketBase{dir: filepath.Join(l.dir, "records")}
	cards, err := a.cards()
	if err != nil {
		return nil, err
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: p.dir})
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	if err := app.RunSystemMigrations(); err != nil {
		return nil, err
	}
	if err := p.fill(app, a.lesson.html, cards); err != nil {
		return nil, fmt.Errorf("fill PocketBase: %w", err)
	}
	return p, app.ResetBootstrapState()
}

func (p *plainPocketBase) fill(app core.App, html string, cards []dbx.NullStringMap) error {
	user, err := save(app, "users", map[string]any{
		"email": "ada@example.org", "password": "una frase lunga e tranquilla", "verified": true, "name": learnerName,
	})
	if err != nil {
		return err
	}
	if p.token, err = user.NewAuthToken(); err != nil {
		return err
	}
	if err := saveCollection(app, "pages", &core.EditorField{Name: "html"}); err != nil {
		return err
	}
	page, err := save(app, "pages", map[string]any{"html": html})
	if err != nil {
		return err
	}
	p.page = "/api/collections/pages/records/" + page.Id
	err = saveCollection(app, "courses",
		&core.TextField{Name: "slug"}, &core.TextField{Name: "title"}, &core.TextField{Name: "summary"}, &core.TextField{Name: "language"},
		&core.SelectField{Name: "audience", MaxSelect: 1, Values: []string{"employees", "residents", "all"}}, &core.TextField{Name: "level"},
		&core.NumberField{Name: "hours"}, &core.BoolField{Name: "certificate"}, &core.JSONField{Name: "objectives"},
		&core.NumberField{Name: "lessons"}, &core.NumberField{Name: "minutes"})
	if err != nil {
		return err
	}
	for _, card := range cards {
		values := map[string]any{}
		for name, value := range card {
			values[name] = value.String
		}
		if _, err := save(app, "courses", values); err != nil {
			return err
		}
	}
	p.list = "/api/collections/courses/records?" + url.Values{"perPage": {fmt.Sprint(catalogueCourses)}}.Encode()
	return nil
}

// saveCollection makes a collection that anyone may read.
func saveCollection(app core.App, name string, fields ...core.Field) error {
	c := core.NewBaseCollection(name)
	c.Fields.Add(fields...)
	c.Fields.Add(&core.AutodateField{Name: "created", OnCreate: true}, &core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true})
	c.ListRule, c.ViewRule = types.Pointer(""), types.Pointer("")
	return app.Save(c)
}
