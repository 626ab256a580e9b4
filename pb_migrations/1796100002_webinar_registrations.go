package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Who is registered for a webinar, or waits for a seat: people with an account, and guests by name and mailbox.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "webinars")
		if err != nil {
			return err
		}
		return app.Save(newWebinarRegistrations(found[0], found[1]))
	}, drop("webinar_registrations"))
}

func newWebinarRegistrations(users, webinars *core.Collection) *core.Collection {
	c := core.NewBaseCollection("webinar_registrations")
	c.Fields.Add(
		belongs("webinar", webinars), mentions("user", users), text("name"),
		hidden(&core.TextField{Name: "email", Max: shortText}), text("locale"),
		choice("state", "registered", "waiting", "cancelled"), choice("role", "host", "presenter", "attendee"), boolean("captioner"),
		date("asked"), date("promoted"), date("cancelled"), date("removed"),
		boolean("remind"), boolean("news"), text("reminded"), date("thanked"),
		integer("version"), &core.JSONField{Name: "devices", MaxSize: 1 << 16, Hidden: true},
		hidden(&core.TextField{Name: "code_hash", Max: shortText}), &core.DateField{Name: "code_until", Hidden: true},
		&core.NumberField{Name: "code_tries", OnlyInt: true, Hidden: true},
		created(), updated(),
	)
	c.AddIndex("idx_webinar_registrations_user", true, "webinar, user", "user != ''")
	c.AddIndex("idx_webinar_registrations_email", true, "webinar, email", "email != ''")
	c.AddIndex("idx_webinar_registrations_queue", false, "webinar, state, asked", "")
	c.AddIndex("idx_webinar_registrations_own", false, "user, state", "user != ''")
	c.AddIndex("idx_webinar_registrations_mailbox", false, "email", "email != ''")
	return c
}
