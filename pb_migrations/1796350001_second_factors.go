package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What people show beside their password, since when they were asked for it, and when it was shown in a session.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "sessions")
		if err != nil {
			return err
		}
		users, sessions := found[0], found[1]
		users.Fields.Add(concealed(date("factor_asked")))
		if err := app.Save(users); err != nil {
			return err
		}
		sessions.Fields.Add(concealed(date("factor")), concealed(date("proven")))
		if err := app.Save(sessions); err != nil {
			return err
		}
		c := core.NewBaseCollection("second_factors")
		c.Fields.Add(concealed(belongs("user", users)), concealed(choice("kind", "totp", "passkey", "codes")), concealed(text("name")),
			concealed(text("secret")), concealed(text("credential_id")), concealed(object("credential")), concealed(integer("step")),
			concealed(date("used")), concealed(created()))
		c.AddIndex("idx_second_factors_user", false, "user", "")
		c.AddIndex("idx_second_factors_credential", true, "credential_id", "credential_id != ''")
		return app.Save(c)
	}, func(app core.App) error {
		if err := drop("second_factors")(app); err != nil {
			return err
		}
		for name, fields := range map[string][]string{"users": {"factor_asked"}, "sessions": {"factor", "proven"}} {
			c, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				return err
			}
			for _, field := range fields {
				c.Fields.RemoveByName(field)
			}
			if err := app.Save(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// concealed hides a field from whoever is no superuser.
func concealed(f core.Field) core.Field {
	f.SetHidden(true)
	return f
}
