package main

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// rewriteRows reads the records of a collection and saves each with a new date, so many a transaction: PocketBase's own way to touch
// every row, with nothing thought about in between.
func rewriteRows(app core.App, collection, dateField string, where dbx.Expression, batch int) error {
	var ids []string
	if err := app.DB().Select("id").From(collection).Where(where).OrderBy("rowid").Column(&ids); err != nil {
		return err
	}
	for some := range slices.Chunk(ids, batch) {
		err := app.RunInTransaction(func(tx core.App) error {
			records, err := tx.FindRecordsByIds(collection, some)
			if err != nil {
				return err
			}
			for _, r := range records {
				r.Set(dateField, types.NowDateTime())
				if err := tx.Save(r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
