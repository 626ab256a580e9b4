package certificates

import "github.com/pocketbase/pocketbase/core"

// Editions says how an edition of a course is called: who holds them is above this package.
type Editions func(app core.App, edition string) (title string, err error)

const keptEditions = "aula:certificates:editions"

// NameEditions tells certificates how editions are called. Without it they say an edition's id.
func NameEditions(app core.App, name Editions) { app.Store().Set(keptEditions, name) }

func editionTitle(tx core.App, edition string) (string, error) {
	name, known := tx.Store().Get(keptEditions).(Editions)
	if edition == "" || !known {
		return edition, nil
	}
	return name(tx, edition)
}
