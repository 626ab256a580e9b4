package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// People, their sessions, and the centre that runs the academy.
func init() {
	migrations.Register(func(app core.App) error {
		users, err := extendUsers(app)
		if err != nil {
			return err
		}
		sessions := core.NewBaseCollection("sessions")
		sessions.Fields.Add(
			belongs("user", users),
			hidden(&core.TextField{Name: "token_hash", Required: true}),
			text("agent"), date("last_seen"), date("expires"), created(),
		)
		sessions.AddIndex("idx_sessions_token", true, "token_hash", "")
		sessions.AddIndex("idx_sessions_user", false, "user", "")
		sessions.AddIndex("idx_sessions_expires", false, "expires", "")
		if err := app.Save(sessions); err != nil {
			return err
		}
		return app.Save(newCentre())
	}, func(app core.App) error {
		if err := drop("centre", "sessions")(app); err != nil {
			return err
		}
		return shrinkUsers(app)
	})
}

var userFields = []string{"given_name", "family_name", "role", "locale", "text_size"}

func extendUsers(app core.App) (*core.Collection, error) {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return nil, err
	}
	users.Fields.RemoveByName("name")
	users.Fields.RemoveByName("avatar")
	users.OAuth2.Enabled = false
	users.Fields.Add(
		&core.TextField{Name: "given_name", Max: 100},
		&core.TextField{Name: "family_name", Max: 100},
		choice("role", "learner", "author", "staff", "administrator"),
		choice("locale", "it", "en", "de", "fr", "sl"),
		choice("text_size", "normal", "large", "larger"),
	)
	users.ListRule = open("id = @request.auth.id")
	users.ViewRule = open("id = @request.auth.id")
	users.UpdateRule = open("id = @request.auth.id")
	users.CreateRule = nil // people sign up on the page, which slows down machines and reveals no address
	users.DeleteRule = nil // the page says first what stays
	users.AuthAlert.Enabled = false
	users.OTP.Enabled = true
	users.OTP.Duration = 600
	users.OTP.Length = 8
	users.PasswordAuth.Enabled = true
	users.AddIndex("idx_users_role", false, "role", "")
	users.AddIndex("idx_users_name", false, "lower(`family_name`), lower(`given_name`), `id`", "") // people are listed by name
	return users, app.Save(users)
}

func shrinkUsers(app core.App) error {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	users.RemoveIndex("idx_users_name")
	users.RemoveIndex("idx_users_role")
	for _, name := range userFields {
		users.Fields.RemoveByName(name)
	}
	users.Fields.Add(&core.TextField{Name: "name", Max: 255}, &core.FileField{Name: "avatar", MaxSelect: 1})
	return app.Save(users)
}

func newCentre() *core.Collection {
	centre := core.NewBaseCollection("centre")
	centre.Fields.Add(
		text("name"),
		&core.FileField{Name: "logo", MaxSelect: 1, MaxSize: 1 << 20, MimeTypes: []string{"image/png", "image/jpeg", "image/svg+xml"}},
		text("ipa"), text("url"), text("sender_name"), text("sender_address"), prose("contact"),
		text("signatory"), text("signatory_role"),
		text("privacy_url"), text("accessibility_url"),
		date("completed"), created(), updated(),
	)
	return centre
}
