package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What people gave to essays: one row a question and round. The first two rounds may be two people's, the third settles what they
// disagree about. A row without a date of being final is a draft, held by its marker until "held".
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "attempts", "users")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("markings")
		c.Fields.Add(
			belongs("attempt", found[0]), required("question"), integer("round"), mentions("marker", found[1]),
			object("criteria"), number("score"), prose("comment"), date("held"), date("final"), created(), updated(),
		)
		c.AddIndex("idx_markings_round", true, "attempt, question, round", "")
		c.AddIndex("idx_markings_marker", false, "marker, final", "")
		return app.Save(c)
	}, drop("markings"))
}
