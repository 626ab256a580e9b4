package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Each index costs a notice a page to write. One by person serves the list and what is unread; whoever asks what was told about something
// knows whom; the oldest are found in the order in which they were written.
func init() {
	indexes := func(change func(*core.Collection)) func(core.App) error {
		return func(app core.App) error {
			c, err := app.FindCollectionByNameOrId("notices")
			if err != nil {
				return err
			}
			change(c)
			return app.Save(c)
		}
	}
	migrations.Register(indexes(func(c *core.Collection) {
		for _, name := range []string{"list", "unread", "about", "created"} {
			c.RemoveIndex("idx_notices_" + name)
		}
		c.AddIndex("idx_notices_person", false, "person, read, stopped, created", "")
	}), indexes(func(c *core.Collection) {
		c.RemoveIndex("idx_notices_person")
		c.AddIndex("idx_notices_list", false, "person, created", "")
		c.AddIndex("idx_notices_unread", false, "person", "read = '' AND stopped = ''")
		c.AddIndex("idx_notices_about", false, "about", "about != ''")
		c.AddIndex("idx_notices_created", false, "created", "")
	}))
}
