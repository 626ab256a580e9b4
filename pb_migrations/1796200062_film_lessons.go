package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// After which lesson one stands that no folder has, between two of whole numbers, and since when somebody has its words to read.
func init() {
	migrations.Register(func(app core.App) error {
		if err := changeFields(app, "lessons", func(c *core.Collection) {
			c.Fields.Add(text("after"))
			c.Fields.GetByName("position").(*core.NumberField).OnlyInt = false
		}); err != nil {
			return err
		}
		if err := changeFields(app, "recording_lessons", func(c *core.Collection) { c.Fields.Add(text("after")) }); err != nil {
			return err
		}
		return changeFields(app, "watchings", func(c *core.Collection) { c.Fields.Add(date("opened")) })
	}, func(app core.App) error {
		if err := changeFields(app, "lessons", func(c *core.Collection) { c.Fields.RemoveByName("after") }); err != nil {
			return err
		}
		if _, err := app.DB().NewQuery("UPDATE lessons SET position = 1048576 WHERE position != CAST(position AS INTEGER)").Execute(); err != nil {
			return err
		}
		if err := changeFields(app, "lessons", func(c *core.Collection) {
			c.Fields.GetByName("position").(*core.NumberField).OnlyInt = true
		}); err != nil {
			return err
		}
		if err := changeFields(app, "recording_lessons", func(c *core.Collection) { c.Fields.RemoveByName("after") }); err != nil {
			return err
		}
		return changeFields(app, "watchings", func(c *core.Collection) { c.Fields.RemoveByName("opened") })
	})
}

func changeFields(app core.App, collection string, change func(*core.Collection)) error {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	change(c)
	return app.Save(c)
}
