package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What people were told, once for each kind and key, and how each wants to be told.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users")
		if err != nil {
			return err
		}
		if err := app.Save(newNotices(found[0])); err != nil {
			return err
		}
		c := core.NewBaseCollection("notice_choices")
		c.Fields.Add(
			belongs("person", found[0]), required("topic"), choice("way", "at_once", "daily", "weekly", "page", "never"),
			created(), updated(),
		)
		c.AddIndex("idx_notice_choices_topic", true, "person, topic", "")
		return app.Save(c)
	}, drop("notice_choices", "notices"))
}

func newNotices(users *core.Collection) *core.Collection {
	c := core.NewBaseCollection("notices")
	c.Fields.Add(
		belongs("person", users), required("kind"), required("key"), object("values"), &core.TextField{Name: "link", Max: 2000},
		text("about"), choice("mail", "waiting", "queued", "sent", "dropped"), date("read"), date("stopped"), created(),
	)
	c.AddIndex("idx_notices_once", true, "person, kind, key", "")
	c.AddIndex("idx_notices_list", false, "person, created", "")
	c.AddIndex("idx_notices_unread", false, "person", "read = '' AND stopped = ''")
	c.AddIndex("idx_notices_waiting", false, "person, created", "mail = 'waiting'")
	c.AddIndex("idx_notices_about", false, "about", "about != ''")
	c.AddIndex("idx_notices_created", false, "created", "") // the oldest are forgotten
	return c
}
