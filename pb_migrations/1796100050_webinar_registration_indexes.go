package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Each index costs a registration a page to write. One index by person and one by mailbox serve both questions: is this person registered
// here, and for what is this person registered.
func init() {
	swap := func(remove, add func(*core.Collection)) func(core.App) error {
		return func(app core.App) error {
			c, err := app.FindCollectionByNameOrId("webinar_registrations")
			if err != nil {
				return err
			}
			remove(c)
			add(c)
			return app.Save(c)
		}
	}
	drop := func(names ...string) func(*core.Collection) {
		return func(c *core.Collection) {
			for _, name := range names {
				c.RemoveIndex("idx_webinar_registrations_" + name)
			}
		}
	}
	wide := func(c *core.Collection) {
		c.AddIndex("idx_webinar_registrations_user", true, "webinar, user", "user != ''")
		c.AddIndex("idx_webinar_registrations_email", true, "webinar, email", "email != ''")
		c.AddIndex("idx_webinar_registrations_own", false, "user, state", "user != ''")
		c.AddIndex("idx_webinar_registrations_mailbox", false, "email", "email != ''")
	}
	narrow := func(c *core.Collection) {
		c.AddIndex("idx_webinar_registrations_user", true, "user, webinar", "user != ''")
		c.AddIndex("idx_webinar_registrations_email", true, "email, webinar", "email != ''")
	}
	migrations.Register(swap(drop("user", "email", "own", "mailbox"), narrow), swap(drop("user", "email"), wide))
}
