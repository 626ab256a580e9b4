package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Who vouches for each child that has a card, since when, and when that was taken back. Cards of before have what their class said.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "class_cards")
		if err != nil {
			return err
		}
		found[0].Fields.Add(choice("vouches", "school", "guardian"), text("voucher"), date("consent"), date("consent_back"))
		if err := app.Save(found[0]); err != nil {
			return err
		}
		_, err = app.DB().NewQuery("UPDATE class_cards SET vouches = d.vouches, voucher = d.voucher, consent = d.consent" +
			" FROM class_card_desks d WHERE d.edition = class_cards.edition AND d.minors = TRUE").Execute()
		return err
	}, func(app core.App) error {
		found, err := find(app, "class_cards")
		if err != nil {
			return err
		}
		for _, name := range []string{"vouches", "voucher", "consent", "consent_back"} {
			found[0].Fields.RemoveByName(name)
		}
		return app.Save(found[0])
	})
}
