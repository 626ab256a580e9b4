package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Cards by which people without a mailbox come into a class, and what their class says about them.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "editions", "users")
		if err != nil {
			return err
		}
		editions, users := found[0], found[1]
		cards := core.NewBaseCollection("class_cards")
		cards.Fields.Add(
			belongs("edition", editions), belongs("user", users), integer("number"), required("code"),
			concealed(required("secret_hash")), concealed(required("pin_hash")), boolean("full_view"),
			integer("failures"), date("failed"), date("locked"), date("ended"), date("printed"), created(), updated(),
		)
		cards.AddIndex("idx_class_cards_code", true, "code", "")
		cards.AddIndex("idx_class_cards_secret", true, "secret_hash", "")
		cards.AddIndex("idx_class_cards_number", true, "edition, number", "")
		cards.AddIndex("idx_class_cards_user", false, "user", "")
		if err := app.Save(cards); err != nil {
			return err
		}
		desks := core.NewBaseCollection("class_card_desks")
		desks.Fields.Add(
			belongs("edition", editions), boolean("minors"), choice("vouches", "school", "guardian"), text("voucher"), date("consent"),
			date("since"), date("locked"), created(), updated(),
		)
		desks.AddIndex("idx_class_card_desks_edition", true, "edition", "")
		return app.Save(desks)
	}, drop("class_card_desks", "class_cards"))
}
