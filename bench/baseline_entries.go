package main

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
)

// readEntries reads a year's entries of the ledger by dbx, as it is.
func readEntries(app core.App, year int) (list []hours.Entry, err error) {
	err = app.DB().Select().From("hours_entries").Where(dbx.HashExp{"year": year}).All(&list)
	return list, err
}
