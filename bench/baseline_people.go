package main

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// insertPeople writes an account and a membership for each of so many people by dbx, as it is, in one transaction: what an import keeps, with
// nothing read, checked, looked up or sent.
func insertPeople(app core.App, organisation string, turn, count int) error {
	now := types.NowDateTime().String()
	return app.RunInTransaction(func(tx core.App) error {
		for i := range count {
			id, email := core.GenerateDefaultRandomId(), fmt.Sprintf("b%d.%d@comune.example", turn, i)
			_, err := tx.DB().Insert("users", dbx.Params{
				"id": id, "email": email, "emailVisibility": false, "verified": false, "password": "!", "tokenKey": id + id, "given_name": "Bruno",
				"family_name": "Sala", "role": "learner", "locale": "it", "text_size": "", "created": now, "updated": now,
				"tax_code": "v1.1." + id + id + id + id, "tax_mark": "v1.1." + id + id + id,
			}).Execute()
			if err != nil {
				return err
			}
			_, err = tx.DB().Insert("memberships", dbx.Params{
				"id": core.GenerateDefaultRandomId(), "user": id, "organisation": organisation, "role": "employee", "office": fmt.Sprint("Ufficio ", i%20),
				"from": now, "until": "", "by": "bench", "accepted": now, "called": "", "listed": "sala bruno " + email, "created": now, "updated": now,
			}).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	})
}
