package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// The tokens by which programs publish or play the media of a webinar. One that is withdrawn is no longer there.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("webinar_media_tokens")
		c.Fields.Add(belongs("webinar", found[0]), text("name"), boolean("publish"), boolean("play"), date("until"), date("at"))
		c.AddIndex("idx_webinar_media_tokens_webinar", false, "webinar", "")
		return app.Save(c)
	}, drop("webinar_media_tokens"))
}
