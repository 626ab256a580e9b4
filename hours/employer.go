package hours

import (
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// EmployerOn is the organisation for which hours count that somebody earned at a moment: the one for whom the person acts, if it
// employed them then, else the one of those that did which employed them first; "" if none did.
func EmployerOn(app core.App, person string, day time.Time) (string, error) {
	all, err := accounts.EmployersAt(app, person, day)
	if err != nil || len(all) < 2 {
		return first(all), err
	}
	acts, err := accounts.LastActedFor(app, person)
	if err != nil {
		return "", err
	}
	if slices.Contains(all, acts) {
		return acts, nil
	}
	return all[len(all)-1], nil // the one that they joined last comes first
}

// Employ finds for the person's hours that count for nobody the organisation that employed them on the day: it may have become known
// since. tx must be a transaction's app.
func Employ(tx core.App, person string) error {
	all, err := list(holding(tx).AndWhere(dbx.HashExp{"e.person": person, "e.organisation": ""}).OrderBy("e.rowid"))
	if err != nil {
		return err
	}
	for _, e := range all {
		organisation, err := EmployerOn(tx, person, e.Day())
		if err != nil {
			return err
		}
		if organisation == "" {
			continue
		}
		f := e.fact()
		f.Organisation = organisation
		if err := Correct(tx, e, f, ReasonEmployer, ""); err != nil {
			return err
		}
	}
	return nil
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
